"""Render every page with invented people, take its picture and let axe look at it.

`python tests/web/gallery.py [FOLDER [PAGE ...]]`; without a folder the pictures go to `gallery`
in the folder for temporary files. They are no part of the project.
"""

import gzip
import shutil
import sys
import tempfile
from collections.abc import Mapping
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_hex
from threading import Thread
from typing import Any, Literal

import django
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path
from gallery_samples import pages
from playwright.sync_api import Browser, Page, sync_playwright

WEB = Path(__file__).resolve().parents[2] / "huiliu" / "web"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
Shot = tuple[int, int, Literal["light", "dark"]]
Shots = Mapping[Shot, list[str]]
SHOTS: list[Shot] = [
    (360, 1, "light"),
    (1280, 1, "light"),
    (360, 3, "light"),
    (1280, 3, "light"),
    (360, 1, "dark"),
    (320, 4, "light"),
]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'"
)

urlpatterns = [
    path("text-size/", lambda _: HttpResponse(), name="text_size"),
    path("sign-out/", lambda _: HttpResponse(), name="sign_out"),
    path("delegates/", lambda _: HttpResponse(), name="my_delegates"),
]


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def weight(text: str) -> int:
    """Count the bytes of a page as it goes over the line."""
    return len(gzip.compress(text.encode()))


def configure() -> None:
    settings.configure(
        FORM_RENDERER="huiliu.web.kit.forms.HuiliuRenderer",
        INSTALLED_APPS=["django.contrib.staticfiles"],
        LANGUAGE_CODE="zh-hans",
        ROOT_URLCONF=__name__,
        SECRET_KEY=token_hex(),
        STATIC_URL="/static/",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [WEB / "templates"],
                "OPTIONS": {
                    "context_processors": ["django.template.context_processors.request"],
                    "libraries": {"huiliu": "huiliu.web.templatetags.huiliu"},
                },
            }
        ],
    )
    django.setup()


def documents() -> dict[str, str]:
    """Render every page in every text size, keyed by `/name-size`."""
    request = RequestFactory().get("/gallery/")
    return {
        f"/{name}-{size}": render_to_string(template, {**context, "text_size": size}, request)
        for name, (template, context) in pages().items()
        for size in (1, 3, 4)
    }


def serve(rendered: Mapping[str, str]) -> ThreadingHTTPServer:
    class Desk(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            body = rendered.get(self.path)
            if body is None:
                super().do_GET()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing about each request."""

    def desk(*details: Any) -> Desk:
        return Desk(*details, directory=str(WEB))

    server = ThreadingHTTPServer(("127.0.0.1", 0), desk)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


def faults(page: Page) -> list[str]:
    """List what axe finds, and whether the page is wider than the screen."""
    found = [
        f"{violation['id']}: {violation['nodes'][0]['target']}"
        for violation in Axe().run(page, options=RULES).response["violations"]
    ]
    wider = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [*found, f"wider than the screen by {wider}px"] if wider else found


def photograph(browser: Browser, address: str, folder: Path, shots: Shots) -> list[str]:
    """Take the picture of each page in each shot, and list what is wrong with it."""
    found = []
    for (width, size, scheme), names in shots.items():
        page = browser.new_page(color_scheme=scheme)
        for name in names:
            page.set_viewport_size({"width": width, "height": 780})
            page.goto(f"{address}/{name}-{size}")
            picture = f"{name}-{width}-{size}-{scheme}"
            page.screenshot(path=folder / f"{picture}.png", full_page=True)
            # What a fixed bar covers can be scrolled to, so axe gets the page at its full height.
            full = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": full})
            found += [f"{picture}: {fault}" for fault in faults(page)]
        page.close()
    return found


def visit(browser: Browser, folder: Path, shots: Shots) -> list[str]:
    """Serve the pages, open them in Chromium and list the faults."""
    folder.mkdir(parents=True, exist_ok=True)
    server = serve(documents())
    found = photograph(browser, f"http://127.0.0.1:{server.server_port}", folder, shots)
    server.shutdown()
    server.server_close()
    return found


def main(folder: Path, names: list[str]) -> int:
    configure()
    rendered = documents()
    largest = max(rendered, key=lambda name: weight(rendered[name]))
    say(f"largest page {largest}: {weight(rendered[largest])} bytes compressed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found = visit(browser, folder, dict.fromkeys(SHOTS, names or list(pages())))
        browser.close()
    say("\n".join([*found, f"{len(found)} faults"]))
    return min(len(found), 1)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(Path(given[0] if given else tempfile.gettempdir() + "/gallery"), given[1:]))
