"""Who may write: actions, and few named places beside them."""

import ast
from importlib import import_module
from pathlib import Path

from huiliu.core.actions import DECLARED
from huiliu.core.permissions import Permission
from tests.conventions.sources import PACKAGE, called_name, calls_in, modules, relative, tree_of


def action_modules() -> list[Path]:
    """Return where actions stand: one file of a domain, or the files of a folder of that name."""
    return sorted([*PACKAGE.glob("*/actions.py"), *PACKAGE.glob("*/actions/[!_]*.py")])


def domain_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


for _path in action_modules():
    import_module(f"huiliu.{domain_of(_path)}.actions")

WRITES = {"save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
QUERYSET_WRITES = {"create", "update"}
WRITERS = {
    "huiliu/core/bulk.py": "what actions write through",
    "huiliu/core/tallies.py": "what actions count through",
    "huiliu/audit/entries.py": "what actions and pages leave behind",
    "huiliu/audit/sealer.py": "what seals the entries of actions, under a role of its own",
}
CROSSERS = {
    "huiliu/access/actions/reorganising.py": {"REORGANISE"},
    "huiliu/contact/actions.py": {"DISPATCH", "RETENTION"},
    "huiliu/exchange/actions/answering.py": {"REPORT", "RETENTION"},
    "huiliu/exchange/actions/ending.py": {"RETENTION"},
    "huiliu/exchange/actions/exports.py": {"EXPORT"},
    "huiliu/exchange/actions/reporting.py": {"REPORT"},
    "huiliu/exchange/actions/rosters.py": {"DISPATCH", "MATCH"},
    "huiliu/exchange/known.py": {"MATCH"},
    "huiliu/exchange/undoing.py": {"DISPATCH"},
    "huiliu/needs/actions.py": {"RETENTION"},
    "huiliu/people/actions/entering.py": {"BREAK_GLASS", "SIGN_IN"},
    "huiliu/people/actions/files.py": {"ERASE"},
    "huiliu/people/actions/looking_up.py": {"LOOK_UP"},
    "huiliu/people/actions/matches.py": {"MERGE"},
    "huiliu/people/actions/own.py": {"SIGN_IN"},
    "huiliu/rights/actions.py": {"OBJECT"},
    "huiliu/stays/actions/climbing.py": {"DISPATCH"},
    "huiliu/stays/actions/far_homes.py": {"DISPATCH"},
    "huiliu/stays/actions/moving.py": {"DISPATCH"},
    "huiliu/stays/actions/registering.py": {"DISPATCH"},
    "huiliu/stays/said.py": {"DISPATCH"},
}


NO_ACTIONS = {
    "people.sides_of": "reads",
    "stays.say": "what actions of several files are made of; each asks its permission first",
    "stays.write_step": "the same",
}


def writes_in(tree: ast.AST) -> list[str]:
    found = []
    for call in calls_in(tree):
        name = called_name(call)
        on_rows = name in QUERYSET_WRITES and ".objects" in ast.unparse(call.func)
        if isinstance(call.func, ast.Attribute) and (name in WRITES or on_rows):
            found.append(ast.unparse(call.func))
    return found


def test_rows_are_written_by_actions_alone() -> None:
    elsewhere = {
        relative(path): writes_in(tree_of(path))
        for path in modules()
        if path not in action_modules() and relative(path) not in WRITERS
    }

    assert {path: found for path, found in elsewhere.items() if found} == {}


def test_planted_write_is_found() -> None:
    planted = ast.parse("def page():\n    Person.objects.filter(id=1).update(name='x')\n")

    assert writes_in(planted) == ["Person.objects.filter(id=1).update"]


def test_every_public_function_of_an_actions_module_is_an_action() -> None:
    undeclared = [
        f"{domain_of(path)}.{node.name}"
        for path in action_modules()
        if domain_of(path) != "core"
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and any(argument.arg == "by" for argument in node.args.kwonlyargs)
        and f"{domain_of(path)}.{node.name}" not in DECLARED
    ]

    assert undeclared == [*NO_ACTIONS]


def test_actions_take_keywords_alone_and_say_as_whom() -> None:
    for path in action_modules():
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef) and f"{domain_of(path)}.{node.name}" in DECLARED:
                assert node.args.args == [], node.name
                assert node.args.kwonlyargs[0].arg == "by", node.name


def test_wide_reach_is_entered_in_one_place() -> None:
    wide = [
        relative(path)
        for path in modules()
        if any(called_name(call) == "everywhere" for call in calls_in(tree_of(path)))
    ]

    assert wide == ["huiliu/access/crossing.py"]


def test_crossings_are_opened_by_those_who_are_listed() -> None:
    found: dict[str, set[str]] = {}
    for path in modules():
        for call in calls_in(tree_of(path)):
            if called_name(call) == "crossing" and call.args:
                name = ast.unparse(call.args[0]).removeprefix("Crossing.")
                found.setdefault(relative(path), set()).add(name)

    assert found == CROSSERS


def test_clock_is_asked_in_one_place() -> None:
    asking = [
        relative(path)
        for path in modules()
        for call in calls_in(tree_of(path))
        if ast.unparse(call.func) in {"datetime.now", "date.today", "time.time", "timezone.now"}
    ]

    assert asking == ["huiliu/core/clock.py"]


def test_every_permission_is_asked_somewhere() -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in modules()
        if relative(path) not in {"huiliu/core/permissions.py", "huiliu/access/roles.py"}
    )
    unused = [
        permission for permission in Permission if f"Permission.{permission.name}" not in text
    ]

    assert unused == []
