"""Stays, their links and windows are opened and closed here."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.bulk import write_many
from huiliu.core.errors import Refused
from huiliu.core.permissions import Permission
from huiliu.stays import tallies
from huiliu.stays.choices import Because
from huiliu.stays.models import Clock, Link, Rule, Stay, Window
from huiliu.stays.queries import RuleBook
from huiliu.stays.rules import Opening, opening_after

DEFAULTS = Path(__file__).parent / "data"


@action(Permission.EDIT_RULE)
def set_first_rules(*, by: Acting, day: date) -> None:
    """Put the default rhythm in force; an installation that has rules keeps them."""
    if Rule.objects.exists():
        repeated()
        return
    rules = [Rule(begins_on=day, **row) for row in _rows(DEFAULTS / "rules.csv")]
    clocks = [Clock(begins_on=day, **row) for row in _rows(DEFAULTS / "clocks.csv")]
    Rule.objects.bulk_create(rules)
    Clock.objects.bulk_create(clocks)
    detail = {"rules": len(rules), "clocks": len(clocks)}
    record(by=by, act="stays.set_first_rules", detail=detail)


@action(Permission.RECORD_CONTACT)
def turn_window(
    *, by: Acting, link: Link, since: date, because: Because, at: datetime, day: date
) -> Window:
    """Close the window of a link and open the one that follows a contact on `since`."""
    if not link.connected:
        raise Refused("这一边还没有接上，先要找到对应的党组织。")
    rule = RuleBook.on(day).rule_for(side=link.side, path=link.own_path)
    opening = opening_after(since=since, rhythm=rule.rhythm)
    before = Window.objects.select_for_update(of=("self",)).filter(link=link, known_to=None)
    gone = tallies.cells_of(windows=before)
    Window.objects.filter(link=link, known_to=None).update(known_to=at)
    window = window_of(link=link, opening=opening, because=because, since=since, rule=rule, at=at)
    window.save(force_insert=True)
    deltas = tallies.cells_of(windows=[window])
    deltas.subtract(gone)
    tallies.add(deltas)
    record(
        by=by,
        act="stays.turn_window",
        subject=window,
        person=link.person_id,
        detail={"because": because, "since": since.isoformat()},
    )
    return window


@action(Permission.IMPORT_ROSTER)
def open_stays(
    *, by: Acting, stays: Iterable[Stay], links: Iterable[Link], windows: Iterable[Window]
) -> None:
    """Write new stays with their links and first windows, in bulk."""
    opened, counting = list(stays), list(windows)
    counts = {
        "stays": write_many(Stay, opened),
        "links": write_many(Link, links),
        "windows": write_many(Window, counting),
    }
    tallies.add(tallies.cells_of(stays=opened, windows=counting))
    record(by=by, act="stays.open_stays", detail=counts)


@action(Permission.IMPORT_ROSTER)
def remove_stays(*, by: Acting, persons: Collection[UUID]) -> None:
    """Remove the stays of persons whose files go with a batch that is taken back."""
    gone = list(persons)
    stays, windows = Stay.objects.filter(person__in=gone), Window.objects.filter(person__in=gone)
    deltas: tallies.Cells = Counter()
    deltas.subtract(tallies.cells_among(stays=stays, windows=windows))
    counts = {
        "windows": windows.delete()[0],
        "links": Link.objects.filter(person__in=gone).delete()[0],
        "stays": stays.delete()[0],
    }
    tallies.add(deltas)
    record(by=by, act="stays.remove_stays", detail=counts)


def window_of(
    *, link: Link, opening: Opening, because: Because, since: date, rule: Rule, at: datetime
) -> Window:
    """Return an unsaved window with the addresses of its link."""
    return Window(
        link=link,
        stay_id=link.stay_id,
        person_id=link.person_id,
        side=link.side,
        opens_on=opening.opens_on,
        aim_on=opening.aim_on,
        limit_on=opening.limit_on,
        because=because,
        since=since,
        rule=rule,
        known_from=at,
        **link.addresses(),
    )


def _rows(table: Path) -> list[dict[str, Any]]:
    with table.open(encoding="utf-8", newline="") as lines:
        return [{name: text or None for name, text in row.items()} for row in csv.DictReader(lines)]
