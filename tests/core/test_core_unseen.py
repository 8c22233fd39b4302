"""Characters that nobody sees."""

import sys
import unicodedata

import pytest

from huiliu.core.unseen import as_seen, misleads, one_line, without_unseen

SEEN_THOUGH_CONTROLS = set("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85")
"""They set lines apart; one line has none of them."""
FIGURES = {"\u0600", "\u0601", "\u0602", "\u0603", "\u0604", "\u0605", "\u06dd", "\u070f"} | {
    *("\u0890", "\u0891", "\u08e2", "\U000110bd", "\U000110cd"),
    *map(chr, range(0x13430, 0x13440)),
}
"""Format characters that are drawn: marks over Arabic and other figures, frames of hieroglyphs."""


def test_every_format_and_control_character_of_unicode_goes() -> None:
    left = {
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(character) in {"Cf", "Cc"} and without_unseen(character)
    }

    assert left - FIGURES == SEEN_THOUGH_CONTROLS


@pytest.mark.parametrize("text", ["陈涛", "𠮷田", "买买提·艾力", "John Smith", "é", "（一）", "❤"])
def test_what_is_seen_stays(text: str) -> None:
    assert one_line(text) == text


@pytest.mark.parametrize(
    "hidden", ["\u3164", "\uffa0", "\u115f", "\u034f", "\u2800", "\ufe0f", "\U000e0041", "\u00ad"]
)
def test_letters_and_marks_without_a_shape_go(hidden: str) -> None:
    assert one_line(f"陈{hidden}涛") == "陈涛"


def test_name_is_one_line_and_sentence_keeps_its_lines() -> None:
    assert one_line(" 陈\u2028涛\n 某\u3000") == "陈 涛 某"
    assert as_seen(" 一\u200b\n二\u2029三\x0b") == "一\n二\n三"


@pytest.mark.parametrize(
    ("text", "answer"), [("陈\u202e涛", True), ("陈\x07涛", True), ("陈\u200b涛", False)]
)
def test_text_misleads_if_it_turns_round_or_rings(text: str, *, answer: bool) -> None:
    assert misleads(text) is answer
