"""Sets a document as a PDF on paper of A4."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

PROGRAM = Path(__file__).with_name("paper.typ")
FONTS = Path(str(files("manimgx_fonts_cjk")))


def pdf_of(*, title: str, lead: str, foot: str, sections: list[dict[str, Any]]) -> bytes:
    """Return the PDF. Texts go in as data: whatever stands in them is set as it is written."""
    paper = {"title": title, "lead": lead, "foot": foot, "sections": sections}
    made = typst.compile(
        PROGRAM,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        message = "a paper without pages"
        raise TypeError(message)
    return made
