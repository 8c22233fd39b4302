"""Mutated rosters: of a seed and a number always the same file, so that a find can be made again.

About 40 of 100 have bytes of the whole file changed, 40 one inner part (of an xls: one record), 10
are bombs and lies of an archive, 10 are text with delimiters.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.exchange import workbooks
from tests.exchange.bombing import BOMBS
from tests.exchange.odd import cells_of, odd_bytes, odd_part, odd_record, odd_text
from tests.exchange.people import HE, HEADERS, MA, XIE

ROSTERS = Path(__file__).resolve().parents[2] / "huiliu" / "commands" / "rosters"
ROWS = [HEADERS, HE, MA, XIE]
TURNED = {"docProps/core.xml": b"<coreProperties/>"}
"""Parts with the moment at which they were written."""

Parts = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One file; `how` names the seed and what was done to it."""

    number: int
    how: str
    name: str
    content: bytes


def mutant(seed: int, number: int) -> Mutant:
    turn = Random(f"{seed}/{number}")
    share = turn.random()
    make = next(made for below, made in _SHARES if share < below)
    how, name, content = make(turn)
    return Mutant(number, how, name, content)


def _whole(turn: Random) -> tuple[str, str, bytes]:
    name = turn.choice(sorted(sound()))
    return f"bytes of {name}", name, odd_bytes(turn, sound()[name])


def _inside(turn: Random) -> tuple[str, str, bytes]:
    name = turn.choice([name for name in sorted(sound()) if not name.endswith(".csv")])
    content = sound()[name]
    if name.endswith(".xls"):
        return f"record of {name}", name, odd_record(turn, content)
    parts = parts_of(content)
    part = turn.choice([one for one in parts if parts[one]] + 4 * cells_of(parts))
    told, changed = odd_part(turn, parts[part])
    return f"{told} in {part} of {name}", name, packed({**parts, part: changed})


def _bomb(turn: Random) -> tuple[str, str, bytes]:
    make: Callable[[Random, Parts], bytes] = turn.choice(BOMBS)
    name = "ods.ods" if make.__name__.startswith("ods_") else "xlsx.xlsx"
    return f"{make.__name__} of {name}", name, make(turn, parts_of(sound()[name]))


def _text(turn: Random) -> tuple[str, str, bytes]:
    told, content = odd_text(turn, [list(map(str, row)) for row in ROWS])
    return told, "csv.csv", content


_SHARES: tuple[tuple[float, Callable[[Random], tuple[str, str, bytes]]], ...] = (
    (0.4, _whole),
    (0.8, _inside),
    (0.9, _bomb),
    (1.0, _text),
)


@cache
def sound() -> dict[str, bytes]:
    """Make the seeds, by name: one of each kind, and the rosters of the demonstration."""
    made = {path.name: path.read_bytes() for path in ROSTERS.iterdir() if path.suffix != ".json"}
    made.pop("README.md")
    with TemporaryDirectory() as folder:
        for write in (workbooks.xlsx, workbooks.xls):
            path = Path(folder) / f"{write.__name__}.{write.__name__}"
            write(path, {"流入名册": ROWS, "说明": [["填写说明"], [1]]})
            made[path.name] = path.read_bytes()
        merged = Path(folder) / "merged.xlsx"
        workbooks.xlsx(merged, {"名册": [["流入党员名册"], *ROWS]}, merged=["A1:G1", "F3:F4"])
        made[merged.name] = merged.read_bytes()
    made["ods.ods"] = packed(_document())
    made["csv.csv"] = "\r\n".join(",".join(map(str, row)) for row in ROWS).encode()
    return {
        name: packed({**parts_of(content), **_turned(content)}) if _is_archive(content) else content
        for name, content in made.items()
    }


def _document() -> Parts:
    """Write an ods by hand: the library's own differ from one making to the next."""
    rows = "".join(f"<table:table-row>{_cells(row)}</table:table-row>" for row in ROWS)
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    return {
        "mimetype": kind.encode(),
        "META-INF/manifest.xml": f"<manifest:manifest>{entry}</manifest:manifest>".encode(),
        "content.xml": workbooks.ods_content(rows),
    }


def _cells(row: tuple[str, ...]) -> str:
    kind = 'office:value-type="string"'
    return "".join(
        f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>" for text in row
    )


def _is_archive(content: bytes) -> bool:
    return content.startswith(b"PK")


def _turned(content: bytes) -> Parts:
    return {name: TURNED[name] for name in parts_of(content).keys() & TURNED.keys()}


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def packed(parts: Parts) -> bytes:
    """Pack parts so that the same make the same: no moment, no order but their own."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return content.getvalue()
