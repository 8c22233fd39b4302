"""What is typed to find somebody is understood as a name, as letters, or as a number."""

import re

import pytest

from huiliu.people.look_up import How, Sought, initials, sought
from huiliu.people.pinyin import pinyin_of


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("陈涛", Sought(How.NAME, "陈涛")),
        (" 陈　涛 ", Sought(How.NAME, "陈涛")),
        ("阿依古丽·买买提", Sought(How.NAME, "阿依古丽·买买提")),
        ("ct", Sought(How.LETTERS, "ct")),
        ("Chen Tao", Sought(How.LETTERS, "chentao")),
        ("lü", Sought(How.LETTERS, "lv")),
        ("13800138000", Sought(How.NUMBER, "13800138000")),
        ("+86 138-0013-8000", Sought(How.NUMBER, "13800138000")),
        ("8000", Sought(How.PART_OF_A_NUMBER, "8000")),
        ("1380013800", Sought(How.PART_OF_A_NUMBER, "1380013800")),
        ("", None),
        (" \u200b ", None),
        ("长" * 41, None),
    ],
)
def test_what_is_typed_is_understood(typed: str, meant: Sought | None) -> None:
    assert sought(typed) == meant


@pytest.mark.parametrize(
    ("letters", "name", "fits"),
    [
        ("ct", "陈涛", True),
        ("c", "陈涛", True),
        ("czx", "陈志新", True),
        ("cz", "陈志新", True),
        ("zx", "陈志新", False),
        ("oyx", "欧阳新", True),
        ("zxm", "曾小明", True),
        ("ct", "程涛", True),
        ("ct", "涛陈", False),
    ],
)
def test_letters_are_those_with_which_syllables_begin(
    *, letters: str, name: str, fits: bool
) -> None:
    assert bool(re.search(initials(letters), pinyin_of(name))) is fits
