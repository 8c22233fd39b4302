"""Documents on paper: a program of ours sets what is handed to it as data."""

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import segno
import typst

FONTS = Path(str(files("manimgx_fonts_cjk")))


def pdf_set_by(program: Path, paper: Mapping[str, Any]) -> bytes:
    """Return the PDF. Texts go in as data: whatever stands in them is set as it is written."""
    made = typst.compile(
        program,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        message = "a paper without pages"
        raise TypeError(message)
    return made


def qr_of(address: str) -> str:
    """Return a QR code as SVG, with the error correction of a sheet that hangs in the rain."""
    drawn = segno.make(address, error="q", micro=False).svg_data_uri(border=2, xmldecl=False)
    return unquote(drawn.partition(",")[2])
