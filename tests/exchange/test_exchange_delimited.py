"""Text with delimiters: how it is decoded, taken apart, and refused."""

import codecs
import csv
from collections.abc import Iterator

import pytest

from huiliu.exchange.workbook.delimited import decoded, records
from huiliu.exchange.workbook.unreadable import Cause, Unreadable

TEXT = "姓名,性别\n张三,男\n"


@pytest.fixture(autouse=True)
def longest_field() -> Iterator[None]:
    """Give the process its own limit back; in the child nothing comes after it."""
    before = csv.field_size_limit()
    yield
    csv.field_size_limit(before)


def taken(text: str, *, text_length: int = 2_000) -> list[list[str]]:
    return list(records(text.encode(), text_length=text_length))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_decoded_whatever_it_was_encoded_by(encoding: str) -> None:
    assert decoded(TEXT.encode(encoding)) == TEXT


def test_mark_of_the_other_byte_order_is_heeded() -> None:
    assert decoded(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")) == TEXT


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_every_end_of_a_line_is_one_of_ours(end: str) -> None:
    assert decoded(TEXT.replace("\n", end).encode()) == TEXT


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (TEXT.encode()[:-3], Cause.BROKEN),
        (b"a,b\0c", Cause.NOT_TEXT),
        (b"\xff\xff\xff", Cause.NOT_TEXT),
        (codecs.BOM_UTF8 + b"\xff", Cause.NOT_TEXT),
    ],
    ids=["cut within a character", "a zero byte", "of no encoding", "not what its mark says"],
)
def test_what_is_no_whole_text_is_refused(content: bytes, cause: Cause) -> None:
    with pytest.raises(Unreadable) as refusal:
        decoded(content)

    assert refusal.value.code is cause


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimiter_is_the_one_that_makes_the_most_cells(delimiter: str) -> None:
    text = "姓名,性别,年龄\n张三,男,44\n".replace(",", delimiter)

    assert taken(text) == [["姓名", "性别", "年龄"], ["张三", "男", "44"]]


def test_blank_records_are_counted_too() -> None:
    assert taken("姓名,性别\n\n张三,男\n") == [["姓名", "性别"], [], ["张三", "男"]]


def test_number_is_taken_out_of_its_wrapping() -> None:
    assert taken('姓名,号码\n张三,="42119919820304001X"\n')[1] == ["张三", "42119919820304001X"]


def test_cell_that_is_too_long_is_named_by_its_record() -> None:
    with pytest.raises(Unreadable, match=r"^第 2 行有一格超过 10 个字"):
        taken("姓名,说明\n张三," + "长" * 11 + "\n", text_length=10)


def test_line_that_no_reader_takes_does_not_decide_the_delimiter() -> None:
    """A cell beyond what the reader takes makes no cells with any delimiter; it is refused."""
    with pytest.raises(Unreadable, match=r"^第 1 行有一格超过 10 个字"):
        taken("长" * 11, text_length=10)
