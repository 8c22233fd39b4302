"""The scan before any parser: every hostile or wrong file is refused by its own cause."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import workbooks
import xlsxwriter

from huiliu.exchange.workbook.container import Kind, inspect
from huiliu.exchange.workbook.limits import DEFAULT, MEGABYTE, Limits
from huiliu.exchange.workbook.unreadable import Cause, Unreadable

SHEET = "xl/worksheets/sheet1.xml"
DECLARATION = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'


def cause(path: Path, limits: Limits = DEFAULT) -> Cause:
    with pytest.raises(Unreadable) as refusal:
        inspect(path, limits=limits)
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).endswith("。")
    return refusal.value.code


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def roster_with(tmp_path: Path, parts: dict[str, bytes]) -> Path:
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"名册": workbooks.ROSTER})
    return workbooks.with_parts(path, parts)


def document_with(tmp_path: Path, parts: dict[str, bytes]) -> Path:
    path = workbooks.ods(tmp_path / "a.ods", {"名册": workbooks.ROSTER})
    return workbooks.with_parts(path, parts)


@pytest.mark.parametrize(
    ("write", "kind"),
    [(workbooks.xlsx, Kind.XLSX), (workbooks.xls, Kind.XLS), (workbooks.ods, Kind.ODS)],
)
def test_inspect_tells_the_kind_by_what_is_inside(
    tmp_path: Path, write: Callable[..., Path], kind: Kind
) -> None:
    path = write(tmp_path / "a.bin", {"名册": workbooks.ROSTER})

    assert inspect(path, limits=DEFAULT) is kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_inspect_takes_text_of_any_usual_encoding_as_csv(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "a.csv", "姓名,性别\n张三,男\n".encode(encoding))

    assert inspect(path, limits=DEFAULT) is Kind.CSV


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", Cause.EMPTY),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), Cause.PICTURE),
        (b"\xff\xd8\xff\xe0" + bytes(100), Cause.PICTURE),
        (b"Rar!\x1a\x07" + bytes(100), Cause.ARCHIVE),
        (b"%PDF-1.7\n", Cause.OTHER_KIND),
        (b"MZ" + bytes(100), Cause.OTHER_KIND),
        (b"\n <HTML><table><tr><td>1</td></tr></table>", Cause.OTHER_KIND),
        (b'<?xml version="1.0"?><Workbook/>', Cause.OTHER_KIND),
        (b"PK\x03\x04", Cause.BROKEN),
        (b"PK\x05\x06" + bytes(18), Cause.BROKEN),
        (b"\xd0\xcf\x11", Cause.BROKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Cause.BROKEN),
        (b"a,b\n\x00\x01,c\n", Cause.NOT_TEXT),
        (b"\x81\x20\xff\xfe\xff", Cause.NOT_TEXT),
    ],
)
def test_inspect_refuses_what_is_no_table(tmp_path: Path, content: bytes, expected: Cause) -> None:
    path = written(tmp_path / "名册.xlsx", content)

    assert cause(path) is expected


def test_inspect_refuses_what_is_not_there(tmp_path: Path) -> None:
    assert cause(tmp_path / "nowhere.xlsx") is Cause.MISSING
    assert cause(tmp_path) is Cause.NOT_A_FILE


def test_inspect_refuses_a_file_above_the_size_limit(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"a,b\n" * 100)

    assert cause(path, Limits(file_size=399)) is Cause.TOO_LARGE
    assert inspect(path, limits=Limits(file_size=400)) is Kind.CSV


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"word/document.xml": b"<a/>"}, Cause.OTHER_KIND),
        ({"ppt/presentation.xml": b"<a/>"}, Cause.OTHER_KIND),
        ({"xl/workbook.bin": b"a"}, Cause.OLD_BINARY),
        ({"名册.csv": b"a,b"}, Cause.ARCHIVE),
        ({"content.xml": b"<a/>", "mimetype": b"application/epub+zip"}, Cause.OTHER_KIND),
        ({"content.xml": b"<a/>"}, Cause.ARCHIVE),
    ],
)
def test_inspect_refuses_other_archives(
    tmp_path: Path, parts: dict[str, bytes], expected: Cause
) -> None:
    path = written(tmp_path / "a.xlsx", workbooks.packed(parts))

    assert cause(path) is expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"xl/vbaProject.bin": b"a"}, Cause.MACROS),
        ({"xl/macrosheets/sheet1.xml": b"<a/>"}, Cause.MACROS),
        ({"[Content_Types].xml": b'<Types a="sheet.macroEnabled.main+xml"/>'}, Cause.MACROS),
        ({"xl/embeddings/a.bin": workbooks.packed({"a": b"a"})}, Cause.NESTED),
        ({"xl/embeddings/a.bin": b"Rar!\x1a\x07"}, Cause.NESTED),
        ({SHEET: DECLARATION + b"<worksheet/>"}, Cause.ENTITIES),
        ({SHEET: b"<!-- <a> -->" + DECLARATION + b"<worksheet/>"}, Cause.ENTITIES),
        (
            {"xl/sharedStrings.xml": b'<?xml version="1.0"?>\n' + DECLARATION + b"<sst/>"},
            Cause.ENTITIES,
        ),
        ({SHEET: "<worksheet/>".encode("utf-16")}, Cause.BROKEN),
        ({SHEET: "<worksheet/>".encode("utf-16-le")}, Cause.BROKEN),
        ({SHEET: b"<!-- never closed"}, Cause.BROKEN),
        ({SHEET: b"   "}, Cause.BROKEN),
    ],
)
def test_inspect_refuses_hostile_parts(
    tmp_path: Path, parts: dict[str, bytes], expected: Cause
) -> None:
    assert cause(roster_with(tmp_path, parts)) is expected


def test_inspect_takes_comments_before_the_first_tag(tmp_path: Path) -> None:
    path = roster_with(tmp_path, {SHEET: b"<!-- made by hand --><worksheet/>"})

    assert inspect(path, limits=DEFAULT) is Kind.XLSX


def test_inspect_counts_a_bomb_while_inflating(tmp_path: Path) -> None:
    path = roster_with(tmp_path, {SHEET: b"<worksheet>" + b" " * 30 * MEGABYTE})

    assert path.stat().st_size < MEGABYTE
    assert cause(path) is Cause.BOMB


def test_inspect_counts_all_parts_together(tmp_path: Path) -> None:
    path = roster_with(tmp_path, {f"xl/media/{n}.bin": bytes(MEGABYTE) for n in range(5)})

    assert cause(path, Limits(unpacked=5 * MEGABYTE)) is Cause.BOMB
    assert inspect(path, limits=Limits(unpacked=6 * MEGABYTE)) is Kind.XLSX


def test_inspect_limits_the_number_of_parts(tmp_path: Path) -> None:
    path = roster_with(tmp_path, {f"xl/media/{n}.bin": b"" for n in range(500)})

    assert cause(path) is Cause.BOMB


def test_inspect_does_not_believe_the_sizes_in_the_headers(tmp_path: Path) -> None:
    path = roster_with(tmp_path, {SHEET: b"<worksheet>" + b"a" * 99_999})
    content = path.read_bytes()
    said = len(b"<worksheet>" + b"a" * 99_999).to_bytes(4, "little")
    assert said in content
    written(path, content.replace(said, (20).to_bytes(4, "little")))

    assert cause(path) is Cause.BROKEN


def test_inspect_refuses_an_encrypted_archive(tmp_path: Path) -> None:
    path = roster_with(tmp_path, {})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert cause(written(path, bytes(content))) is Cause.ENCRYPTED


def test_inspect_refuses_an_encrypted_ods(tmp_path: Path) -> None:
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    path = document_with(tmp_path, {"META-INF/manifest.xml": manifest})

    assert cause(path) is Cause.ENCRYPTED


def test_inspect_refuses_two_parts_of_one_name(tmp_path: Path) -> None:
    path = roster_with(tmp_path, {})
    with (
        zipfile.ZipFile(path, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr(SHEET, b"<worksheet/>")

    assert cause(path) is Cause.BROKEN


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("XFD1048576", Cause.TOO_MANY_COLUMNS),
        ("IW1", Cause.TOO_MANY_COLUMNS),
        ("ZZ1", Cause.TOO_MANY_COLUMNS),
        ("AAA1", Cause.TOO_MANY_COLUMNS),
        ("A200001", Cause.TOO_MANY_ROWS),
        ("IV300000", Cause.TOO_MANY_ROWS),
        ("A1048576", Cause.TOO_MANY_ROWS),
    ],
)
def test_inspect_refuses_a_small_sheet_that_reaches_far(
    tmp_path: Path, cell: str, expected: Cause
) -> None:
    cells = f'<row><c r="A1"><v>1</v></c></row><row><c r="{cell}" s="1"><v>1</v></c></row>'
    path = roster_with(tmp_path, {SHEET: workbooks.sheet_xml(cells)})

    assert path.stat().st_size < 8_000
    assert cause(path) is expected


@pytest.mark.parametrize("cell", ["IV200000", "A199999", "HZ99999"])
def test_inspect_takes_a_cell_at_the_limits(tmp_path: Path, cell: str) -> None:
    cells = f'<row><c r="{cell}"><v>1</v></c></row>'
    path = roster_with(tmp_path, {SHEET: workbooks.sheet_xml(cells)})

    assert inspect(path, limits=DEFAULT) is Kind.XLSX


def test_inspect_takes_far_cells_that_are_only_styled(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "姓名")
        sheet.write_blank(1_048_575, 16_383, None, workbook.add_format({"bold": True}))

    assert inspect(path, limits=DEFAULT) is Kind.XLSX


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (workbooks.ods_row("a", rows=1_000_000), Cause.TOO_MANY_ROWS),
        (workbooks.ods_row("a", columns=16_384), Cause.TOO_MANY_COLUMNS),
        (workbooks.ods_row("", rows=1_000_000) + workbooks.ods_row("a"), Cause.TOO_MANY_ROWS),
        (workbooks.ods_row("a", rows=99_999_999), Cause.BOMB),
        ("<table:table-row>", Cause.BROKEN),
    ],
)
def test_inspect_refuses_repeats_that_are_filled(
    tmp_path: Path, rows: str, expected: Cause
) -> None:
    path = document_with(tmp_path, {"content.xml": workbooks.ods_content(rows)})

    assert cause(path) is expected


def test_inspect_takes_the_blank_repeats_that_every_ods_ends_with(tmp_path: Path) -> None:
    rows = workbooks.ods_row("a") + workbooks.ods_row("", rows=1_048_575, columns=16_384)
    path = document_with(tmp_path, {"content.xml": workbooks.ods_content(rows)})

    assert inspect(path, limits=DEFAULT) is Kind.ODS


def test_inspect_refuses_entities_in_an_ods(tmp_path: Path) -> None:
    content = DECLARATION + workbooks.ods_content(workbooks.ods_row("&amp;c;"))
    path = document_with(tmp_path, {"content.xml": content})

    assert cause(path) is Cause.ENTITIES


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        ("EncryptedPackage", Cause.ENCRYPTED),
        ("WordDocument", Cause.OTHER_KIND),
        ("Something", Cause.OTHER_KIND),
        ("_VBA_PROJECT_CUR", Cause.MACROS),
    ],
)
def test_inspect_refuses_other_compound_files(tmp_path: Path, stream: str, expected: Cause) -> None:
    path = written(tmp_path / "a.xls", workbooks.compound({stream: b"a"}))

    assert cause(path) is expected


def test_inspect_takes_a_sound_compound_file(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xls", workbooks.compound({"Workbook": b"a"}))

    assert inspect(path, limits=DEFAULT) is Kind.XLS


@pytest.mark.parametrize(
    "table",
    [
        pytest.param({3: 3}, id="a sector that follows itself"),
        pytest.param({7: 0}, id="a ring"),
        pytest.param({3: 4_000}, id="a sector outside the file"),
        pytest.param({3: 0xFFFFFFFE}, id="a stream shorter than it says"),
        pytest.param({8: 8}, id="a directory that follows itself"),
    ],
)
def test_inspect_refuses_chains_that_loop_or_lie(tmp_path: Path, table: dict[int, int]) -> None:
    path = written(tmp_path / "a.xls", workbooks.compound({"Workbook": b"a"}, table=table))

    assert cause(path) is Cause.BROKEN


def test_inspect_refuses_streams_that_share_sectors(tmp_path: Path) -> None:
    content = workbooks.compound({"Workbook": b"a", "Other": b"b"}, table={15: 0})

    assert cause(written(tmp_path / "a.xls", content)) is Cause.BROKEN


def test_inspect_refuses_a_table_list_that_loops(tmp_path: Path) -> None:
    content = bytearray(workbooks.compound({"Workbook": b"a"}))
    content[68:76] = bytes(4) + (1).to_bytes(4, "little")

    assert cause(written(tmp_path / "a.xls", bytes(content))) is Cause.BROKEN
