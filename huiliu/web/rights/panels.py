"""Objections as their pages show them."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.contact.words import day_words
from huiliu.core.clock import day_of
from huiliu.rights.queries import Said


def objection_panel(said: Said, day: date) -> dict[str, Any]:
    row = said.row
    return {
        "url": reverse("answer_look" if row.audited else "answer_objection", args=[row.id]),
        "name": said.name,
        "line": said.line,
        "subject": row.get_subject_display(),
        "reason": row.get_reason_display(),
        "words": said.words,
        "place": row.queue.name if row.queue else "",
        "raised_on": day_words(day_of(row.raised_at), day),
        "state": _state(said, day),
        "state_word": _state_word(said, day),
        "until": day_words(row.answer_until, day),
        "answer": said.answer,
        "answered_by": f"{row.answered_by_organisation} {row.answered_by}".strip(),
        "answered_on": day_words(day_of(row.answered_at), day) if row.answered_at else "",
    }


def look_panel(said: Said, day: date) -> dict[str, Any]:
    """Return the same for an auditor, who is told of the look and not whose file it was."""
    line = said.line.replace(_("您"), _("本人"))
    return objection_panel(said, day) | {"name": _("一次查看"), "line": line}


def _state(said: Said, day: date) -> str:
    if said.row.answered_at:
        return "resting"
    return "overdue" if day > said.row.answer_until else "open"


def _state_word(said: Said, day: date) -> str:
    if said.row.answered_at:
        return _("答复了")
    return _("过了答复的日子") if day > said.row.answer_until else _("等答复")
