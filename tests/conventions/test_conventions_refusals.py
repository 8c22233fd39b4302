"""Refusals: what docs/refusals.toml says is nowhere in the product, and would be found."""

import ast
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest
from django.urls import get_resolver

from huiliu.core.permissions import Permission
from huiliu.exchange.roster.fields import NOT_KEPT, Field
from tests.conventions.sources import PACKAGE, ROOT, calls_in, modules, relative, templates
from tests.conventions.test_conventions_rows import own_models
from tests.world import patterns

FILE = tomllib.loads((ROOT / "docs" / "refusals.toml").read_text(encoding="utf-8"))
ALLOWED = {(one["refusal"], one["where"]) for one in FILE.pop("allowed")}
REFUSALS: dict[str, dict[str, Any]] = FILE
LEAST_REFUSALS, LEAST_PLANTED = 12, 3

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
OF_TEMPLATES = re.compile(r'(?:name|id|for|data-[\w-]+)="([^"]*)"|{{([^}]*)}}|{%([^%]*)%}')
TEXT = re.compile(r'"[^"]*"')

Refusal = Mapping[str, Any]


def is_named(name: str, refusal: Refusal) -> bool:
    """Say whether the words of a name, or of a part of it, are those of the refusal."""
    words = f" {' '.join(WORD.findall(name)).lower()} "
    banned = [one + end for one in refusal.get("names", ()) for end in ("", "s")]
    return any(f" {one} " in words for one in banned)


def matches(text: str, expressions: Iterable[str]) -> list[str]:
    return [found[0] for one in expressions if (found := re.search(one, text))]


def in_python(text: str, refusal: Refusal) -> Iterator[str]:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        yield from (name for name in names_of(node) if is_named(name, refusal))
        yield from (name for name in imported_by(node) if is_imported(name, refusal))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from matches(node.value, refusal.get("texts", ()))
            yield from (word for word in refusal.get("words", ()) if word in node.value)
    for call in calls_in(tree):
        if matches(ast.unparse(call), refusal.get("calls", ())):
            yield ast.unparse(call.func)


def names_of(node: ast.AST) -> Iterator[str]:
    """Yield every name that a piece of code gives or uses, codes in texts among them."""
    for place in ("id", "attr", "arg", "name", "asname"):
        name = getattr(node, place, None)
        if isinstance(name, str):
            yield name
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    ):
        yield node.value


def imported_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (one.name for one in node.names)
    if isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{one.name}" for one in node.names)


def is_imported(name: str, refusal: Refusal) -> bool:
    return any(f"{name}.".startswith(f"{banned}.") for banned in refusal.get("imports", ()))


def in_column(text: str, refusal: Refusal) -> Iterator[str]:
    """Look at `table.column`."""
    yield from (name for name in text.split(".") if is_named(name, refusal))


def in_address(text: str, refusal: Refusal) -> Iterator[str]:
    yield from matches(text, refusal.get("addresses", ()))
    yield from (part for part in text.split("/") if is_named(part, refusal))


def in_script(text: str, refusal: Refusal) -> Iterator[str]:
    yield from matches(text, refusal.get("script", ()))


def in_markup(text: str, refusal: Refusal) -> Iterator[str]:
    yield from matches(text, refusal.get("markup", ()))
    yield from (word for word in refusal.get("words", ()) if word in text)
    for found in OF_TEMPLATES.finditer(text):
        name = TEXT.sub(" ", next(filter(None, found.groups()), ""))
        if is_named(name, refusal):
            yield found[0]


SURFACES: dict[str, Callable[[str, Refusal], Iterator[str]]] = {
    "python": in_python,
    "column": in_column,
    "permission": in_column,
    "address": in_address,
    "script": in_script,
    "markup": in_markup,
}

Place = tuple[str, str, str]
"""Which surface, where it is, and its text."""


def product() -> Iterator[Place]:
    files = {
        "python": [*modules(), *sorted(PACKAGE.rglob("migrations/*.py"))],
        "markup": [*templates(), *sorted((PACKAGE / "web" / "static").glob("*.svg"))],
        "script": sorted((PACKAGE / "web" / "static").glob("*.js")),
    }
    for surface, paths in files.items():
        for path in paths:
            yield surface, relative(path), path.read_text(encoding="utf-8")
    for model in own_models():
        for field in model._meta.get_fields():
            yield "column", model._meta.label, f"{model._meta.db_table}.{field.name}"
    for permission in Permission:
        yield "permission", permission.name, permission.value
    for page in patterns(get_resolver()):
        yield "address", str(page.name), str(page.pattern)
        yield "column", f"address {page.name}", str(page.name)


@pytest.mark.parametrize("name", REFUSALS)
def test_product_does_nothing_that_is_refused(name: str) -> None:
    refusal = REFUSALS[name]
    found = [
        f"{where}: {what}"
        for surface, where, text in product()
        for what in SURFACES[surface](text, refusal)
    ]

    allowed = [where for refused, where in ALLOWED if refused == name]
    assert sorted({one for one in found if not one.startswith(tuple(allowed))}) == []
    assert [where for where in allowed if not any(one.startswith(where) for one in found)] == []


PLANTED = [
    (name, surface, text) for name, one in REFUSALS.items() for surface, text in one["planted"]
]


@pytest.mark.parametrize(("name", "surface", "text"), PLANTED)
def test_planted_violation_is_found(name: str, surface: str, text: str) -> None:
    assert [*SURFACES[surface](text, REFUSALS[name])] != []


def test_each_refusal_has_a_sentence_and_planted_violations() -> None:
    assert len(REFUSALS) >= LEAST_REFUSALS
    for name, refusal in REFUSALS.items():
        assert refusal["sentence"].endswith("."), name
        assert len(refusal["planted"]) >= LEAST_PLANTED, name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("from rapidfuzz.fuzz import ratio\nlikeness = ratio(one, other)", "scores"),
        ("def sign_in(request): pass", "roll_calls"),
        ("attendance = came_to(session)", "roll_calls"),
        ("interface = checking_internal = appointment = savepoint = 1", "faces_and_voices"),
        ("checking_internal = appointment = savepoint = 1", "roll_calls"),
        ("pointer = appointment = savepoint = point = 1", "points"),
        ("from urllib.parse import urlencode", "outgoing_calls"),
        ("def dial(feed): return format_html('<b>{}</b>', feed)", "raw_html"),
    ],
)
def test_word_that_only_looks_like_it_is_not_found(text: str, name: str) -> None:
    assert [*in_python(text, REFUSALS[name])] == []


def test_fields_of_rosters_that_are_refused_are_recognised_and_not_kept() -> None:
    refused = {
        field
        for field in Field
        if any(is_named(field.value, refusal) for refusal in REFUSALS.values())
    }

    assert {Field.PHOTO, Field.MONEY, Field.APPRAISAL} <= refused
    assert refused - NOT_KEPT == set()
