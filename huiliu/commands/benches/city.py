"""The city of the bench of access: the measured places stay as they are while it grows around them.

People come in by rosters, through the action of the command line, as every other city's do. What
would take hours one by one, a first call to each of them, is put into the tables in one statement,
in the shape in which the action leaves it; a test compares the columns.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import cycle
from pathlib import Path

from django.db import connections
from psycopg import sql

from huiliu.access.queries import acting_as_set_up
from huiliu.access.roles import RoleName
from huiliu.commands.benches.invented import ADDRESS, BRANCH, Row, addresses, people
from huiliu.commands.installation import OWNER, acting_as, engage, importer_of, set_up
from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.contact.queries import due_list
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.clock import day_of, now
from huiliu.core.ids import new_id
from huiliu.core.reach import ADDRESSES
from huiliu.exchange.actions import Brought, apply_roster
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.workbook.limits import MEGABYTE, Limits
from huiliu.needs.choices import NeedKind
from huiliu.organisations.actions import open_organisation
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.stays.choices import WindowState

Figures = dict[str, float]

STREET = ("江汉区", "万松街街道")
IN_COMMUNITY = 72
"""People of each community of the street, which has 14 of them."""
IN_BRANCH = 70
WORKER, CLERK, SECRETARY = "bench-worker", "bench-clerk", "bench-secretary"
LIMITS = Limits(file_size=64 * MEGABYTE, child_memory=512 * MEGABYTE)
SINCE_IMPORT = timedelta(days=20)
SINCE_CALL = timedelta(days=10)
SINCE_CONTACT = timedelta(days=3)
ONE_REACHED_IN = 3
NOTES = ("最近跑夜班，一切都好", "换到离家近的工地了", "想参加社区的主题党日")

_ADDRESSES = sql.SQL(", ").join(
    sql.Identifier(f"{name}_{part}") for name in ADDRESSES for part in ("id", "path")
)
# The first 48 bits are the moment, as in every key that the application makes.
_KEY = sql.SQL("""
encode(set_byte(overlay(uuid_send(gen_random_uuid()) PLACING
    substring(int8send((extract(epoch FROM %(at)s::timestamptz) * 1000)::bigint) FROM 3) FROM 1),
    6, 112 + (random() * 15)::int), 'hex')::uuid""")
_CALLED = sql.SQL("""
INSERT INTO contact_attempt (id, {addresses}, stay_id, link_id, person_id, side, channel, outcome,
    happened_on, recorded_at, note_to_all, made_by, made_by_organisation, made_under, voided_at,
    voided_by, voided_because)
SELECT {key}, {addresses}, stay_id, id, person_id, side, 'telephone', 'not_reached',
    %(day)s, %(at)s, NULL, %(name)s, %(organisation_name)s, %(appointment)s, NULL, '', ''
FROM stays_link WHERE connected AND side = 'host'
    AND NOT EXISTS (SELECT FROM contact_attempt WHERE contact_attempt.link_id = stays_link.id)
""").format(addresses=_ADDRESSES, key=_KEY)
_COLUMNS = sql.SQL("""at, account, appointment, name, role, organisation, organisation_name,
    organisation_path, channel, purpose""")
_TRACE = sql.SQL("""%(at)s, %(account)s, %(appointment)s, %(name)s, %(role)s, %(organisation)s,
    %(organisation_name)s, %(organisation_path)s, %(channel)s, ''""")
_ENTERED = sql.SQL("""
INSERT INTO audit_entry (id, {columns}, act, subject, person, detail)
SELECT {key}, {trace}, 'contact.record_contact', 'contact.attempt:' || id, person_id,
    jsonb_build_object('outcome', outcome, 'channel', channel, 'day', happened_on)
FROM contact_attempt WHERE recorded_at = %(at)s
""").format(columns=_COLUMNS, key=_KEY, trace=_TRACE)
_LOOKED = sql.SQL("""
INSERT INTO audit_reading (id, {columns}, page, fields, persons)
SELECT {key}, {trace}, 'person', ARRAY['file'], ARRAY[person_id]
FROM contact_attempt WHERE recorded_at = %(at)s
""").format(columns=_COLUMNS, key=_KEY, trace=_TRACE)


def rows_of_city(first: int, last: int) -> Iterator[Row]:
    """Yield the people with these numbers: the first of them fill the street.

    They live in one community after the other, and nobody else there, so that the street is the
    same in a small city and in a large one.
    """
    within = "".join(STREET)
    measured = [address for address in addresses() if address.startswith(within)]
    elsewhere = cycle(address for address in addresses() if not address.startswith(within))
    for number, row in enumerate(people(first, last), start=first - 1):
        community, _ = divmod(number, IN_COMMUNITY)
        if community < len(measured):
            row[ADDRESS] = measured[community] + "建设路1号1栋"
        elif row[ADDRESS].startswith(within):
            row[ADDRESS] = next(elsewhere) + "建设路1号1栋"
        yield row


def rows_of_branch(last: int) -> Iterator[Row]:
    """Yield the people behind the last of the city, whose home is the branch that brings them."""
    for row in people(last + 1, last + IN_BRANCH):
        row[BRANCH] = ""
        yield row


def found_city(_path: Path) -> Figures:
    """Set up the installation, and appoint who looks: in a community, its street, and a branch."""
    day = _day_of_import()
    set_up(day=day)
    street = _place(STREET)
    community = Organisation.objects.filter(parent=street).order_by("path")[0]
    branch = open_organisation(
        by=acting_as_set_up(), parent=community, kind=Kind.BRANCH, name="第一党支部", day=day
    )
    for username, role, place in (
        (WORKER, RoleName.COMMUNITY_WORKER, community),
        (CLERK, RoleName.STREET_CLERK, street),
        (SECRETARY, RoleName.BRANCH_SECRETARY, branch),
    ):
        engage(username=username, name="罗敏", role=role, at=place, day=day)
    return {}


def bring_city(path: Path) -> Figures:
    """Put a roster of the city in, as it was done some days ago, and call everybody on it once."""
    brought = _bring(path, username=OWNER, direction=Direction.INFLOW)
    at = now() - SINCE_CALL
    called = call_everybody(by=acting_as(username=WORKER, day=day_of(at)), at=at)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return brought | {"called": called, "people": people_there()}


def bring_branch(path: Path) -> Figures:
    """Put the roster of the branch in: of members who live elsewhere in the city."""
    return _bring(path, username=SECRETARY, direction=Direction.OUTFLOW)


def _bring(path: Path, *, username: str, direction: Direction) -> Figures:
    at, day = now() - SINCE_IMPORT, _day_of_import()
    by = acting_as(username=username, day=day)
    brought = Brought(
        path=path, name=path.name, importer=importer_of(by), direction=direction, limits=LIMITS
    )
    batch, _ = apply_roster(by=by, brought=brought, at=at, day=day)
    return {"new": batch.counts["new"], "out": batch.counts["out"]}


def record_contacts(_path: Path) -> Figures:
    """Let the measured community and branch reach some of their people, and hear of needs."""
    at = now() - SINCE_CONTACT
    return {username: _contacts(username, at=at) for username in (WORKER, SECRETARY)}


def _contacts(username: str, *, at: datetime) -> int:
    by, day = acting_as(username=username, day=day_of(at)), day_of(at)
    with scope.entered(by.reach):
        lines = due_list(by=by, day=day, states=tuple(WindowState))[::ONE_REACHED_IN]
    for place, (line, note) in enumerate(zip(lines, cycle(NOTES), strict=False)):
        record_contact(
            by=by,
            id=new_id(),
            link_id=line.window.link_id,
            told=_told(place, note, day),
            at=at,
            day=day,
        )
    return len(lines)


def _told(place: int, note: str, day: date) -> Told:
    told = Told(ContactChannel.TELEPHONE, Outcome.REACHED, day, note=note)
    if place % 4:
        return told
    return replace(told, need=NeedKind.SCHOOL, need_words="孩子放学早，想找个看护的地方")


def call_everybody(*, by: Acting, at: datetime) -> int:
    """Leave a call that nobody took with each host's link that has no attempt yet.

    An entry and somebody's look at the file go with it.
    """
    told: dict[str, datetime | date | str | None] = {
        "at": at,
        "day": day_of(at),
        "account": str(by.account_id),
        "appointment": str(by.appointment_id),
        "name": by.name,
        "role": by.role,
        "organisation": str(by.organisation_id),
        "organisation_name": by.organisation_name,
        "organisation_path": by.organisation_path,
        "channel": by.channel.value,
    }
    with connections["owner"].cursor() as cursor:
        cursor.execute(_CALLED, told)
        called = int(cursor.rowcount)
        cursor.execute(_ENTERED, told)
        cursor.execute(_LOOKED, told)
    return called


def people_there() -> int:
    """Return how many people the database holds, whoever may see them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_person")
        [count] = cursor.fetchone()
    return int(count)


def _day_of_import() -> date:
    return day_of(now() - SINCE_IMPORT)


def _place(names: tuple[str, ...]) -> Organisation:
    place = Organisation.objects.get(parent=None, kind=Kind.CITY)
    for name in names:
        place = Organisation.objects.get(parent=place, name=name)
    return place
