"""A list as a workbook that opens with a password, and says on every sheet whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from tempfile import TemporaryDirectory

from msoffcrypto.format.ooxml import OOXMLFile
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from huiliu.exchange.sets import FixedSet

GUIDE = "导出说明"
_WIDTH, _GUIDE_WIDTH = 20, 60
_LONGEST_MARGIN = 100
"""A header or footer of a sheet holds 255 characters, with an ampersand written twice."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands on each sheet: whose it is, for what, and the number that leads back."""

    number: str
    who: str
    organisation: str
    taken_at: str
    purpose: str
    until: str

    @property
    def line(self) -> str:
        return f"编号 {self.number} {self.organisation} {self.who} {self.taken_at} 导出"


def locked(
    *, fixed_set: FixedSet, rows: Sequence[Sequence[str]], mark: Mark, password: str
) -> bytes:
    """Return the workbook, encrypted whole; every cell of it is text."""
    shut = BytesIO()
    OOXMLFile(BytesIO(_workbook(fixed_set, rows, mark))).encrypt(password, shut)
    return shut.getvalue()


def _workbook(fixed_set: FixedSet, rows: Sequence[Sequence[str]], mark: Mark) -> bytes:
    content = BytesIO()
    with TemporaryDirectory() as folder:
        book = Workbook(content, {"tmpdir": folder, "in_memory": True})
        book.set_properties({"title": mark.line, "author": mark.who, "comments": mark.number})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(str(fixed_set.code.label))
        sheet.set_column(0, len(fixed_set.columns) - 1, _WIDTH)
        sheet.write_string(0, 0, mark.line)
        for at, row in enumerate([fixed_set.headers, *rows], start=1):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text, bold if at == 1 else None)
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(0, 1)
        guide = book.add_worksheet(GUIDE)
        guide.set_column(0, 0, _GUIDE_WIDTH)
        for at, line in enumerate(_guide(fixed_set, len(rows), mark)):
            guide.write_string(at, 0, line)
        for page in (sheet, guide):
            _margins(page, mark.line)
        book.close()
    return content.getvalue()


def _margins(sheet: Worksheet, line: str) -> None:
    """Put the mark above and below each printed page; a single ampersand would be a command."""
    text = line[:_LONGEST_MARGIN].replace("&", "&&")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_header(f"&L{text}")
    sheet.set_footer(f"&L{text}&R&P / &N")


def _guide(fixed_set: FixedSet, people: int, mark: Mark) -> list[str]:
    return [
        mark.line,
        f"{fixed_set.code.label}，{people} 人。{fixed_set.sentence}",
        f"用途：{mark.purpose}",
        "名单里的每一个人，都看得到这份名单是谁、什么时候、为什么导出的。",
        f"用完请删掉，最晚 {mark.until}。不要转发，不要发到群里。",
        "捡到这份名单，请把编号告诉审计员，查得到是谁导出的。",
    ]
