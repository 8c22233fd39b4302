"""Mutants from the syntax tree: one node of one file says something else, lines stay.

Each kind says of a node what is to stand there instead. What needs more than a word is a call into
`tests.mutants.turned`, which takes the same arguments: so nothing that was computed goes unused.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from huiliu.access.crossing import Crossing
from huiliu.access.roles import MEMBER_PERMISSIONS, ROLES
from huiliu.core.permissions import Permission
from huiliu.core.reach import ADDRESSES
from tests.conventions.sources import PACKAGE, called_name, modules, relative

NOT_SERVED = (PACKAGE / "commands" / "benches", PACKAGE / "commands" / "demonstration.py")
"""What invents a city in a database of its own, and is no door to anybody's."""
DOORS = {"page", "action"}
LOOK_UPS = {"filter", "get", "exclude", "Q"}
OWN = {"account", "principal", "delegate"}
"""Keywords by which a query keeps to what is the account's own."""
ACTORS = ("by.", "held.", "within.", "own")
"""What the value of such a keyword begins with, where a query keeps to its actor's range."""

SENT_OFF = {f"return redirect({page})" for page in ("'sign_in'", "'second_factor'", "wanted")}
"""How the kit sends those away who have not shown who they are."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One node that says something else."""

    kind: str
    path: Path
    place: str
    """The function, by its qualified name."""
    node: ast.expr | ast.keyword
    now: str
    """What stands there instead."""
    lines: range
    """Of the statement that it is in."""
    on_door: bool
    """Whether it stands in a decorator: there is no line of a function that says it."""
    number: int = 0
    """Which one, of those that would have the same name."""

    @property
    def name(self) -> str:
        """Return what it is called for as long as nobody rewrites the line."""
        was = " ".join(ast.unparse(self.node).split())[:80]
        twin = f" ({self.number + 1})" if self.number else ""
        return f"{self.kind}: {relative(self.path)} {self.place}: {was}{twin}"

    def __str__(self) -> str:
        return f"{self.name} (line {self.node.lineno})"

    def source(self) -> str:
        """Return the text of its file with the node replaced, on as many lines as before."""
        text = self.path.read_bytes()
        begins = [0, *(n + 1 for n, byte in enumerate(text) if byte == ord("\n"))]
        node = self.node
        start = begins[node.lineno - 1] + node.col_offset
        end = begins[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        lines = "\n" * text[start:end].count(b"\n")
        now = f"({self.now}{lines})" if isinstance(node, ast.expr) else self.now + lines
        return (text[:start] + now.encode() + text[end:]).decode()


@dataclass(frozen=True, slots=True)
class Seen:
    """A node with what is around it."""

    node: ast.AST
    path: Path
    door: bool


Turned = Iterator[tuple[ast.expr | ast.keyword, str]]
Kind = Callable[[Seen], Turned]
KINDS: dict[str, Kind] = {}


def kind(turn: Kind) -> Kind:
    """Keep a kind under the words of its name."""
    KINDS[turn.__name__.replace("_", " ")] = turn
    return turn


def _calls(node: ast.AST, *names: str) -> Iterator[ast.Call]:
    if isinstance(node, ast.Call) and called_name(node) in names:
        yield node


def _said(call: ast.Call) -> str:
    """Return the arguments as they stand."""
    return ", ".join(map(ast.unparse, [*call.args, *call.keywords]))


def _other(member: str, names: list[str]) -> str:
    return next(after for name, after in pairwise([*names, names[0]]) if name == member)


def _wider(permission: str) -> str:
    """Return the permission that most of those hold who do not hold this one."""
    held = [*(role.permissions for role in ROLES.values()), MEMBER_PERMISSIONS]
    without = [some for some in held if Permission[permission] not in some]
    others = Counter(one for some in without for one in some)
    return min(others, key=lambda one: (-others[one], one.name)).name


@kind
def door_does_not_ask(seen: Seen) -> Turned:
    """Let a page or an action open without the permission that it still says it asks."""
    for call in _calls(seen.node, *DOORS) if seen.door else ():
        yield call.args[0], f"turned.unasked({ast.unparse(call.args[0])})"


@kind
def door_asks_another(seen: Seen) -> Turned:
    """Let a page or an action ask a permission that others hold."""
    for call in _calls(seen.node, *DOORS) if seen.door else ():
        permission = ast.unparse(call.args[0]).removeprefix("Permission.")
        yield call.args[0], f"Permission.{_wider(permission)}"


@kind
def door_opens_without_the_second_factor(seen: Seen) -> Turned:
    for call in _calls(seen.node, "signed_in") if seen.door else ():
        if "owing" not in {one.arg for one in call.keywords}:
            yield call, f"signed_in({', '.join(filter(None, [_said(call), 'owing=True']))})"


@kind
def permission_is_not_required(seen: Seen) -> Turned:
    for call in _calls(seen.node, "require"):
        yield call, f"turned.nothing({ast.unparse(call.func)}, {_said(call)})"


@kind
def permission_counts_as_held(seen: Seen) -> Turned:
    for call in _calls(seen.node, "may"):
        yield call, f"turned.yes({ast.unparse(call.func)}, {_said(call)})"


@kind
def permission_holds_everywhere(seen: Seen) -> Turned:
    for call in _calls(seen.node, "may", "require"):
        at = [one for one in call.keywords if one.arg == "at"]
        if at:
            yield at[0].value, f"turned.none({ast.unparse(at[0].value)})"


@kind
def refusal_is_skipped(seen: Seen) -> Turned:
    """Let those go on who are sent away for who they are or what they reach."""
    if isinstance(seen.node, ast.If) and _refuses(seen.node.body[-1]):
        yield seen.node.test, f"turned.no({ast.unparse(seen.node.test)})"


def _refuses(last: ast.stmt) -> bool:
    text = ast.unparse(last)
    return text.startswith(("raise OutOfReach", "raise NotPermitted")) or text in SENT_OFF


@kind
def range_holds_everything(seen: Seen) -> Turned:
    for call in _calls(seen.node, "holds"):
        yield call, f"turned.yes({ast.unparse(call.func)}, {_said(call)})"


@kind
def range_is_the_whole_tree(seen: Seen) -> Turned:
    for call in _calls(seen.node, "exactly", "below"):
        yield call, f"turned.tree({_said(call)})"


@kind
def reach_is_everywhere(seen: Seen) -> Turned:
    for call in _calls(seen.node, "Reach"):
        yield call, f"turned.everything({_said(call)})"


@kind
def reach_is_of_another_address(seen: Seen) -> Turned:
    for call in _calls(seen.node, "Reach"):
        given = {str(one.arg): ast.unparse(one.value) for one in call.keywords}
        free = [one for one in ADDRESSES if one not in given]
        for name in sorted(given.keys() & {*ADDRESSES}) if free else ():
            said = given | {free[0]: given[name]}
            said.pop(name)
            yield call, f"Reach({', '.join(f'{k}={v}' for k, v in said.items())})"


@kind
def scope_is_not_entered(seen: Seen) -> Turned:
    for call in _calls(seen.node, "entered"):
        yield call, f"turned.outside({_said(call)})"


@kind
def scope_is_everywhere(seen: Seen) -> Turned:
    for call in _calls(seen.node, "entered"):
        yield call, f"turned.wide({_said(call)})"


@kind
def scope_of_a_query_is_left_out(seen: Seen) -> Turned:
    """Let a query find more than what is the actor's own, or in range."""
    for call in _calls(seen.node, *LOOK_UPS):
        for one in call.keywords:
            value = ast.unparse(one.value)
            own = str(one.arg) in OWN or value.startswith(ACTORS)
            if one.arg and own and value != "OuterRef('pk')":
                yield one, f"**turned.left_out({value})"


@kind
def answering_is_not_asked(seen: Seen) -> Turned:
    for call in _calls(seen.node, "answered_within"):
        if isinstance(call.func, ast.Attribute):
            yield call, f"turned.all_({ast.unparse(call.func.value)}, {_said(call)})"


@kind
def crossing_is_not_opened(seen: Seen) -> Turned:
    for call in _calls(seen.node, "crossing"):
        yield call, f"turned.unopened({_said(call)})"


@kind
def crossing_is_not_recorded(seen: Seen) -> Turned:
    for call in _calls(seen.node, "crossing"):
        yield call, f"turned.unrecorded({_said(call)})"


@kind
def crossing_has_another_name(seen: Seen) -> Turned:
    for call in _calls(seen.node, "crossing"):
        name = ast.unparse(call.args[0]).removeprefix("Crossing.")
        yield call.args[0], f"Crossing.{_other(name, [one.name for one in Crossing])}"


@cache
def generated() -> list[Mutant]:
    """Return the mutants of all files, in the order of the files."""
    found: list[Mutant] = []
    names: Counter[str] = Counter()
    for path in modules():
        if not any(path.is_relative_to(folder) for folder in NOT_SERVED):
            for mutant in _in_file(path):
                found.append(_numbered(mutant, names[mutant.name]))
                names[mutant.name] += 1
    return found


def _numbered(mutant: Mutant, number: int) -> Mutant:
    if not number:
        return mutant
    given = {name: getattr(mutant, name) for name in Mutant.__dataclass_fields__}
    return Mutant(**given | {"number": number})


def _in_file(path: Path) -> Iterator[Mutant]:
    tree = ast.parse(path.read_bytes())
    for function, place in _functions(tree, ""):
        body = range(function.body[0].lineno, (function.end_lineno or 0) + 1)
        for decorator in function.decorator_list:
            yield from _of(Seen(decorator, path, door=True), place, body)
        for statement, node in _statements(function):
            lines = range(statement.lineno, _head_end(statement) + 1)
            yield from _of(Seen(node, path, door=False), place, lines)


def _of(seen: Seen, place: str, lines: range) -> Iterator[Mutant]:
    for words, turn in KINDS.items():
        for node, now in turn(seen):
            yield Mutant(words, seen.path, place, node, now, lines, on_door=seen.door)


def _functions(tree: ast.AST, above: str) -> Iterator[tuple[ast.FunctionDef, str]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node, f"{above}{node.name}"
            yield from _functions(node, f"{above}{node.name}.<locals>.")
        else:
            inside = f"{above}{node.name}." if isinstance(node, ast.ClassDef) else above
            yield from _functions(node, inside)


def _statements(function: ast.FunctionDef) -> Iterator[tuple[ast.stmt, ast.AST]]:
    """Yield each node of a body with its statement, but nothing of the functions inside."""

    def walk(node: ast.AST, statement: ast.stmt) -> Iterator[tuple[ast.stmt, ast.AST]]:
        if isinstance(node, ast.FunctionDef):
            return
        inner = node if isinstance(node, ast.stmt) else statement
        yield inner, node
        for child in ast.iter_child_nodes(node):
            yield from walk(child, inner)

    for statement in function.body:
        yield from walk(statement, statement)


def _head_end(statement: ast.stmt) -> int:
    """Return the last line of a statement, without what is indented under it."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        return max(statement.lineno, body[0].lineno - 1)
    return statement.end_lineno or statement.lineno
