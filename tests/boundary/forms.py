"""The forms that pages really show, filled in as a browser would send them."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from huiliu.core.clock import today
from tests.exchange.people import HE, HEADERS
from tests.exchange.workbooks import xlsx

SAID = {"username": "another", "name": "另一位", "telephone": "13911112222"}
"""What is typed into empty controls that do not take just any words."""


@dataclass(slots=True)
class Form:
    """Where it is sent, and each control with what it holds."""

    action: str
    controls: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    def filled(self, **said: str) -> dict[str, Any]:
        """Return what is sent: what stands in it, what was said instead, a roster as file."""
        sent: dict[str, Any] = self.controls | said
        return sent | {name: _roster() for name in self.files}

    def ids(self) -> list[str]:
        return [name for name, value in self.controls.items() if is_id(value)]


class _Forms(HTMLParser):
    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here
        self.found: list[Form] = []
        self._open: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(said.get("action") or self.here)
            if said.get("method", "").lower() == "post":
                self.found.append(self._open)
        elif self._open is not None:
            self._control(self._open, tag, said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def _control(self, form: Form, tag: str, said: Mapping[str, str]) -> None:
        name, kind = said.get("name", ""), said.get("type", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and said.get("value"):
            form.controls.setdefault(self._select, said["value"])
        elif kind == "file":
            form.files.add(name)
        elif name and tag in {"input", "textarea", "button"}:
            form.controls.setdefault(name, said.get("value") or _typed(tag, kind, name))


def _typed(tag: str, kind: str, name: str) -> str:
    """Return what somebody types into an empty control; what is chosen is left as it is."""
    if kind == "date":
        return today().isoformat()
    typed = tag == "textarea" or kind in {"", "text", "tel", "password"}
    return SAID.get(name, "写一句") if typed and tag != "button" else ""


def forms_in(body: str, *, here: str) -> list[Form]:
    """Return the forms of a page that are posted."""
    parser = _Forms(here)
    parser.feed(body)
    return parser.found


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _roster() -> SimpleUploadedFile:
    file = io.BytesIO()
    xlsx(file, {"名册": [HEADERS, HE]})
    return SimpleUploadedFile("名册.xlsx", file.getvalue())
