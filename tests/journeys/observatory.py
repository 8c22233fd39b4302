"""Has every kind of page graded by the rules of the MDN HTTP Observatory.

Needs node with npm, and the ports 80 and 443 of this machine. The engine is installed once, without
running its scripts, into a folder beside the environment; nothing leaves the machine afterwards.
"""

import json
import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPSHandler, OpenerDirector, build_opener

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.journeys.sites import ROOT, Site, serving, site

ENGINE = "@mdn/mdn-http-observatory@1.4.8"
FOLDER = ROOT / ".tools" / "observatory"
HOST = "localhost"
ACCOUNTS = ("", "owner", "jianghan", "beihu", "huanbao")
MOST_PAGES = 60
"""Of one account; links are followed in the order of the pages, one for each kind of address."""
ERRORS = ("/nothing/", "/static/nothing.js", "/static/huiliu.js")
GRADE, LEAST = "A+", 130
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Result = dict[str, Any]


class Links(HTMLParser):
    """The addresses of this site that a page links to, and the token of its forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.token = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and (said.get("href") or "").startswith("/"):
            self.found.append(str(said["href"]))
        if said.get("name") == "csrfmiddlewaretoken":
            self.token = said["value"] or ""


class Visit:
    """One account's browser, over TLS."""

    def __init__(self, certificate: Path) -> None:
        self.cookies = CookieJar()
        context = ssl.create_default_context(cafile=str(certificate))
        self.opener: OpenerDirector = build_opener(
            HTTPSHandler(context=context), HTTPCookieProcessor(self.cookies)
        )

    def get(self, address: str, form: Mapping[str, str] | None = None) -> str:
        """Return the page's text, empty where it is none."""
        asked = f"https://{HOST}{address}"
        self.opener.addheaders = [("Referer", asked)]
        try:
            with self.opener.open(asked, urlencode(form).encode() if form else None) as answer:
                is_page = answer.headers.get_content_type() == "text/html"
                return answer.read().decode() if is_page else ""
        except HTTPError:
            return ""

    def sign_in(self, username: str, password: str) -> None:
        token = Links(self.get("/sign-in/")).token
        form = {"username": username, "password": password, "csrfmiddlewaretoken": token}
        self.get("/sign-in/", form)

    def walk(self) -> Iterator[str]:
        """Follow links from the front door, one of each kind."""
        waiting, kinds = ["/", "/sign-in/", "/my/", "/invitation/"], set()
        while waiting and len(kinds) < MOST_PAGES:
            address = waiting.pop(0)
            kind = _ID.sub("<id>", urlsplit(address).path)
            if kind not in kinds:
                kinds.add(kind)
                waiting += Links(self.get(address)).found
                yield address

    @property
    def cookie(self) -> str:
        return "; ".join(f"{one.name}={one.value}" for one in self.cookies)


def install_engine() -> None:
    if (FOLDER / "node_modules").is_dir():
        return
    FOLDER.mkdir(parents=True)
    install = [
        str(shutil.which("npm")),
        "install",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--silent",
        ENGINE,
    ]
    subprocess.run(install, cwd=FOLDER, check=True)
    # The scripts would fetch the list of hosts that browsers know; no host of ours is on it.
    preloaded = FOLDER / "node_modules" / "@mdn" / "mdn-http-observatory" / "conf"
    (preloaded / "hsts-preload.json").write_text("{}")


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    names = x509.SubjectAlternativeName(
        [x509.DNSName(HOST), x509.IPAddress(ip_address("127.0.0.1"))]
    )
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def pages_of(served: Site, certificate: Path) -> list[dict[str, str]]:
    """Return every kind of page that each account reaches, and errors, with the cookies."""
    found = []
    for username in ACCOUNTS:
        visit = Visit(certificate)
        if username:
            visit.sign_in(username, served.password)
        paths = [*visit.walk(), *ERRORS]
        found += [{"path": path, "cookie": visit.cookie} for path in paths]
    return found


def grade(pages: list[dict[str, str]], certificate: Path) -> list[Result]:
    """Return a result for each page, and last that of a page whose policy was taken away."""
    node = [str(shutil.which("node")), str(Path(__file__).with_name("observatory.mjs"))]
    graded = subprocess.run(
        node,
        cwd=FOLDER,
        env=os.environ | {"NODE_EXTRA_CA_CERTS": str(certificate)},
        input=json.dumps({"host": HOST, "pages": pages}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in graded.stdout.splitlines()]


def main() -> int:
    install_engine()
    with site("--once") as served, ExitStack() as serve:
        certificate, key = make_certificate(served.var)
        serve.enter_context(serving(served.var, port=80, HUILIU_TLS="own"))
        tls = ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)]
        serve.enter_context(serving(served.var, *tls, port=443, HUILIU_TLS="own"))
        results = grade(pages_of(served, certificate), certificate)
    canary = results.pop()
    for one in results:
        said = f"{one['grade']} {one['score']} {one['passed']}/10 {one['status']} {one['path']}"
        sys.stdout.write(f"{said} {' '.join(one['failed'])}\n")
    below = [one for one in results if one["grade"] != GRADE or one["score"] < LEAST]
    unsafe = [one for one in results if "unsafe" in one["csp"]]
    lowest = min((one["score"] for one in results), default=0)
    summary = {"pages": len(results), "lowest": lowest, "below": len(below), "unsafe": len(unsafe)}
    summary["canary"] = canary["grade"]
    sys.stdout.write(f"{json.dumps(summary)}\n")
    return 1 if below or unsafe or not results or canary["grade"] == GRADE else 0


if __name__ == "__main__":
    sys.exit(main())
