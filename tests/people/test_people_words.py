"""Values and looks in words."""

import ast
from pathlib import Path

import pytest

from huiliu.people.words import LOOKS, look_words, value_words
from huiliu.web.kit import pages

PACKAGE = Path(pages.__file__).parent.parent.parent
OWN_PAGES = {"my_home", "my_fact", "my_objection", "my_copy"}
"""Looks at oneself, which the list leaves out."""


def logged_pages(tree: ast.AST) -> set[str]:
    """Return the pages under which `read(…, page="…")` logs a look."""
    return {
        keyword.value.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "read"
        for keyword in call.keywords
        if keyword.arg == "page"
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    }


def test_every_logged_look_has_words_for_the_member() -> None:
    logged = {
        page
        for path in PACKAGE.rglob("*.py")
        for page in logged_pages(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert logged - OWN_PAGES - LOOKS.keys() == set()


def test_planted_look_is_found() -> None:
    planted = ast.parse("read(by=by, page='new_list', persons=[])")

    assert logged_pages(planted) == {"new_list"}


def test_unknown_page_still_says_that_somebody_saw() -> None:
    assert look_words("of_an_older_release") == "在名单上看到您"


@pytest.mark.parametrize(
    ("field", "value", "others", "own"),
    [
        ("mobile", "13800138000", "138****8000", "13800138000"),
        ("landline", "027-80143699", "027-****3699", "027-80143699"),
        ("citizen_number", "420199199001011234", "420199********1234", "420199********1234"),
        ("sex", {"code": "1", "text": "男"}, "男", "男"),
        ("floating", True, "是", "是"),
    ],
)
def test_numbers_are_masked_but_for_ones_own_telephone(
    *, field: str, value: object, others: str, own: str
) -> None:
    assert value_words(field, value) == others
    assert value_words(field, value, own=True) == own
