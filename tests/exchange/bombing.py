"""Workbooks that were built to hurt: small files that claim, repeat, nest or point outside."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from random import Random

from tests.exchange.workbooks import ods_content, ods_row, sheet_xml

Parts = Mapping[str, bytes]
Bomb = Callable[[Random, Parts], bytes]

SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
FAR = ("A1:XFD1048576", "A1:A200000", "A1:IV200000", "XFD1048576:A1", "A0:B0", "A1:A99999999999")
OUTSIDE = (
    "../../../etc/huiliu-fuzz",
    "/etc/huiliu-fuzz",
    "xl/../../../x",
    "..\\..\\x",
    "C:\\x",
    "xl\0/x",
)
NESTED = b"PK\x03\x04" + bytes(60)


def _written(parts: Parts, **more: int) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", more.get("method", zipfile.ZIP_DEFLATED)) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, more.get("method", zipfile.ZIP_DEFLATED))
    return content.getvalue()


def _sheet(parts: Parts, xml: bytes) -> bytes:
    return _written({**parts, SHEET: xml})


def _row(cells: str, number: int = 1) -> str:
    return f'<row r="{number}">{cells}</row>'


def deep_nesting(turn: Random, parts: Parts) -> bytes:
    depth = turn.choice((1_000, 20_000, 200_000))
    return _sheet(
        parts, sheet_xml("<row><c>" + "<is>" * depth + "x" + "</is>" * depth + "</c></row>")
    )


def many_merged(turn: Random, parts: Parts) -> bytes:
    ranges = "".join(
        f'<mergeCell ref="A{row}:B{row + 1}"/>'
        for row in range(1, turn.choice((500, 9_000, 60_000)))
    )
    merged = f"<mergeCells>{ranges}</mergeCells></worksheet>".encode()
    return _sheet(parts, parts[SHEET].replace(b"</worksheet>", merged))


def far_merged(turn: Random, parts: Parts) -> bytes:
    merged = f'<mergeCells><mergeCell ref="{turn.choice(FAR)}"/></mergeCells></worksheet>'
    return _sheet(parts, parts[SHEET].replace(b"</worksheet>", merged.encode()))


def far_extent(turn: Random, parts: Parts) -> bytes:
    said = f'<dimension ref="{turn.choice(FAR)}"/><sheetData>'.encode()
    return _sheet(parts, parts[SHEET].replace(b"<sheetData>", said))


def far_cell(turn: Random, parts: Parts) -> bytes:
    place = turn.choice(("IV200000", "A200000", "IV1", "XFD1048576", "A1048576"))
    kind = turn.choice(("", ' t="str"', ' t="b"', ' t="e"'))
    return _sheet(
        parts, sheet_xml(_row(f'<c r="A1"><v>1</v></c><c r="{place}"{kind}><v>1</v></c>'))
    )


def entities(turn: Random, parts: Parts) -> bytes:
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    declared = turn.choice(
        (
            f'<!DOCTYPE a [<!ENTITY e0 "ha">{laughs}]>',
            '<!DOCTYPE a [<!ENTITY e8 SYSTEM "/etc/passwd">]>',
        )
    )
    part = turn.choice((SHEET, STRINGS, BOOK, "xl/styles.xml", "[Content_Types].xml"))
    late = turn.random() < 0.3
    content = parts.get(part, b"<a/>")
    body = content.replace(b"</", b"&e8;</", 1)
    text = declared.encode()
    return _written({**parts, part: body + text if late else text + body})


def two_of_a_name(turn: Random, parts: Parts) -> bytes:
    again = turn.choice((SHEET, BOOK, SHEET.upper()))
    content = bytearray(_written({**parts, f"xl/worksheets/sheetX{'.xml'}": b"<worksheet/>"}))
    other = b"xl/worksheets/sheetX.xml"
    new = again.encode().ljust(len(other), b"x")[: len(other)]
    return bytes(content).replace(other, new)


def outside_names(turn: Random, parts: Parts) -> bytes:
    named = {turn.choice(OUTSIDE): b"x" for _ in range(3)}
    targets = parts["xl/_rels/workbook.xml.rels"]
    if turn.random() < 0.5:
        targets = targets.replace(b"worksheets/sheet1.xml", turn.choice(OUTSIDE).encode("ascii"))
    return _written({**parts, **named, "xl/_rels/workbook.xml.rels": targets.replace(b"\0", b"")})


def wrong_sum(turn: Random, parts: Parts) -> bytes:
    return _at_entries(turn, _written(parts), offset=16, size="<L")


def lying_size(turn: Random, parts: Parts) -> bytes:
    return _at_entries(turn, _written(parts), offset=turn.choice((20, 24, 42)), size="<L")


def encrypted_flag(turn: Random, parts: Parts) -> bytes:
    return _at_entries(turn, _written(parts), offset=8, size="<H")


def odd_method(turn: Random, parts: Parts) -> bytes:
    if turn.random() < 0.5:
        return _written(parts, method=turn.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)))
    return _at_entries(turn, _written(parts), offset=10, size="<H")


def _at_entries(turn: Random, content: bytes, *, offset: int, size: str) -> bytes:
    """Put a number into the directory's line about one part."""
    held, places, place = bytearray(content), [], content.find(b"PK\x01\x02")
    while place >= 0:
        places.append(place)
        place = content.find(b"PK\x01\x02", place + 4)
    most = (1 << 8 * struct.calcsize(size)) - 1
    number = turn.choice((0, 1, 9, 99, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)) & most
    struct.pack_into(size, held, turn.choice(places) + offset, number)
    return bytes(held)


def zip64(turn: Random, parts: Parts) -> bytes:
    """Say in the longer words of ZIP64 how large a part is."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as target:
                target.write(part)
        archive.comment = turn.randbytes(turn.choice((0, 9, 60_000)))
    held = content.getvalue()
    if turn.random() < 0.5:
        return held
    return _at_entries(turn, held, offset=turn.choice((20, 24, 30, 42)), size="<H")


def truncated(turn: Random, parts: Parts) -> bytes:
    content = _written(parts)
    return content[: turn.randrange(len(content))]


def more_around(turn: Random, parts: Parts) -> bytes:
    content = _written(parts)
    more = turn.choice((b"MZ" + bytes(100), NESTED, content, turn.randbytes(3000)))
    return more + content if turn.random() < 0.5 else content + more


def many_parts(turn: Random, parts: Parts) -> bytes:
    return _written(
        {**parts, **{f"xl/media/{n}.bin": b"x" for n in range(turn.choice((300, 3000)))}}
    )


def inflating(turn: Random, parts: Parts) -> bytes:
    size = turn.choice((1, 6, 24)) * 1024 * 1024
    return _written({**parts, turn.choice((SHEET, STRINGS, "xl/media/x.bin")): b" " * size})


def nested_file(turn: Random, parts: Parts) -> bytes:
    name = turn.choice(("xl/embeddings/oleObject1.bin", "xl/media/image1.png", "docProps/x"))
    return _written(
        {**parts, name: turn.choice((NESTED, b"Rar!", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0"))}
    )


def macros(turn: Random, parts: Parts) -> bytes:
    name = turn.choice(("xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "XL/VBAPROJECT.BIN"))
    return _written({**parts, name: b"<a/>"})


def strings_far_out(turn: Random, parts: Parts) -> bytes:
    places = ("-1", "0", "4294967295", "99999999999999999999", "x", "1.5")
    cells = "".join(f'<c t="s"><v>{turn.choice(places)}</v></c>' for _ in range(5))
    return _sheet(parts, sheet_xml(_row(cells)))


def strings_announced(turn: Random, parts: Parts) -> bytes:
    said = turn.choice(("4294967295", "18446744073709551615", "-1", "100000000"))
    xml = f'<sst count="{said}" uniqueCount="{said}"><si><t>a</t></si></sst>'
    return _written({**parts, STRINGS: xml.encode()})


def many_sheets(turn: Random, parts: Parts) -> bytes:
    """Name one part as many sheets: what is read is many times what is packed."""
    count = turn.choice((150, 250, 20_000))
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count))
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = f'<workbook xmlns:r="{space}"><sheets>{sheets}</sheets></workbook>'
    rows = "".join(_row(f'<c r="A{n}"><v>{n}</v></c>', n) for n in range(1, turn.choice((3, 2000))))
    return _written({**parts, BOOK: book.encode(), SHEET: sheet_xml(rows)})


def odd_names(turn: Random, parts: Parts) -> bytes:
    name = turn.choice(
        ("a" * 5000, "", "\u202e流入", "a&#10;b", "a&#0;b", "_x0000_", "'", "[1]", "=1+1")
    )
    book = parts[BOOK].decode().replace("流入名册", name)
    long = turn.random() < 0.5
    sheet = (
        sheet_xml(_row(f"<c t='inlineStr'><is><t>{'张' * 3000}</t></is></c>"))
        if long
        else parts[SHEET]
    )
    return _written({**parts, BOOK: book.encode(), SHEET: sheet})


def rows_backwards(turn: Random, parts: Parts) -> bytes:
    rows = "".join(
        _row(f'<c r="{turn.choice("ABZ")}{n}"><v>{n}</v></c>', n) for n in range(900, 0, -1)
    )
    return _sheet(parts, sheet_xml(rows))


def odd_numbers(turn: Random, parts: Parts) -> bytes:
    """Put numbers beyond all bounds under the headers of a roster."""
    odd = (
        "NaN",
        "inf",
        "-inf",
        "1e999",
        "1e308",
        "-1e308",
        "1e16",
        "0.1",
        "-0",
        "2958466",
        "-5",
        "1e20",
    )
    cells = "".join(f'<c r="{letter}2"><v>{turn.choice(odd)}</v></c>' for letter in "ABCDEFG")
    sheet = parts[SHEET]
    start, end = sheet.index(b'<row r="2"'), sheet.index(b'<row r="3"')
    return _sheet(parts, sheet[:start] + _row(cells, 2).encode() + sheet[end:])


def odd_days(turn: Random, parts: Parts) -> bytes:
    """Let every number be a day, by its style."""
    odd = (
        "-1",
        "0",
        "0.5",
        "60",
        "2958465",
        "2958466",
        "1e10",
        "1e300",
        "NaN",
        "-700000",
        "45000.9999999",
    )
    cells = "".join(f'<c r="{letter}2" s="1"><v>{turn.choice(odd)}</v></c>' for letter in "ABCDEFG")
    code = turn.choice(("14", "22", "21", "46", "45"))
    styles = (
        f'<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="{code}"/></cellXfs></styleSheet>'
    )
    sheet = parts[SHEET]
    start, end = sheet.index(b'<row r="2"'), sheet.index(b'<row r="3"')
    row = _row(cells, 2).encode()
    return _written(
        {**parts, SHEET: sheet[:start] + row + sheet[end:], "xl/styles.xml": styles.encode()}
    )


def formulas(turn: Random, parts: Parts) -> bytes:
    shared = '<c r="A1"><f t="shared" ref="A1:A99999" si="0">B1&amp;B1</f><v>1</v></c>'
    more = "".join(
        f'<c r="A{n}"><f t="shared" si="{turn.choice("0019")}"/><v>1</v></c>' for n in range(2, 99)
    )
    return _sheet(parts, sheet_xml(_row(shared + more)))


def ods_repeats(turn: Random, parts: Parts) -> bytes:
    rows = turn.choice((2, 199_999, 200_001, 1_048_576, 9_999_999))
    columns = turn.choice((1, 255, 257, 16_384, 1_048_576))
    return _written(
        {**parts, "content.xml": ods_content(ods_row("张三", rows=rows, columns=columns))}
    )


def ods_nested(turn: Random, parts: Parts) -> bytes:
    depth = turn.choice((500, 50_000))
    name = turn.choice(
        ("table:table-row-group", "table:table", "text:p", "text:span", "office:annotation")
    )
    opened, closed = f"<{name}>" * depth, f"</{name}>" * depth
    return _written({**parts, "content.xml": ods_content(opened + ods_row("a") + closed)})


def ods_values(turn: Random, parts: Parts) -> bytes:
    odd = (
        "NaN",
        "inf",
        "1e999",
        "PT99999999999H",
        "2026-13-45",
        "-1",
        "",
        "x",
        "10000-01-01",
        "0000-00-00",
    )
    kinds = ("float", "date", "time", "boolean", "percentage", "currency", "string", "x")
    cells = "".join(
        f'<table:table-cell office:value-type="{turn.choice(kinds)}"'
        + "".join(
            f' office:{name}="{turn.choice(odd)}"' for name in ("value", "date-value", "time-value")
        )
        + "/>"
        for _ in range(7)
    )
    row = f"<table:table-row>{cells}</table:table-row></table:table>"
    content = parts["content.xml"].decode().replace("</table:table>", row, 1)
    return _written({**parts, "content.xml": content.encode()})


BOMBS: tuple[Bomb, ...] = (
    *(deep_nesting, many_merged, far_merged, far_extent, far_cell, entities, two_of_a_name),
    *(outside_names, wrong_sum, lying_size, encrypted_flag, odd_method, zip64, truncated),
    *(more_around, many_parts, inflating, nested_file, macros, strings_far_out),
    *(strings_announced, many_sheets, odd_names, rows_backwards, odd_numbers, odd_days, formulas),
    *(ods_repeats, ods_nested, ods_values),
)
