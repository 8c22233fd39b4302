"""Stays, their links and windows are opened and closed here."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.bulk import remove_many, write_in_turn
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.people.models import Person
from huiliu.stays import tallies
from huiliu.stays.choices import Because, ClosedBecause, Side, StayState
from huiliu.stays.columns import NewLink, NewStay, NewWindow
from huiliu.stays.models import Clock, Link, Rule, Stay, Window
from huiliu.stays.queries import RuleBook, contact_persons_for, link_held
from huiliu.stays.rules import Opening, first_opening, opening_after

AFTER_A_CONTACT = (Because.CONTACT, Because.VOIDED)
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
    window = window_of(link=link, opening=opening, because=because, since=since, rule=rule, at=at)
    _replace_known(window, at=at)
    record(
        by=by,
        act="stays.turn_window",
        subject=window,
        person=link.person_id,
        detail={"because": because, "since": since.isoformat()},
    )
    return window


@action(Permission.RECORD_CONTACT)
def restore_window(*, by: Acting, link: Link, at: datetime) -> Window:
    """Open the window again that stood before anybody was reached: no contact stands any more."""
    held = Window.objects.filter(link=link).exclude(because__in=AFTER_A_CONTACT)
    first = held.select_related("rule").latest("known_from", "id")
    opening = Opening(opens_on=first.opens_on, aim_on=first.aim_on, limit_on=first.limit_on)
    window = window_of(
        link=link,
        opening=opening,
        because=Because.VOIDED,
        since=first.since,
        rule=first.rule,
        at=at,
    )
    _replace_known(window, at=at)
    record(by=by, act="stays.restore_window", subject=window, person=link.person_id)
    return window


def _replace_known(window: Window, *, at: datetime) -> None:
    """Close what is known of the link and open this instead, in the tallies too.

    Whoever calls has locked the person: windows of theirs are only written by who holds that.
    """
    known = Window.objects.filter(link=window.link, known_to=None)
    gone = tallies.cells_of(windows=known.select_for_update(of=("self",)))
    known.update(known_to=at)
    window.save(force_insert=True)
    deltas = tallies.cells_of(windows=[window])
    deltas.subtract(gone)
    tallies.add(deltas)


@action(Permission.NAME_CONTACT_PERSON)
def name_contact_person(
    *,
    by: Acting,
    link_id: UUID,
    appointment_id: UUID | None,
    day: date,
    instead_of: UUID | None = None,
) -> Link:
    """Entrust a link to a contact person of the organisation that answers for it, or to nobody.

    Nobody means that the organisation as a whole answers again, as it does when the appointment
    ends. The registrations that were joined into this stay are entrusted with it. Whoever takes the
    own naming back says whom it named, so that what a colleague has named since stands.
    """
    link = link_held(by=by, id=link_id, locked=True)
    if link is None:
        raise OutOfReach
    if link.contact_person_id == appointment_id:
        repeated()
        return link
    if instead_of not in (None, link.contact_person_id):
        raise Refused("这位党员已经改交给别人联系了，没有收回。")
    if appointment_id is not None:
        _accept_contact_person(link, appointment_id, day=day)
    before, link.contact_person_id = link.contact_person_id, appointment_id
    one_side = Q(id=link.id) | Q(stay__joined_into=link.stay_id, side=link.side)
    Link.objects.filter(one_side).update(contact_person=appointment_id)
    record(
        by=by,
        act="stays.name_contact_person",
        subject=link,
        person=link.person_id,
        detail={"before": str(before or ""), "after": str(appointment_id or "")},
    )
    return link


def _accept_contact_person(link: Link, appointment_id: UUID, *, day: date) -> None:
    if not link.connected:
        raise Refused("这一边还没有接上，先要找到对应的党组织，再定联系人。")
    fitting = contact_persons_for(link=link, day=day)
    if appointment_id not in {appointment.id for appointment in fitting}:
        raise Refused("这位同志现在不是这个组织的联系人，请另选一位。")


@action(Permission.IMPORT_ROSTER)
def open_stays(
    *,
    by: Acting,
    stays: Iterable[Stay | NewStay],
    links: Iterable[Link | NewLink],
    windows: Iterable[Window | NewWindow],
) -> None:
    """Write new stays with their links and first windows, in bulk."""
    written = write_in_turn({Stay: stays, Link: links, Window: windows})
    counts = {str(model._meta.model_name): len(rows) for model, rows in written.items()}
    tallies.add(tallies.cells_of(stays=written[Stay], windows=written[Window]))
    record(by=by, act="stays.open_stays", detail=counts)


@action(Permission.IMPORT_ROSTER)
def remove_stays(*, by: Acting, persons: Collection[UUID]) -> None:
    """Remove the stays of persons whose files go with a batch that is taken back."""
    record(by=by, act="stays.remove_stays", detail=_remove(persons))


@action(Permission.ERASE_FILE)
def erase_stays(*, by: Acting, persons: Collection[UUID]) -> None:
    """Remove the stays of a file that is erased."""
    record(by=by, act="stays.erase_stays", detail=_remove(persons))


def _remove(persons: Collection[UUID]) -> dict[str, int]:
    """Remove stays, links and windows, in the tallies too, and count them."""
    gone = list(persons)
    locked = Person.objects.select_for_update(of=("self",)).filter(id__in=gone)
    list(locked.order_by("id").values_list("id"))
    stays, windows = Stay.objects.filter(person__in=gone), Window.objects.filter(person__in=gone)
    links = Link.objects.filter(person__in=gone).values_list("id", flat=True)
    deltas: tallies.Cells = Counter()
    deltas.subtract(tallies.cells_among(stays=stays, windows=windows))
    counts = {
        "windows": remove_many(Window, column="link_id", among=list(links)),
        "links": remove_many(Link, column="person_id", among=gone),
        "stays": remove_many(Stay, column="person_id", among=gone),
    }
    tallies.add(deltas)
    return counts


@action(Permission.SETTLE_MATCH)
def join_stays(*, by: Acting, leading: Person, following: Person, at: datetime, day: date) -> None:
    """Make the two one-sided stays of a person one: the host's goes on, with the home on it."""
    rows = {"person__in": [leading.id, following.id]}
    stays, windows = Stay.objects.filter(**rows), Window.objects.filter(**rows)
    deltas: tallies.Cells = Counter()
    deltas.subtract(tallies.cells_among(stays=stays, windows=windows))
    stays.update(**leading.paths())
    Link.objects.filter(**rows).update(**leading.paths())
    windows.update(**leading.paths())
    here = stays.filter(person=leading, closed_on=None).first()
    there = stays.filter(person=following, closed_on=None).select_related("home").first()
    if here is not None and there is not None:
        _join(here, there, at=at, day=day)
    deltas.update(tallies.cells_among(stays=stays, windows=windows))
    tallies.add(deltas)
    record(by=by, act="stays.join_stays", person=leading.id)


def _join(here: Stay, there: Stay, *, at: datetime, day: date) -> None:
    _share_contact_persons(here, there)
    there.state, there.closed_because = StayState.CLOSED, ClosedBecause.JOINED
    there.closed_on, there.joined_into = day, here
    there.waits_for, there.waits_until = "", None
    there.save()
    Window.objects.filter(link__in=there.links.all(), known_to=None).update(known_to=at)
    here.home, here.home_registered_on = there.home, there.home_registered_on
    here.left_on = there.left_on or here.left_on
    here.state, here.waits_for, here.waits_until = StayState.ACTIVE, "", None
    here.queue, here.queue_path = None, None
    here.save()
    Link.objects.filter(stay=here).update(home=there.home)
    if there.home is not None and not there.home.outside:
        _connect_home(here, at=at, day=day)


def _share_contact_persons(here: Stay, there: Stay) -> None:
    """Let whoever each side named reach all registrations; of what a side did not name, nobody."""
    for side, own in ((Side.HOST, here), (Side.HOME, there)):
        named = Link.objects.get(stay=own, side=side).contact_person_id
        whole = Q(stay__in=[here, there]) | Q(stay__joined_into=here)
        Link.objects.filter(whole, side=side).update(contact_person=named)


def _connect_home(stay: Stay, *, at: datetime, day: date) -> None:
    """Open the first window of a home that can be reached, counted from the day of the match.

    What another registration at home has connected goes on as it is.
    """
    link = Link.objects.get(stay=stay, side=Side.HOME)
    if link.connected:
        return
    link.connected = True
    link.save(update_fields=["connected"])
    rule = RuleBook.on(day).rule_for(side=Side.HOME, path=link.home_path)
    opening = first_opening(link=link.id, day=day, rhythm=rule.rhythm)
    window_of(
        link=link, opening=opening, because=Because.REGISTERED, since=day, rule=rule, at=at
    ).save(force_insert=True)


@action(Permission.IMPORT_ROSTER)
def move_tallies(*, by: Acting, before: str, after: str) -> None:
    """Count under another organisation what was counted under one that was joined to it."""
    moved = tallies.moved(before=before, after=after)
    tallies.add(moved)
    record(by=by, act="stays.move_tallies", detail={"cells": len(moved)})


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
