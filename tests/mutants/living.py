"""Putting a mutant into code that is loaded already, in a process that is thrown away afterwards.

A function that lives gets the code that its file would give it now. What a decorator was told lies
in the cells of what it made, and is changed there.
"""

import ast
import builtins
import gc
import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from huiliu.core.actions import DECLARED
from huiliu.web.kit import doors
from tests.conventions.sources import ROOT, tree_of
from tests.mutants import turned
from tests.mutants.syntax import Mutant


class NothingLives(Exception):
    """The function of a mutant is not loaded, so that no test can have anything to do with it."""


def put_in(mutant: Mutant) -> None:
    """Let this process run the mutant from now on."""
    builtins.turned = turned
    name = ".".join(mutant.path.relative_to(ROOT).with_suffix("").parts)
    module = import_module(name.removesuffix(".__init__"))
    changed = _retell(mutant, module) if mutant.on_door else _recode(mutant)
    if not changed:
        raise NothingLives(mutant.name)
    _let_read(mutant)


def _let_read(mutant: Mutant) -> None:
    """Let tests that read the sources read this one as well."""
    reading = Path.read_text

    def read_text(path: Path, *given: Any, **more: Any) -> str:
        return mutant.source() if path == mutant.path else reading(path, *given, **more)

    Path.read_text = read_text
    tree_of.cache_clear()


def _recode(mutant: Mutant) -> int:
    made = compile(mutant.source(), str(mutant.path), "exec")
    codes = {(code.co_qualname, code.co_firstlineno): code for code in _codes(made)}
    changed = 0
    for function in gc.get_objects():
        if type(function) is FunctionType and function.__code__.co_filename == str(mutant.path):
            old = function.__code__
            new = codes[old.co_qualname, old.co_firstlineno]
            if new != old:
                function.__code__ = new
                changed += 1
    return changed


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _retell(mutant: Mutant, module: ModuleType) -> int:
    """Tell the decorator something else: the living function, and where doors are declared."""
    made = getattr(module, mutant.place)
    before, after = (_told(text, mutant, module) for text in (None, mutant.source()))
    news = {key: value for key, value in after.items() if value is not before.get(key)}
    changed = sum(_fill(made, key, value) for key, value in news.items())
    if "permission" in news:
        _redeclare(made, module.__name__, news["permission"])
    return changed


def _told(source: str | None, mutant: Mutant, module: ModuleType) -> dict[str, Any]:
    """Return what the decorator of the function is told, in its own words for it."""
    tree = ast.parse(source if source is not None else mutant.path.read_text(encoding="utf-8"))
    function = next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == mutant.place
    )
    found: dict[str, Any] = {}
    for decorator in function.decorator_list:
        call = ast.Call(ast.Name("caught", ast.Load()), [], [])
        if isinstance(decorator, ast.Call):
            call.args, call.keywords = decorator.args, decorator.keywords
            text = ast.fix_missing_locations(ast.Expression(call))
            known = vars(module) | {"caught": lambda *args, **more: (args, more)}
            args, more = eval(compile(text, "door", "eval"), known)
            asked = getattr(module, ast.unparse(decorator.func))
            bound = inspect.signature(asked).bind(*args, **more)
            bound.apply_defaults()
            found |= bound.arguments
    return found


def _fill(made: Callable[..., Any], name: str, value: Any) -> int:
    """Fill every cell of this name that hangs on a function."""
    if not isinstance(made, FunctionType):
        return 0
    filled = 0
    for key, cell in zip(made.__code__.co_freevars, made.__closure__ or (), strict=True):
        if key == name:
            cell.cell_contents = value
            filled += 1
        else:
            filled += _fill(cell.cell_contents, name, value)
    return filled


def _redeclare(made: Callable[..., Any], module: str, permission: Any) -> None:
    door = doors.door_of(made)
    if door is not None:
        doors.declare(made, doors.Door(door.kind, door.methods, permission))
    action = f"{module.split('.')[1]}.{made.__name__}"
    if action in DECLARED:
        DECLARED[action] = permission
