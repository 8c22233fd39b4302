"""Every problem that a roster row can have: its code, its sentence and what follows from it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from huiliu.exchange.roster.fields import Field


class Verdict(StrEnum):
    """What a problem means for its row."""

    ERROR = "error"
    REPAIR = "repair"
    DUPLICATE = "duplicate"
    MATCH = "match"
    NOTE = "note"


class Code(StrEnum):
    """A kind of problem; `sentence` says what is wrong and what to do."""

    verdict: Verdict
    sentence: str

    def __new__(cls, value: str, verdict: Verdict, sentence: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.verdict = verdict
        member.sentence = sentence
        return member

    NAME_MISSING = "name_missing", Verdict.ERROR, "没有姓名，请补上。"
    NAME_MARKUP = (
        "name_markup",
        Verdict.ERROR,
        "姓名里有网页代码（< > 或 &…;），请只留姓名。",
    )
    NAME_CONTROL = "name_control", Verdict.ERROR, "姓名里有看不见的控制字符，请重新输入姓名。"
    NAME_TOO_LONG = "name_too_long", Verdict.ERROR, "姓名超过 40 个字，请核对这一格是不是姓名。"
    NAME_DIGITS = "name_digits", Verdict.NOTE, "姓名里有数字，请看看是不是编号。"
    NAME_HIDDEN = "name_hidden", Verdict.NOTE, "姓名里有看不见的字符，已去掉。"
    NAME_BRACKETS = "name_brackets", Verdict.NOTE, "姓名里有括号，括号里的说明请移到备注。"

    NUMBER_MISSING = "number_missing", Verdict.ERROR, "没有公民身份号码，请补上。"
    NUMBER_LENGTH = (
        "number_length",
        Verdict.ERROR,
        "公民身份号码应是 18 位，这里是 {said} 位，请对照证件核对。",
    )
    NUMBER_CHARACTERS = (
        "number_characters",
        Verdict.ERROR,
        "公民身份号码只能是数字，最后一位可以是 X，请对照证件核对。",
    )
    NUMBER_MASKED = (
        "number_masked",
        Verdict.ERROR,
        "公民身份号码有几位写成了星号，请补全。",
    )
    NUMBER_IMPOSSIBLE_DATE = (
        "number_impossible_date",
        Verdict.ERROR,
        "公民身份号码里的出生日期不存在，请对照证件核对。",
    )
    NUMBER_CHECK_DIGIT = (
        "number_check_digit",
        Verdict.ERROR,
        "公民身份号码的校验位对不上，多半是错了一位，请对照证件核对。",
    )
    NUMBER_DAMAGED = (
        "number_damaged",
        Verdict.ERROR,
        "这一格是数字格式，表格软件把号码末几位变成了 0，请从原表按文本复制。",
    )
    NUMBER_FIFTEEN_DIGITS = (
        "number_fifteen_digits",
        Verdict.REPAIR,
        "这是 15 位旧号码，对应的 18 位号码是 {proposal}，请确认。",
    )
    NUMBER_KNOWN_IN_FULL = (
        "number_known_in_full",
        Verdict.REPAIR,
        "号码末几位被表格软件改掉了。{place}有同名同号的人，完整号码是 {proposal}，请确认。",
    )
    NUMBER_IN_FUTURE = (
        "number_in_future",
        Verdict.ERROR,
        "公民身份号码里的出生日期还没有到，请对照证件核对。",
    )

    SEX_DISAGREES = (
        "sex_disagrees",
        Verdict.ERROR,
        "性别写的是{said}，公民身份号码里是{other}，请核对哪一个对。",
    )
    SEX_UNKNOWN = "sex_unknown", Verdict.NOTE, "性别“{said}”认不出来，已照原样保留。"
    BIRTH_DISAGREES = (
        "birth_disagrees",
        Verdict.ERROR,
        "出生日期写的是 {said}，公民身份号码里是 {other}，请核对哪一个对。",
    )
    AGE_DISAGREES = "age_disagrees", Verdict.NOTE, "年龄写的是 {said}，按出生日期应是 {other} 岁。"

    TELEPHONE_MISSING = (
        "telephone_missing",
        Verdict.ERROR,
        "没有电话，请补上手机号码或固定电话。",
    )
    TELEPHONE_INVALID = (
        "telephone_invalid",
        Verdict.ERROR,
        "电话“{said}”不是 11 位手机号码，也不是固定电话，请再看看。",
    )
    SECOND_TELEPHONE_INVALID = (
        "second_telephone_invalid",
        Verdict.NOTE,
        "电话“{said}”认不出来，已用另一个号码。",
    )
    SEVERAL_TELEPHONES = "several_telephones", Verdict.NOTE, "这一格有几个号码，先用第一个。"
    LANDLINE_AS_MOBILE = "landline_as_mobile", Verdict.NOTE, "这是固定电话，收不到短信。"

    DATE_UNREADABLE = "date_unreadable", Verdict.NOTE, "日期“{said}”认不出来，已照原样保留。"
    DATE_IMPOSSIBLE = "date_impossible", Verdict.NOTE, "日期“{said}”不存在，已照原样保留。"
    DATE_IN_FUTURE = "date_in_future", Verdict.ERROR, "日期 {said} 还没有到，请核对。"
    JOINED_AFTER_FULL = (
        "joined_after_full",
        Verdict.ERROR,
        "入党日期 {said} 晚于转正日期 {other}，请核对是不是写反了。",
    )
    JOINED_EQUALS_FULL = (
        "joined_equals_full",
        Verdict.ERROR,
        (
            "入党日期和转正日期都是 {said}。只有 1969 年 4 月 1 日到 1977 年 8 月 11 日"
            "入党的没有预备期，请核对。"
        ),
    )
    NO_PROBATION_THEN = (
        "no_probation_then",
        Verdict.NOTE,
        "1969 年 4 月 1 日到 1977 年 8 月 11 日入党没有预备期，转正日期一般与入党日期相同。",
    )
    JOINED_YOUNG = "joined_young", Verdict.NOTE, "按出生日期，入党时不满 18 岁，请看看日期。"

    CODE_UNKNOWN = "code_unknown", Verdict.NOTE, "“{said}”不在代码表里，已照原样保留。"
    ANSWER_UNKNOWN = "answer_unknown", Verdict.NOTE, "“{said}”不是“是”或“否”，已照原样保留。"

    HOST_UNRESOLVED = (
        "host_unresolved",
        Verdict.NOTE,
        "“{said}”对不上本市的党组织（{reasons}），先放进导入单位的待办。",
    )
    HOME_UNRESOLVED = (
        "home_unresolved",
        Verdict.NOTE,
        "原党支部“{said}”对不上（{reasons}），先放进导入单位的待办。",
    )

    SAME_PERSON = "same_person", Verdict.DUPLICATE, "与{place}是同一人（{reasons}）。"
    OTHER_SIDE = "other_side", Verdict.MATCH, "与{place}是同一人，两边对上了（{reasons}）。"
    PERHAPS_SAME = "perhaps_same", Verdict.NOTE, "与{place}可能是同一人（{reasons}），请看看。"
    NUMBER_CONFLICT = (
        "number_conflict",
        Verdict.NOTE,
        "与{place}姓名、电话都相同，公民身份号码不同，请核对号码。",
    )


@dataclass(frozen=True, slots=True)
class About:
    """Where the same person stands: the file's own name, sheet and row."""

    file: str
    sheet: str
    row: int

    @property
    def words(self) -> str:
        sheet = f"“{self.sheet}”" if self.sheet else ""
        return f"《{self.file}》{sheet}第 {self.row} 行"

    def as_json(self) -> dict[str, str | int]:
        return {"file": self.file, "sheet": self.sheet, "row": self.row}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of one row; `row` is the number that the spreadsheet shows."""

    sheet: str
    row: int
    column: str
    code: Code
    verdict: Verdict
    message: str
    proposal: str | None = None
    about: About | None = None
    field: Field | None = field(default=None, compare=False)
    """Which column it stands in, where two have the same header."""

    def as_json(self) -> dict[str, object]:
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "code": self.code.value,
            "verdict": self.verdict.value,
            "message": self.message,
            "proposal": self.proposal,
            "about": self.about.as_json() if self.about else None,
        }
