"""Words: the glossary and the code have the same ones, and neither has a word that says nothing."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.conventions.sources import PACKAGE, ROOT, modules, tree_of

GLOSSARY = ROOT / "docs" / "glossary.md"
ENUMS = {"Enum", "IntEnum", "StrEnum", "IntegerChoices", "TextChoices"}
EMPTY = {"manager", "helper", "util", "utils", "service", "handler", "common", "misc"}
ROW = re.compile(r"\|[^|]*\|\s*`(?P<word>[^`]+)`\s*\|[^|]*\|\s*`(?P<place>[^`]+)`\s*\|")

Entry = tuple[str, str]
"""An identifier and the file or folder of `huiliu` in which it lives."""


def entries(text: str) -> set[Entry]:
    """Return the rows of the glossary: 中文, identifier, meaning, place."""
    return {(row["word"], row["place"]) for row in ROW.finditer(text)}


def place_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def classes_in(tree: ast.Module) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def enums() -> set[Entry]:
    return {
        (node.name, place_of(path))
        for path in modules()
        for node in classes_in(tree_of(path))
        if any(ast.unparse(base).rpartition(".")[2] in ENUMS for base in node.bases)
    }


def models() -> set[Entry]:
    return {
        (model.__name__, f"{model.__module__.removeprefix('huiliu.').replace('.', '/')}.py")
        for model in apps.get_models()
        if model.__module__.startswith("huiliu.")
    }


def packages() -> set[Entry]:
    return {(path.parent.name, f"{path.parent.name}/") for path in PACKAGE.glob("*/__init__.py")}


def names_in(tree: ast.Module) -> set[str]:
    """Return what a module defines: classes, functions, columns and constants, and stored codes."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def unknown(wanted: Iterable[Entry]) -> list[Entry]:
    """Return the rows whose identifier is not defined where they say."""
    return sorted(
        (word, place)
        for word, place in wanted
        if not (
            (PACKAGE / place).is_dir()
            if place.endswith("/")
            else (PACKAGE / place).is_file() and word in names_in(tree_of(PACKAGE / place))
        )
    )


def empty_words(names: Iterable[str]) -> list[str]:
    """Return the names in which one of the words is a word that says nothing."""
    parts = {name: re.findall(r"[A-Z]?[a-z]+", name) for name in names}
    return [name for name, words in parts.items() if EMPTY & {word.lower() for word in words}]


@pytest.mark.parametrize("found", [models, enums, packages])
def test_every_model_enum_and_package_stands_in_the_glossary(
    found: Callable[[], set[Entry]],
) -> None:
    assert sorted(found() - entries(GLOSSARY.read_text(encoding="utf-8"))) == []


def test_every_word_of_the_glossary_is_in_the_code() -> None:
    assert unknown(entries(GLOSSARY.read_text(encoding="utf-8"))) == []


def test_planted_word_that_no_code_has_is_found() -> None:
    planted = "| 积分 | `Score` | points of a person | `people/models.py` |\n"

    assert unknown(entries(planted)) == [("Score", "people/models.py")]


def test_no_module_and_no_class_has_a_word_that_says_nothing() -> None:
    names = [path.stem for path in modules()]
    names += [node.name for path in modules() for node in classes_in(tree_of(path))]

    assert empty_words(names) == []


def test_planted_words_that_say_nothing_are_found() -> None:
    assert empty_words(["text_utils", "RosterManager", "Serviceable"]) == [
        "text_utils",
        "RosterManager",
    ]
