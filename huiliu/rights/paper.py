"""Sets a document as a PDF on paper of A4."""

from pathlib import Path
from typing import Any

from huiliu.core.typesetting import pdf_set_by

PROGRAM = Path(__file__).with_name("paper.typ")


def pdf_of(*, title: str, lead: str, foot: str, sections: list[dict[str, Any]]) -> bytes:
    paper = {"title": title, "lead": lead, "foot": foot, "sections": sections}
    return pdf_set_by(PROGRAM, paper)
