"""Every problem has a code, a verdict and a sentence."""

from string import Formatter

import pytest

from huiliu.exchange.roster.problems import About, Code, Verdict

FILLED = {"said", "other", "proposal", "place", "reasons"}


@pytest.mark.parametrize("code", Code)
def test_sentence_ends_and_does_not_shout(code: Code) -> None:
    assert code.sentence.endswith("。")
    assert "！" not in code.sentence
    assert "务必" not in code.sentence


@pytest.mark.parametrize("code", Code)
def test_sentence_asks_for_nothing_unknown(code: Code) -> None:
    asked = {name for _, name, _, _ in Formatter().parse(code.sentence) if name}

    assert asked <= FILLED


def test_every_verdict_has_a_code() -> None:
    assert {code.verdict for code in Code} == set(Verdict)


def test_place_of_a_csv_row_has_no_sheet() -> None:
    assert About("ledger.csv", "", 5).words == "《ledger.csv》第 5 行"
    assert About("a.xlsx", "张湾村", 5).words == "《a.xlsx》“张湾村”第 5 行"
