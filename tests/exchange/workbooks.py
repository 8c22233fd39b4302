"""Small workbooks for the tests, sound and hostile."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Rows = Sequence[Sequence[object]]

ROSTER: Rows = (
    ("序号", "姓名", "性别", "公民身份号码", "手机号码"),
    (1, "张三", "男", "420199199001011234", "13800138000"),
    (2, "李四", "女", "420199199202021234", "13800138001"),
)
_SECTOR = 512
_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF


def xlsx(
    path: Path | io.BytesIO, sheets: Mapping[str, Rows], *, merged: Iterable[str] = ()
) -> Path | io.BytesIO:
    """Write a workbook; `merged` ranges are those of the first sheet."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for span in merged:
        workbook.worksheets[0].merge_cells(span)
    workbook.save(path)
    workbook.close()
    return path


def xls(path: Path, sheets: Mapping[str, Rows]) -> Path:
    workbook = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = workbook.add_sheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
    workbook.save(str(path))
    return path


def ods(path: Path, sheets: Mapping[str, Rows]) -> Path:
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for cells in rows:
            row = TableRow()
            for cell in cells:
                row.addElement(_ods_cell(cell))
            table.addElement(row)
        document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def _ods_cell(value: object) -> TableCell:
    if value in {None, ""}:
        return TableCell()
    if isinstance(value, int):
        return TableCell(valuetype="float", value=value)
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=value))
    return cell


def with_parts(path: Path, parts: Mapping[str, bytes]) -> Path:
    """Put parts into a zip file, or in the place of those of the same name."""
    kept = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            kept[entry.filename] = archive.read(entry)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**kept, **parts}.items():
            archive.writestr(name, content)
    return path


def sheet_xml(cells: str) -> bytes:
    """Write an xlsx sheet around the rows given as XML."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def ods_content(rows: str) -> bytes:
    """Write the content of an ods document around the rows given as XML."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    return (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="a">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    ).encode()


def ods_row(text: str, *, rows: int = 1, columns: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell table:number-columns-repeated="{columns}"'
        + (
            f' office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
            if text
            else "/>"
        )
        + "</table:table-row>"
    )


def compound(streams: Mapping[str, bytes], *, table: Mapping[int, int] | None = None) -> bytes:
    """Write an OLE container; `table` overrides entries of its sector chains."""
    sectors: list[bytes] = []
    chain: list[int] = []
    entries = [_entry("Root Entry", kind=5, start=_END, size=0)]
    for name, content in streams.items():
        size = max(len(content), 4096)
        start, count = len(sectors), -(-size // _SECTOR)
        padded = content.ljust(count * _SECTOR, b"\0")
        sectors += [padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR)]
        chain += [*range(start + 1, start + count), _END]
        entries.append(_entry(name, kind=2, start=start, size=size))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * _SECTOR, b"\0")
    first = len(sectors)
    count = len(directory) // _SECTOR
    sectors += [directory[at : at + _SECTOR] for at in range(0, len(directory), _SECTOR)]
    chain += [*range(first + 1, first + count), _END]
    chain += [0xFFFFFFFD]
    for sector, following in (table or {}).items():
        chain[sector] = following
    numbers = struct.pack(f"<{len(chain)}L", *chain).ljust(_SECTOR, b"\xff")
    return _ole_header(directory=first, table=len(sectors)) + b"".join(sectors) + numbers


def _entry(name: str, *, kind: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le")
    return (
        letters.ljust(64, b"\0")
        + struct.pack("<HBB3L", len(letters) + 2, kind, 1, _FREE, _FREE, _FREE)
        + bytes(36)
        + struct.pack("<3L", start, size, 0)
    )


def _ole_header(*, directory: int, table: int) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<4L", 0, 1, directory, 0)
        + struct.pack("<L", 4096)
        + struct.pack("<4L", _END, 0, _END, 0)
        + struct.pack("<109L", table, *[_FREE] * 108)
    )


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Pack parts as a zip file, in memory."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()
