"""Batches and what was found in them, as their pages show it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from huiliu.contact.words import day_words
from huiliu.core.acting import Acting
from huiliu.core.clock import day_of
from huiliu.core.permissions import Permission
from huiliu.exchange.choices import BatchState
from huiliu.exchange.models import Batch
from huiliu.exchange.opening import OWN_COLUMN
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.problems import About, Verdict
from huiliu.exchange.undoing import Foreseen

SHOWN_A_GROUP = 200
NAMED_AT_MOST = 50
STATES = {
    BatchState.CHECKED: "wait",
    BatchState.APPLYING: "open",
    BatchState.APPLIED: "done",
    BatchState.UNDONE: "none",
    BatchState.DROPPED: "none",
}
GROUPS = {
    Verdict.ERROR: ("进不去", "error", "这几行先不进，其他的照常。改好以后再传一次就补上。"),
    Verdict.REPAIR: (
        "有建议",
        "wait",
        "建议的号码要人确认，先不写进档案。对的话，在表里改好再传一次。",
    ),
    Verdict.DUPLICATE: ("同一个人", "open", "认出是同一个人，合在一份档案里，不会多出一份。"),
    Verdict.MATCH: ("两边对上了", "done", "另一边也登记过。导入后请两边各确认一次。"),
    Verdict.NOTE: ("看一眼", "resting", "照常导入，有空时看看。"),
}
_NO_MONEY = "这里不记钱。"
_NO_SCORES = "这里不给人打分评级。"
_NO_CARE = "和照顾流动党员没有关系。"
_OTHERS = "这是别人的情况，没有问过本人。"
REASONS = {
    Field.ANNUAL_INCOME: _NO_MONEY,
    Field.OCCUPATION_AND_INCOME: _NO_MONEY,
    Field.DUES: _NO_MONEY,
    Field.APPRAISAL: _NO_SCORES,
    Field.HONOURS: _NO_SCORES,
    Field.FAMILY: _OTHERS,
    Field.OTHER_CONTACT: _OTHERS,
    Field.PHOTO: "不收照片。",
}
COUNTED = {"new": "新的", "changed": "有变化", "same": "一样的"}


def moment_words(moment: datetime, day: date) -> str:
    local = localtime(moment)
    return local.strftime("%m-%d %H:%M" if local.year == day.year else "%Y-%m-%d %H:%M")


def undo_until(batch: Batch, day: date) -> str:
    """Return the last day on which a batch can be taken back; nothing where it cannot be."""
    if batch.state != BatchState.APPLIED or batch.applied_at is None:
        return ""
    last = day_of(batch.applied_at + timedelta(days=settings.HUILIU_UNDO_DAYS))
    return day_words(last, day) if day < last else ""


def line(batch: Batch, day: date) -> dict[str, Any]:
    """Return one batch as the list has it."""
    until = undo_until(batch, day)
    return heading(batch, day) | {
        "url": page_of(batch),
        "counts_text": counts_words(batch.counts),
        "undo_until": until,
        "undo_url": reverse("undo_batch", args=[batch.id]) if until else "",
    }


def page_of(batch: Batch) -> str:
    name = "preview" if batch.state == BatchState.CHECKED else "batch"
    return reverse(name, args=[batch.id])


def heading(batch: Batch, day: date) -> dict[str, Any]:
    return {
        "file_name": batch.file_name,
        "rows": batch.counts.get("rows", 0),
        "day_time": moment_words(batch.applied_at or batch.checked_at, day),
        "by": f"{batch.organisation.name} {batch.made_by}",
        "state": STATES[BatchState(batch.state)],
        "state_word": batch.get_state_display(),
        "undo_until": undo_until(batch, day),
    }


def counts_words(counts: Mapping[str, int]) -> str:
    """Return what a batch brings, without what it does not."""
    named = {**COUNTED, "missing": "这次没有", "out": "进不去"}
    said = [f"{_(word)} {counts[name]}" for name, word in named.items() if counts.get(name)]
    return " · ".join(said)


def counts(batch: Batch) -> dict[str, int]:
    names = (*COUNTED, "missing")
    return {name: batch.counts.get(name, 0) for name in names} | {
        "errors": batch.counts.get("out", 0)
    }


def tiles(batch: Batch, by: Acting) -> list[dict[str, Any]]:
    """Return what an applied batch did; a figure that asks for something leads there."""
    held = batch.counts
    found = [{"label": _(word), "count": held.get(name, 0)} for name, word in COUNTED.items()]
    asked = reverse("missing") if held.get("missing") else ""
    settled = reverse("matches") if by.may(Permission.SETTLE_MATCH) else ""
    return [
        *found,
        {"label": _("可能是同一人"), "count": held.get("matches", 0), "url": settled},
        {"label": _("这次没有"), "count": held.get("missing", 0), "url": asked},
        {"label": _("没进去"), "count": held.get("out", 0)},
    ]


def directions(findings: Mapping[str, Any]) -> dict[str, str]:
    """Return as what the file was taken, with the reasons; by sheet where sheets differ."""
    sheets = findings["directions"]
    words = {one["sheet"]: Direction(one["direction"]).label for one in sheets}
    if findings["said"]:
        return {"direction_word": Direction(findings["said"]).label, "direction_reason": _TOLD}
    if len(set(words.values())) == 1:
        return {
            "direction_word": next(iter(words.values())),
            "direction_reason": next(iter(sheets))["reason"],
        }
    return {
        "direction_word": "，".join(f"{sheet}是{word}" for sheet, word in words.items()),
        "direction_reason": " ".join(f"{one['sheet']}：{one['reason']}" for one in sheets),
    }


_TOLD = "这是您选的。"


def columns(findings: Mapping[str, Any], by: Acting) -> dict[str, Any]:
    """Return the columns by what becomes of them."""
    found: dict[str, Any] = {"mapped": [], "dropped": [], "unmapped": []}
    for column in findings["columns"]:
        header, sheet = column["header"], column["sheet"]
        field = Field(column["field"]) if column["field"] else None
        if field is None and header == OWN_COLUMN:
            found["dropped"].append({"header": header, "reason": _("这是上次下载时写的批注。")})
        elif field is None:
            found["unmapped"].append({"header": header, "sheet": sheet})
        elif field.kept:
            found["mapped"].append({"header": header, "field": field.label})
        else:
            reason = _(REASONS.get(field, _NO_CARE))
            found["dropped"].append({"header": header, "reason": reason})
    if by.may(Permission.EDIT_SYNONYM):
        found["synonyms_url"] = reverse("synonyms")
    return found


def problems(
    findings: Mapping[str, Any], *, verdicts: Iterable[Verdict] = tuple(Verdict)
) -> list[dict[str, Any]]:
    """Return the problems by verdict, the first of each; the workbook has them all."""
    groups = []
    for verdict in verdicts:
        found = [one for one in findings.get("problems", []) if one["verdict"] == verdict]
        word, state, hint = GROUPS[verdict]
        if found:
            groups.append(
                {
                    "verdict": verdict.value,
                    "verdict_word": _(word),
                    "state": state,
                    "open": verdict is Verdict.ERROR,
                    "hint": _(hint),
                    "rows": [_problem(one) for one in found[:SHOWN_A_GROUP]],
                    "rest": max(len(found) - SHOWN_A_GROUP, 0),
                }
            )
    return groups


def _problem(problem: Mapping[str, Any]) -> dict[str, Any]:
    about = problem["about"]
    return {
        "sheet": problem["sheet"],
        "row": problem["row"],
        "column": problem["column"],
        "message": problem["message"],
        "proposal": problem["proposal"] or "",
        "about": About(**about).words if about else "",
    }


def consequences(foreseen: Foreseen) -> list[str]:
    """Return what taking a batch back does, in sentences."""
    said = [_("这批带来的 %(count)s 份档案会去掉。") % {"count": foreseen.going}]
    said += [_("原来就有的人，只去掉这批写的内容，退回原样。")]
    said += [
        _("%(name)s会留下：%(why)s。")
        % {"name": person.name, "why": "，".join(str(reason.label) for reason in reasons)}
        for person, reasons in foreseen.staying[:NAMED_AT_MOST]
    ]
    more = max(len(foreseen.staying) - NAMED_AT_MOST, 0)
    if more:
        said.append(_("还有 %(count)s 人也会留下，原因相同。") % {"count": more})
    if foreseen.others:
        said.append(
            _("另有 %(count)s 人已由别的组织接着办，也会留下。") % {"count": foreseen.others}
        )
    return said


def groups_of_questions(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Group the questions by where people are, in the order in which they come."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["place"] or _("还没有分到社区"), []).append(row)
    return [{"label": label, "rows": held} for label, held in groups.items()]
