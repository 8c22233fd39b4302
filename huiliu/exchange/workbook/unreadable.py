"""Why a file is not read, in words that say what to do."""

from enum import StrEnum
from typing import Self

from huiliu.core.errors import Refused


class Cause(StrEnum):
    """The code of a refusal and its sentence."""

    sentence: str

    def __new__(cls, value: str, sentence: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    MISSING = "missing", "找不到这个文件，请核对路径后再试。"
    NOT_A_FILE = "not_a_file", "这不是一个可以读取的文件，请换成表格文件。"
    EMPTY = "empty", "文件是空的，请重新导出或保存后再上传。"
    TOO_LARGE = "too_large", "文件有 {size}，超过 {limit} 的上限，请拆成几个文件再上传。"
    PICTURE = "picture", "这是图片，只是改了扩展名，请上传原来的表格文件。"
    OTHER_KIND = "other_kind", "这是{kind}，不是表格，请另存为 xlsx 再上传。"
    ARCHIVE = "archive", "这是压缩包，请解压后上传里面的表格文件。"
    OLD_BINARY = "old_binary", "这是 xlsb 格式，请在 Excel 或 WPS 中另存为 xlsx 再上传。"
    NOT_TEXT = "not_text", "文件不是表格，也不是可以识别的文字，请另存为 xlsx 再上传。"
    ENCRYPTED = "encrypted", "文件设有密码，请取消密码后另存再上传。"
    MACROS = "macros", "文件里有宏，请另存为不带宏的 xlsx 再上传。"
    NESTED = "nested", "工作簿里嵌有其他文件，请删去后另存为 xlsx 再上传。"
    BOMB = "bomb", "文件展开后过大，不像正常的表格，请把内容复制到新表格再上传。"
    ENTITIES = "entities", "文件里有不允许的声明，请把内容复制到新表格再上传。"
    BROKEN = "broken", "文件不完整或已损坏，请重新导出或另存后再上传。"
    TOO_MANY_ROWS = "too_many_rows", "用到了第 {limit} 行以后，请删去多余的行或拆成几个文件。"
    TOO_MANY_COLUMNS = "too_many_columns", "用到了第 {limit} 列以后，请删去多余的列再上传。"
    TOO_MANY_SHEETS = "too_many_sheets", "工作表超过 {limit} 张，请拆成几个文件再上传。"
    TEXT_TOO_LONG = (
        "text_too_long",
        "{place}第 {row} 行有一格超过 {limit} 个字，请缩短后再上传。",
    )
    TOO_MUCH_MEMORY = (
        "too_much_memory",
        "读取这个文件要用的内存过多，请拆成几个文件，或把内容复制到新表格再上传。",
    )
    TOO_MUCH_TIME = (
        "too_much_time",
        "读取这个文件用时过长，请拆成几个文件，或把内容复制到新表格再上传。",
    )


class Unreadable(Refused):
    """A file that can't be read; the text of the exception is the sentence for its user."""

    status = 422

    def __init__(self, code: Cause, **facts: str | int) -> None:
        super().__init__(code.sentence.format(**facts))
        self.code = code
        self.facts = facts


def text_too_long(sheet: str, row: int, limit: int) -> Unreadable:
    place = f"“{sheet}”" if sheet else ""
    return Unreadable(Cause.TEXT_TOO_LONG, place=place, row=row, limit=limit)
