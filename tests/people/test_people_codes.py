"""National code sets."""

import pytest

from huiliu.people.codes import CODES, CodeSet, name_of, read_code


@pytest.mark.parametrize(
    ("code_set", "text", "code"),
    [
        (CodeSet.SEX, "男", "1"),
        (CodeSet.SEX, "女性", "2"),
        (CodeSet.SEX, "f", "2"),
        (CodeSet.SEX, "1", "1"),
        (CodeSet.ETHNICITY, "汉族", "01"),
        (CodeSet.ETHNICITY, "土家", "15"),
        (CodeSet.ETHNICITY, "基诺族", "56"),
        (CodeSet.EDUCATION, "大学", "20"),
        (CodeSet.EDUCATION, "本科", "20"),
        (CodeSet.EDUCATION, "大学本科", "20"),
        (CodeSet.EDUCATION, "大专", "30"),
        (CodeSet.EDUCATION, "中专", "41"),
        (CodeSet.EDUCATION, "研究生", "10"),
        (CodeSet.EDUCATION, "硕士", "14"),
        (CodeSet.EDUCATION, "博士", "11"),
        (CodeSet.EDUCATION, "初 中", "70"),
        (CodeSet.CATEGORY, "正式党员", "01"),
        (CodeSet.CATEGORY, "预备", "02"),
        (CodeSet.STANDING, "停止党籍", "suspended"),
    ],
)
def test_text_has_its_code(code_set: CodeSet, text: str, code: str) -> None:
    assert read_code(code_set, text) == code


@pytest.mark.parametrize(
    ("code_set", "text"), [(CodeSet.SEX, "汉族"), (CodeSet.ETHNICITY, "外星族"), (CodeSet.SEX, "")]
)
def test_unknown_text_has_no_code(code_set: CodeSet, text: str) -> None:
    assert read_code(code_set, text) is None


def test_code_has_its_name() -> None:
    assert name_of(CodeSet.ETHNICITY, "02") == "蒙古族"


def test_ethnicities_are_all_there() -> None:
    codes = [code.code for code in CODES if code.code_set is CodeSet.ETHNICITY]

    assert codes == [f"{number:02}" for number in range(1, 57)]


def test_no_spelling_means_two_codes() -> None:
    spelt = [(code.code_set, text) for code in CODES for text in (code.name, *code.also)]

    assert len(spelt) == len(set(spelt))


def test_every_code_names_its_source() -> None:
    assert [code for code in CODES if not code.source] == []
