"""What a mutation does to bytes, to a part, to a record, to text: one odd thing after another."""

import re
import struct
from collections.abc import Mapping, Sequence
from random import Random

TEXTS = (
    *(
        "NaN",
        "-inf",
        "1e999",
        "-1e308",
        "5e-324",
        "0",
        "-0",
        "00000000000000000000",
        "\uff19\uff19",
    ),
    *("9" * 20, "9" * 400, "1e5", "0x1F", "٣٤٥", "²", "一百二十", "½", "1_000", "+1", "--1"),
    *("2026-13-45", "0000-00-00", "9999-12-31", "10000-01-01", "20260230", "2026年2月30日"),
    *("1900-02-29", "45000", "-1", "2958466", "0.99999", "99999999999.5", "2026-02", "60"),
    *(
        "",
        " ",
        "\u3000",
        "\t",
        "\u200b",
        "\u202e张三",
        "\ufeff",
        "张\x1f三",
        "张_x0000_三",
        "_x001f_",
    ),
    *("=1+1", "@SUM(A1)", '="420199"', "'", '"', '""', '"""', "%s", "{0}", "{city}", "\\", "\\N"),
    *(
        "张" * 1999,
        "张" * 2001,
        "a" * 33_000,
        "👩\u200d👩\u200d👧",
        "\U00020000\U0002a6d6",
        "é" * 50,
    ),
    *(
        "姓名",
        "性别",
        "公民身份号码",
        "姓名/性别",
        "男",
        "合计",
        "注：",
        "备注",
        "420199199001011234",
    ),
    *(
        "11010519491231002X",
        "11010519491231002x",
        "1101051949123100\uff12X",
        "110105491231002",
        "X" * 18,
    ),
    *(
        "13800138000",
        "138-0013-8000",
        "+86 138 0013 8000",
        "1380013800\uff10",
        "13800138000/13900139000",
    ),
    *(
        "&#0;",
        "&#x1F;",
        "&#xD800;",
        "&#xFFFFFFFF;",
        "&nope;",
        "&amp;#0;",
        "]]>",
        "<![CDATA[x",
        "<t/>",
    ),
    *(
        "（" * 200,
        "(" * 1500,
        "、" * 1500,
        "：" * 900,
        "支部" * 700,
        "1、" * 600,
        "a\nb\r\nc\u2028d",
    ),
)
REFERENCES = (
    *("A0", "A1", "B2", "XFD1", "A1048576", "XFD1048576", "A1048577", "IV200000", "ZZZZZZZ1", "a1"),
    *(
        "1",
        "A",
        "",
        "$A$1",
        "A-1",
        "A1:B2",
        "A1:XFD1048576",
        "B2:A1",
        "A1:",
        ":",
        "A4294967297",
        "AA",
    ),
)
NUMBERS = (
    0,
    1,
    0x7F,
    0x80,
    0xFF,
    0x100,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x7FFFFFFF,
    0xFFFFFFFE,
    0xFFFFFFFF,
)
FORMATS = (
    *(
        "yyyy",
        "[h]:mm:ss",
        "[$-804]yyyy",
        '"',
        "[",
        "@",
        "0" * 5000,
        "\\",
        "d;d;d;d;d;d",
        "mm",
        "[red",
    ),
    *("General", "", "yyyy-mm-dd hh:mm:ss.000", "[$-F800]", "aaaa", "上午/下午h"),
)
_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^<>]*>(?:(?!</c>).){0,400}</c>')
_TAG = re.compile(rb"<[^<>]{0,400}>")
_VALUE = re.compile(rb'="([^"<>]{0,200})"')
_TEXT = re.compile(rb">([^<>]{1,400})<")
_REFERENCE = re.compile(rb' (?:r|ref|sqref)="([^"]*)"')
_TYPE = re.compile(rb' (?:t|office:value-type)="([^"]*)"')
_STYLE = re.compile(rb' (?:s|numFmtId|xfId|count|uniqueCount|sheetId|state)="([^"]*)"')
_CODE = re.compile(rb'formatCode="([^"]*)"')
_REPEAT = re.compile(rb'-(?:repeated|spanned)="([^"]*)"')
_TYPES = (
    "s",
    "n",
    "b",
    "e",
    "d",
    "str",
    "inlineStr",
    "date",
    "time",
    "float",
    "percentage",
    "x",
    "",
)
_CELLS = re.compile(
    r"xl/worksheets/sheet\d+\.xml|xl/(?:styles|sharedStrings|workbook)\.xml|content\.xml"
)
_ENCODINGS = (
    *("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5", "gbk"),
    *("shift_jis", "utf-7", "cp1252", "hz", "iso2022_jp", "cp037"),
)
_OLE_HEADER, _RECORD = 512, 4


def cells_of(parts: Mapping[str, bytes]) -> list[str]:
    """Name the parts in which the cells are, with what they refer to."""
    return [name for name in parts if _CELLS.fullmatch(name)]


def odd_bytes(turn: Random, content: bytes) -> bytes:
    """Change some bytes, often near the beginning and the end, where the directories are."""
    held = bytearray(content)
    for _ in range(turn.choice((1, 1, 2, 4, 16))):
        place = _place(turn, len(held))
        turn.choice(_ON_BYTES)(turn, held, place)
    return bytes(held)


def _place(turn: Random, length: int) -> int:
    near = min(length, 700)
    start = turn.choice((0, max(length - near, 0), turn.randrange(max(length, 1))))
    return min(start + turn.randrange(max(near, 1)), max(length - 1, 0))


def _flip(turn: Random, held: bytearray, place: int) -> None:
    if held:
        held[place] ^= 1 << turn.randrange(8)


def _put(turn: Random, held: bytearray, place: int) -> None:
    size = turn.choice(("B", "<H", "<L"))
    number = turn.choice(NUMBERS) & ((1 << 8 * struct.calcsize(size)) - 1)
    held[place : place + struct.calcsize(size)] = struct.pack(size, number)


def _cut(turn: Random, held: bytearray, place: int) -> None:
    del held[place : place + turn.choice((1, 2, 7, 64, 1000))]


def _double(turn: Random, held: bytearray, place: int) -> None:
    held[place:place] = held[place : place + turn.choice((1, 4, 46, 512, 3000))]


def _fill(turn: Random, held: bytearray, place: int) -> None:
    held[place : place + 64] = turn.randbytes(turn.randrange(65))


def _end(turn: Random, held: bytearray, place: int) -> None:
    del held[place:]


def _exchange(turn: Random, held: bytearray, place: int) -> None:
    other, size = _place(turn, len(held)), turn.choice((1, 4, 32, 512))
    first, second = held[place : place + size], held[other : other + size]
    if len(first) == len(second):
        held[place : place + size], held[other : other + size] = second, first


_ON_BYTES = (_flip, _flip, _put, _put, _cut, _double, _fill, _end, _exchange)


def odd_part(turn: Random, content: bytes) -> tuple[str, bytes]:
    """Change one inner part, once to thrice; say how."""
    told = []
    for _ in range(turn.choice((1, 1, 2, 3))):
        name, change = turn.choice(_ON_PARTS)
        content = change(turn, content)
        told.append(name)
    return "+".join(told), content


def _swapped(turn: Random, content: bytes, pattern: re.Pattern[bytes], to: Sequence[str]) -> bytes:
    """Put something odd in the place of one or of all that a pattern finds."""
    found = list(pattern.finditer(content))
    if not found:
        return content
    for one in reversed(found if turn.random() < 0.1 else [turn.choice(found)]):
        new = turn.choice(to)
        raw = "&" in new or turn.random() < 0.2
        text = new if raw else new.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        content = content[: one.start(1)] + text.encode() + content[one.end(1) :]
    return content


def _without_tag(turn: Random, content: bytes) -> bytes:
    found = list(_TAG.finditer(content))
    if not found:
        return content
    one = turn.choice(found)
    return content[: one.start()] + content[one.end() :]


def _tag_again(turn: Random, content: bytes) -> bytes:
    found = list(_TAG.finditer(content))
    if not found:
        return content
    one, other = turn.choice(found), turn.choice(found)
    again = one[0] * turn.choice((1, 2, 50, 3000))
    return content[: other.start()] + again + content[other.start() :]


def _cell(turn: Random, content: bytes) -> bytes:
    """Put a whole cell of some kind in the place of one of an xlsx sheet."""
    found = list(_CELL.finditer(content))
    if not found:
        return content
    one, text = turn.choice(found), turn.choice(TEXTS).replace("<", "&lt;")
    kind, style = turn.choice(_TYPES), turn.choice(("0", "1", "2", "3", "99"))
    inside = f"<is><t>{text}</t></is>" if kind == "inlineStr" else f"<v>{text}</v>"
    cell = f'<c r="{one[1].decode()}" s="{style}" t="{kind}">{inside}</c>'.encode()
    return content[: one.start()] + cell + content[one.end() :]


def _declared(turn: Random, content: bytes) -> bytes:
    head = turn.choice(
        (
            '<?xml version="1.0" encoding="gb2312"?>',
            '<?xml version="1.0" encoding="utf-16"?>',
            '<?xml version="9.9"?>',
            '<!DOCTYPE a [<!ENTITY b "bb">]>',
            '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
            "<!-- -- -->",
            "\ufeff",
        )
    )
    return head.encode() + content


_ON_PARTS = (
    ("text", lambda turn, content: _swapped(turn, content, _TEXT, TEXTS)),
    ("text", lambda turn, content: _swapped(turn, content, _TEXT, TEXTS)),
    ("cell", _cell),
    ("cell", _cell),
    ("cell", _cell),
    ("value", lambda turn, content: _swapped(turn, content, _VALUE, TEXTS)),
    ("reference", lambda turn, content: _swapped(turn, content, _REFERENCE, REFERENCES)),
    ("type", lambda turn, content: _swapped(turn, content, _TYPE, _TYPES)),
    ("style", lambda turn, content: _swapped(turn, content, _STYLE, [*map(str, NUMBERS), *TEXTS])),
    ("format", lambda turn, content: _swapped(turn, content, _CODE, FORMATS)),
    (
        "repeat",
        lambda turn, content: _swapped(turn, content, _REPEAT, [*map(str, NUMBERS), "x", ""]),
    ),
    ("tag gone", _without_tag),
    ("tag again", _tag_again),
    ("declaration", _declared),
    ("bytes", odd_bytes),
)


def odd_record(turn: Random, content: bytes) -> bytes:
    """Change records of the workbook in an xls, whose stream begins behind the header."""
    held = bytearray(content)
    places = list(_records(content))
    for _ in range(turn.choice((1, 1, 2, 5))):
        place, size = turn.choice(places)
        what = turn.randrange(4)
        if what == 0:
            struct.pack_into("<H", held, place, turn.choice([kind for kind, _ in _kinds(content)]))
        elif what == 1:
            struct.pack_into("<H", held, place + 2, turn.choice(NUMBERS) & 0xFFFF)
        elif size:
            _ON_BYTES[turn.choice((0, 2, 6))](turn, held, place + _RECORD + turn.randrange(size))
    return bytes(held)


def _records(content: bytes) -> list[tuple[int, int]]:
    """Return where each record begins, and the size of what it holds."""
    place, found = _OLE_HEADER, []
    while place + _RECORD <= len(content):
        kind, size = struct.unpack_from("<2H", content, place)
        if not kind:
            break
        found.append((place, size))
        place += _RECORD + size
    return found


def _kinds(content: bytes) -> list[tuple[int, int]]:
    return [struct.unpack_from("<2H", content, place) for place, _ in _records(content)]


def odd_text(turn: Random, rows: list[list[str]]) -> tuple[str, bytes]:
    """Write rows as text with delimiters, oddly."""
    for _ in range(turn.randrange(4)):
        row = turn.choice(rows)
        row[turn.randrange(len(row))] = turn.choice(TEXTS)
    encoding = turn.choice(_ENCODINGS)
    end, delimiter = turn.choice(("\n", "\r\n", "\r", "\n\n", "\u2028")), turn.choice(",\t;|、")
    text = end.join(delimiter.join(row) for row in rows * turn.choice((1, 1, 30)))
    content = text.encode(encoding, errors="replace")
    what = turn.randrange(6)
    if what == 0:
        place = turn.randrange(len(content))
        content = content[:place] + turn.choice(_INTO_TEXT) + content[place:]
    elif what == 1:
        content = odd_bytes(turn, content)
    elif what == 2:
        content += turn.choice((b'"' * 5000, b"," * 300, b"\n" * 300_000, b"a," * 90, b"\x00"))
    return f"text in {encoding}", content


_INTO_TEXT = (
    b"\0",
    b'"',
    b'\n"',
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x83\x36\xc7\x39",
    b"\xe5",
)
