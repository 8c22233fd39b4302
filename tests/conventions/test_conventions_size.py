"""Budgets: short functions, modules that can be read in one go, small templates."""

from pathlib import Path
from statistics import median, quantiles

from tests.conventions.sources import functions_in, modules, relative, templates

MODULE_LINES = 400
TEMPLATE_LINES = 200
MEDIAN_LINES = 8
LINES_OF_95_PERCENT = 35


def lengths() -> list[int]:
    """Return the lines of every function: signature and body, without the docstring."""
    found = []
    for path in modules():
        for function in functions_in(path):
            first = function.body[0]
            end = function.end_lineno or function.lineno
            docstring = 0
            if hasattr(first, "value") and isinstance(getattr(first.value, "value", None), str):
                docstring = (first.end_lineno or first.lineno) - first.lineno + 1
            found.append(end - function.lineno + 1 - docstring)
    return found


def test_functions_are_short() -> None:
    assert median(lengths()) <= MEDIAN_LINES
    assert quantiles(lengths(), n=20)[-1] <= LINES_OF_95_PERCENT


def test_modules_are_no_longer_than_400_lines() -> None:
    too_long = [relative(path) for path in modules() if _lines(path) > MODULE_LINES]

    assert too_long == []


def test_templates_are_no_longer_than_200_lines() -> None:
    too_long = [relative(path) for path in templates() if _lines(path) > TEMPLATE_LINES]

    assert too_long == []


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
