"""Documents: what they list is what the code has."""

import ast
import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from huiliu.core.events import Event
from tests.conventions.sources import PACKAGE, ROOT, calls_in, modules, relative, tree_of

EVENTS = ROOT / "docs" / "domains" / "README.md"
SETTINGS = ROOT / "docs" / "operations" / "settings.md"
MOST_EVENTS = 12
ROW = re.compile(r"^\|\s*`(?P<name>[^`]+)`\s*\|\s*(?P<second>[^|]*?)\s*\|", re.MULTILINE)
NAME = re.compile(r"HUILIU_[A-Z_]*[A-Z]")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<target>[^)#\s]+)[^)]*\)")
PATH = re.compile(r"`(?P<path>[\w.-]+(?:/[\w.-]+)+/?|[\w.-]+/)`")
MINUTE = re.compile(r"^\*\*[^*]+\*\*, .*?(\d+:\d\d|minute|hour)", re.MULTILINE)


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def table(text: str) -> dict[str, str]:
    """Return the first two columns of the rows whose first is in backticks."""
    return {row["name"]: row["second"] for row in ROW.finditer(text)}


def events() -> dict[str, str]:
    """Return each event with those that react to it, in their order."""
    found = [
        event
        for path in sorted(PACKAGE.glob("*/events.py"))
        for event in vars(import_module(f"huiliu.{path.parent.name}.events")).values()
        if isinstance(event, Event)
    ]
    return {
        event.name: ", ".join(
            f"`{react.__module__.split('.')[1]}.{react.__name__}`" for react in event.reactions
        )
        for event in found
    }


def settings_named() -> set[str]:
    """Return every setting of ours that the code or a program of `bin` names."""
    files = [*modules(), *(path for path in (ROOT / "bin").iterdir() if path.is_file())]
    return {name for path in files for name in NAME.findall(path.read_text(encoding="utf-8"))}


def defaults(tree: ast.Module) -> dict[str, str]:
    """Return what is taken where the environment does not say: literal defaults alone."""
    found = {}
    for call in calls_in(tree):
        values = [one.value for one in call.args if isinstance(one, ast.Constant)]
        if ast.unparse(call.func) == "os.environ.get" and len(values) == len(call.args) > 1:
            found[str(values[0])] = str(values[1])
    return found


def dead_links(path: Path, text: str) -> list[str]:
    """Return links to files that are not there; pictures are made by the browser tests."""
    targets = [found["target"] for found in LINK.finditer(text)]
    inside = [target for target in targets if "://" not in target]
    return [target for target in inside if not (path.parent / target).exists()]


def dead_paths(text: str) -> list[str]:
    """Return paths in backticks that lie neither in the project nor in its package.

    What is written at run time lies under `var/`, and what stands in < > is for the reader to fill.
    """
    paths = {found["path"] for found in PATH.finditer(text)}
    return sorted(path for path in paths if not is_there(path))


def is_there(path: str) -> bool:
    head, _, _ = path.partition("/")
    of_ours = (ROOT / head).exists() or (PACKAGE / head).exists()
    if head == "var" or not of_ours:
        return True
    return (ROOT / path).exists() or (PACKAGE / path).exists()


def unplaced_walks(text: str) -> list[str]:
    """Return the walks that do not begin with a person and a minute."""
    _, _, walks = text.partition("\n## Walks\n")
    paragraphs = [part for part in walks.split("\n\n") if part.strip()]
    return [part.strip()[:60] for part in paragraphs if not MINUTE.match(part.strip())]


def missing(wanted: Iterable[str], text: str) -> list[str]:
    return sorted(set(wanted) - table(text).keys())


def test_events_and_their_reactions_are_those_that_are_listed() -> None:
    listed = table(EVENTS.read_text(encoding="utf-8"))

    assert {name: reactions for name, reactions in listed.items() if "." in name} == events()
    assert len(events()) <= MOST_EVENTS


def test_every_setting_stands_in_the_table() -> None:
    text = SETTINGS.read_text(encoding="utf-8")

    assert missing(settings_named(), text) == []
    assert sorted(table(text).keys() - settings_named()) == []


def test_planted_setting_is_found() -> None:
    assert missing({"HUILIU_VAR", "HUILIU_PLANTED"}, "| `HUILIU_VAR` | `var` |\n") == [
        "HUILIU_PLANTED"
    ]


def test_defaults_of_settings_are_those_of_the_code() -> None:
    listed = table(SETTINGS.read_text(encoding="utf-8"))
    taken = {
        name: f"`{default}`"
        for path in modules()
        for name, default in defaults(tree_of(path)).items()
    }

    assert {name: listed[name] for name in taken} == taken


def test_links_between_documents_lead_somewhere() -> None:
    dead = {
        relative(path): dead_links(path, path.read_text(encoding="utf-8")) for path in documents()
    }

    assert {name: targets for name, targets in dead.items() if targets} == {}


def test_planted_dead_link_is_found() -> None:
    assert dead_links(ROOT / "README.md", "[words](docs/planted.md)") == ["docs/planted.md"]


def test_paths_that_documents_name_exist() -> None:
    """Decisions are left out: they are history, and say how things stood."""
    dead = {
        relative(path): dead_paths(path.read_text(encoding="utf-8"))
        for path in documents()
        if path.parent.name != "decisions"
    }

    assert {name: paths for name, paths in dead.items() if paths} == {}


def test_planted_dead_path_is_found() -> None:
    assert dead_paths("see `core/scope.py` and `core/planted.py`") == ["core/planted.py"]


def test_every_walk_names_its_person_and_its_minute() -> None:
    folder = ROOT / "docs" / "domains"
    unplaced = {
        path.name: unplaced_walks(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.md"))
    }

    assert {name: walks for name, walks in unplaced.items() if walks} == {}


def test_planted_walk_without_a_minute_is_found() -> None:
    assert unplaced_walks("\n## Walks\n\n**Somebody looks.** She opens `due_list`.") == [
        "**Somebody looks.** She opens `due_list`."
    ]
