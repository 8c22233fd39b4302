"""The second process of the count of openings: it visits pages, and notes whom it was shown.

It is told addresses, cookies, and whose canary is whose. It knows neither database nor log: what
it counts is what came over the wire.
"""

import http.client
import io
import json
import re
import socket
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from random import Random
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urlsplit

from pypdf import PdfReader

CANARY = re.compile(r"kx\d{4}")
ABOUT_AN_ACT = re.compile(
    r'<div role="status" class="toasts">\s*(?:<div class="toast.*?</div>\s*)*</div>', re.DOTALL
)
"""What is said of the act that one has just done, and that is on record as an act."""
PATIENCE_SECONDS = 60
SELDOM = 0.1
"""How often it is tried again, beside the others, what showed nobody."""
MOST_VISITS = 100
"""Visits for each opening that is wanted: where nobody is shown anything, it ends all the same."""
AT_A_TIME = 60
"""Visits, after which it is seen whether enough has been opened."""


class Form(HTMLParser):
    """What a page's own form would send, as it stands: hidden fields, first choices, a word."""

    def __init__(self, text: str, *, here: str) -> None:
        super().__init__()
        self.here, self.own, self.select = here, False, ""
        self.fields: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name, kind = said.get("name", ""), said.get("type", "")
        if tag == "form":
            self.own = said.get("action", self.here) in {"", self.here}
        elif not self.own:
            return
        elif tag == "select":
            self.select = name
        elif tag == "option" and said.get("value"):
            self.fields.setdefault(self.select, said["value"])
        elif tag == "textarea":
            self.fields[name] = "写一句"
        elif tag == "input" and name and (said.get("value") or kind in {"hidden", "radio"}):
            self.fields.setdefault(name, said.get("value", ""))


@dataclass(frozen=True, slots=True)
class Visit:
    """Who opens what, and how: `how` is one of `WAYS`."""

    account: str
    cookie: str
    path: str
    how: str


@dataclass(slots=True)
class Witness:
    """Counts whom the pages show, to which account."""

    port: int
    persons: Mapping[str, str]
    """Of each canary the person row whose file it marks."""
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By the account and the persons of one answer: how many such answers there were."""
    unread: Counter[str] = field(default_factory=Counter)
    """By account, how often somebody asked and was gone before a byte came."""
    addresses: dict[tuple[str, str], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    """By the same, at which addresses, for whoever looks for a fault."""
    statuses: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def visited(self, visit: Visit) -> bool:
        """Make a visit; say whether somebody was shown in it."""
        return bool(WAYS[visit.how](self, visit))

    def note(self, visit: Visit, *, status: int, text: str) -> bool:
        found = {self.persons[one] for one in CANARY.findall(text) if one in self.persons}
        with self.lock:
            self.statuses[str(status)] += 1
            if found:
                key = visit.account, " ".join(sorted(found))
                self.seen[key] += 1
                self.addresses[key][visit.path] += 1
                self.ways[visit.how] += 1
        return bool(found)

    def asked(
        self,
        visit: Visit,
        method: str = "GET",
        *,
        path: str = "",
        headers: Mapping[str, str] | None = None,
        fields: Mapping[str, str] | None = None,
        token: str = "",
    ) -> tuple[int, str, http.client.HTTPMessage]:
        """Ask as a browser does; return status, what can be read, and the headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        cookie = f"session={visit.cookie}; csrf={token}" if token else f"session={visit.cookie}"
        sent = {"Cookie": cookie, **(headers or {})}
        body = None
        if fields is not None:
            body = urlencode(fields)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path or visit.path, body, sent)
            answer = connection.getresponse()
            return answer.status, _read(answer.read()), answer.headers
        finally:
            connection.close()


def _read(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return ABOUT_AN_ACT.sub("", content.decode(errors="replace"))


def _plain(witness: Witness, visit: Visit) -> bool:
    status, text, _headers = witness.asked(visit)
    return witness.note(visit, status=status, text=text)


def _by_head(witness: Witness, visit: Visit) -> bool:
    status, text, _headers = witness.asked(visit, "HEAD")
    return witness.note(visit, status=status, text=text)


def _conditionally(witness: Witness, visit: Visit) -> bool:
    """Ask for what has changed only, or for a part."""
    headers = {
        "If-None-Match": '"x", *',
        "If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT",
        "Range": "bytes=0-99",
    }
    status, text, _headers = witness.asked(visit, headers=headers)
    return witness.note(visit, status=status, text=text)


def _by_form(witness: Witness, visit: Visit, *, emptied: bool = False) -> bool:
    """Open a page, send its form, and go where that leads."""
    status, text, headers = witness.asked(visit)
    showed = witness.note(visit, status=status, text=text)
    fields = Form(text, here=visit.path).fields
    if status != http.client.OK or "csrfmiddlewaretoken" not in fields:
        return showed
    if emptied:
        fields = {name: fields[name] for name in ("csrfmiddlewaretoken",)}
    token = SimpleCookie(headers["Set-Cookie"] or "")["csrf"].value
    status, text, headers = witness.asked(visit, "POST", fields=fields, token=token)
    witness.note(visit, status=status, text=text)
    if status == http.client.FOUND:
        goes_to = urlsplit(headers["Location"]).path
        status, text, _headers = witness.asked(visit, path=goes_to)
        witness.note(visit, status=status, text=text)
    return showed


def _by_empty_form(witness: Witness, visit: Visit) -> bool:
    return _by_form(witness, visit, emptied=True)


def _wire(witness: Witness, visit: Visit) -> socket.socket:
    wire = socket.create_connection(("127.0.0.1", witness.port), timeout=PATIENCE_SECONDS)
    cookie = f"Cookie: session={visit.cookie}"
    lines = (f"GET {visit.path} HTTP/1.1", "Host: 127.0.0.1", cookie, "Connection: close")
    wire.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode())
    return wire


def _until_shown(witness: Witness, visit: Visit) -> bool:
    """Hang up as soon as the first canary has come."""
    had = b""
    with _wire(witness, visit) as wire:
        while not CANARY.search(had.decode(errors="replace")):
            more = wire.recv(64)
            had += more
            if not more or had.endswith(b"</html>\n"):
                break
    return witness.note(visit, status=int(had[9:12] or 0), text=had.decode(errors="replace"))


def _not_at_all(witness: Witness, visit: Visit) -> None:
    """Hang up before a byte has come: whether that is an opening only the server can say."""
    _wire(witness, visit).close()
    with witness.lock:
        witness.unread[visit.account] += 1


def _as_fragment(witness: Witness, visit: Visit) -> None:
    """Fetch a part of a page that is open: no opening, whatever it shows."""
    witness.asked(visit, headers={"Sec-Fetch-Dest": "empty"})


WAYS: Mapping[str, Callable[[Witness, Visit], bool | None]] = {
    "plain": _plain,
    "head": _by_head,
    "conditional": _conditionally,
    "form": _by_form,
    "empty form": _by_empty_form,
    "until shown": _until_shown,
    "not at all": _not_at_all,
    "fragment": _as_fragment,
}


def visit_all(witness: Witness, told: Mapping[str, Any]) -> int:
    """Visit by chance what can be visited, several at a time, until enough has been opened."""
    turn, possible = Random(told["seed"]), [Visit(**one) for one in told["visits"]]
    weights, made = [1.0] * len(possible), 0
    with ThreadPoolExecutor(told["threads"]) as threads:
        while witness.seen.total() < told["count"] and made < MOST_VISITS * told["count"]:
            chosen = turn.choices(range(len(possible)), weights, k=AT_A_TIME)
            made += AT_A_TIME
            showed = threads.map(witness.visited, [possible[one] for one in chosen])
            for one, people in zip(chosen, showed, strict=True):
                weights[one] = 1.0 if people else SELDOM
    return made


def main() -> None:
    told = json.load(sys.stdin)
    witness = Witness(told["port"], told["persons"])
    made = visit_all(witness, told)
    found = {
        "visits": made,
        "seen": [[*key, n, witness.addresses[key]] for key, n in witness.seen.items()],
        "unread": witness.unread,
        "statuses": witness.statuses,
        "ways": witness.ways,
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
