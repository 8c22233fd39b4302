"""Windows are closed and opened here: never changed, so that a past day can be asked for."""

from datetime import date, datetime

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action
from huiliu.core.errors import Refused
from huiliu.core.permissions import Permission
from huiliu.stays import tallies
from huiliu.stays.choices import Because
from huiliu.stays.models import Link, Rule, Window
from huiliu.stays.queries import RuleBook
from huiliu.stays.rules import Opening, first_opening, opening_after

AFTER_A_CONTACT = (Because.CONTACT, Because.VOIDED)


@action(Permission.TURN_WINDOW)
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


@action(Permission.TURN_WINDOW)
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


def first_window(*, link: Link, day: date, at: datetime) -> Window:
    """Return the unsaved first window of a link that was connected on a day."""
    rule = RuleBook.on(day).rule_for(side=link.side, path=link.own_path)
    opening = first_opening(link=link.id, day=day, rhythm=rule.rhythm)
    return window_of(
        link=link, opening=opening, because=Because.REGISTERED, since=day, rule=rule, at=at
    )


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
