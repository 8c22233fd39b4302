"""Planting the ground, once in a process, and as often as it is asked for a copy of it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from django.conf import settings
from django.db import models

from huiliu.access.actions import (
    Secretary,
    appoint,
    end_appointment,
    invite,
    open_far_list,
    open_own_account,
)
from huiliu.access.models import Appointment
from huiliu.access.queries import acting_as_set_up, acting_as_sign_in
from huiliu.access.roles import RoleName
from huiliu.access.rules import FITTING
from huiliu.accounts.actions import open_account
from huiliu.audit.drawing import months_to_review
from huiliu.audit.models import Reading
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.clock import begin_of, day_of, today
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.core.reach import Reach
from huiliu.exchange.actions import Brought, add_synonym, check_roster
from huiliu.exchange.choices import (
    BatchState,
    ExportPurpose,
    ExportSet,
    ExportState,
    ReportState,
)
from huiliu.exchange.models import Batch, Export, Permit, Report
from huiliu.exchange.outgoing import takes_exports
from huiliu.exchange.queries import digest_of_code
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.rules import new_number
from huiliu.exchange.sealed import seal_report, seal_words
from huiliu.exchange.sets import SETS
from huiliu.organisations.actions import add_name, open_organisation, open_outside
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.people.choices import MatchState
from huiliu.people.models import Match, Person
from huiliu.places.models import Station
from huiliu.rights.delegations import delegation_digest
from huiliu.rights.models import Delegation
from huiliu.stays.actions import name_contact_person
from huiliu.stays.choices import Act
from huiliu.stays.models import Rule, Stay
from tests.boundary.ground import (
    DELEGATION_CODE,
    ELSEWHERE,
    EXPORT_NUMBER,
    HOMES_SPELT_TWICE,
    MORE,
    OFFICES,
    PASSWORD,
    STANDING,
    STANDS_WITH,
    VARIANTS,
    Bundle,
    Ground,
    acting_in,
    acting_of,
)
from tests.boundary.planting import AT, DAY, Planting, Rows, mark, objected_look, telephone
from tests.databases import copy_of, template, use_database
from tests.exchange.people import HE, HEADERS
from tests.exchange.workbooks import xlsx


@cache
def planted_once() -> tuple[str, Ground]:
    """Return the name of a database with the ground in it, which nobody uses as it is."""
    used = settings.DATABASES["default"]["NAME"]
    name = f"{used}_planted"
    copy_of(template(), name)
    use_database(name)
    ground = planted()
    use_database(used)
    return name, ground


def planted() -> Ground:
    """Plant the ground into the database of the cast; committed by whoever called."""
    ground = Ground()
    _open_organisations(ground)
    places = {place.code: place for place in Organisation.objects.exclude(code=None)}
    _engage(ground, places)
    rows: Rows = defaultdict(list)
    rules = {rule.side: rule for rule in Rule.objects.all()}
    for node in ground.parents:
        roster = _roster(ground, rows, places[node])
        for variant in VARIANTS:
            number = len(ground.bundles) + 1
            plant = Planting(rows, number=number, place=places[node], variant=variant)
            worker = _worker_at(ground, node)
            ids = plant.file(rules, roster=roster, made_under=worker.id if worker else new_id())
            said_by = worker.account_id if worker else None
            ground.bundles.append(Bundle(number, node, variant, ids, said_by))
    _propose_matches(ground, rows)
    with scope.entered(Reach.everywhere()):
        for model, made in rows.items():
            models.QuerySet(model).bulk_create(made)
    for node in OFFICES:
        _office(ground, places[node])
    _bare_branch(ground)
    ground.shared["synonym"] = add_synonym(
        by=acting_of(ground.accounts[RoleName.STREET_CLERK]), header="备用栏", field=Field.REMARK
    ).id
    another = open_account(
        by=acting_as_set_up(), username="another", name="另一位", password=PASSWORD
    )
    _bring_rosters(ground)
    _take_exports(ground)
    for node in ground.parents:
        _reports(ground, places[node])
    open_outside(by=_registrar(ground), names=HOMES_SPELT_TWICE, day=DAY)
    for node in ("420103", "420104"):
        _far_list(ground, places[node])
    _sign_member_in(ground)
    _entrust(ground)
    _delegate(ground, another.id)
    ground.owners = {
        str(id): bundle.number
        for bundle in ground.bundles
        for kind, id in bundle.ids.items()
        if kind not in {"organisation", "batch", "station", "home", "far_list"}
    }
    return ground


def _open_organisations(ground: Ground) -> None:
    by = acting_as_set_up()
    for code, parent, kind, name in MORE:
        above = Organisation.objects.get(code=parent)
        open_organisation(by=by, parent=above, kind=kind, name=name, code=code, day=DAY)
    [far] = open_outside(by=_importer(), names=["湖南省临湘市坦渡村党支部"], day=DAY).values()
    Organisation.objects.filter(id=far.id).update(code=STANDING[Kind.OUTSIDE])
    for place in Organisation.objects.exclude(code=None).select_related("parent"):
        assert place.code is not None
        ground.parents[place.code] = place.parent.code if place.parent else None
        ground.kinds[place.code] = Kind(place.kind)


def _engage(ground: Ground, places: Mapping[str | None, Organisation]) -> None:
    """Give every role there is somebody who acts, where the fewest others do."""
    by = acting_as_set_up()
    for role in RoleName:
        fitting = [code for kind, code in STANDING.items() if kind in FITTING[role]]
        code = STANDS_WITH.get(role) or min(fitting, key=[*ground.places.values()].count)
        account = open_account(by=by, username=f"acting-{role}", name="在任者", password=PASSWORD)
        appoint(by=by, account=account, role=role, organisation=places[code], day=DAY)
        ground.accounts[role], ground.places[role] = account.id, code


def _worker_at(ground: Ground, node: str) -> Appointment | None:
    """Return the appointment under which contacts are recorded at this organisation."""
    acting = [id for role, id in ground.accounts.items() if ground.places[role] == node]
    return Appointment.objects.filter(account__in=acting).order_by("id").first()


def _roster(ground: Ground, rows: Rows, place: Organisation) -> UUID:
    """Let an organisation have brought a roster; it is a bundle of its own."""
    number = len(ground.bundles) + 1
    batch = Batch(
        file_name=mark(number),
        file_digest=b"",
        series_digest=b"",
        direction="inflow",
        organisation=place,
        owner_path=place.path,
        state=BatchState.APPLIED,
        made_by=mark(number),
        made_under=new_id(),
        checked_at=AT,
        applied_at=AT,
    )
    rows[Batch].append(batch)
    ground.bundles.append(Bundle(number, str(place.code), "roster", {"batch": batch.id}))
    return batch.id


def _propose_matches(ground: Ground, rows: Rows) -> None:
    """Let every file perhaps be one with a file of the same kind elsewhere."""
    people = {row.id: row for row in rows[Person] if isinstance(row, Person)}
    for bundle in ground.bundles:
        if bundle.variant == "roster":
            continue
        own = people[bundle.ids["person"]]
        other = people[ground.find(ELSEWHERE, bundle.variant).ids["person"]]
        if own is other:
            continue
        home, host = (own, other) if bundle.variant == "home" else (other, own)
        rows[Match].append(
            Match(
                id=bundle.ids["match"],
                home_person=home,
                host_person=host,
                reasons=["name"],
                state=MatchState.PROPOSED,
                proposed_on=DAY,
                **own.addresses(),
            )
        )


def _office(ground: Ground, place: Organisation) -> None:
    """Let an organisation have somebody in office, somebody invited, a spelling, and a leaver."""
    number, by = len(ground.bundles) + 1, acting_as_set_up()
    role = next(role for role in RoleName if place.kind in FITTING[role])
    now = datetime.now(UTC)
    held, left = (
        appoint(
            by=by,
            account=open_account(
                by=by, username=f"{word}-{number}", name=mark(number), password=PASSWORD
            ),
            role=role,
            organisation=place,
            day=DAY,
        )
        for word in ("holder", "leaver")
    )
    end_appointment(by=by, appointment_id=left.id, ends_on=day_of(now), at=now, day=day_of(now))
    invitation, _code = invite(
        by=by, id=new_id(), name=mark(number), role=role, organisation=place, at=now
    )
    name = add_name(by=by, organisation=place, text=mark(number))
    ids = {
        "organisation": place.id,
        "appointment": held.id,
        "account": held.account_id,
        "invitation": invitation.id,
        "name": name.id,
    }
    if takes_exports(place):
        ids["permit"] = _permit(place, ExportSet.ROSTER_RECEIVED, because=mark(number)).id
    code = str(place.code)
    ground.bundles.append(Bundle(number, code, "office", ids))
    ground.bundles.append(Bundle(number, code, "left", {"appointment": left.id}))
    person = ground.find(ELSEWHERE).ids["person"]
    ground.bundles.append(_look(len(ground.bundles) + 1, place, person))


def _permit(place: Organisation, fixed_set: ExportSet, *, because: str = "报表") -> Permit:
    """Let an organisation be allowed to take a set out; there one reads who opened it."""
    now = datetime.now(UTC)
    permit = Permit(
        organisation=place,
        fixed_set=fixed_set,
        ends_on=day_of(now) + timedelta(days=30),
        because=because,
        opened_at=now,
        opened_by="在任者",
        opened_under=new_id(),
    )
    permit.save(force_insert=True)
    return permit


def _take_exports(ground: Ground) -> None:
    """Let everybody who may have asked for each set, and a colleague wait for their word.

    The call list of the street is left for its district to open.
    """
    numbers = chain([EXPORT_NUMBER], iter(new_number, None))
    for role, code in ground.places.items():
        by = acting_of(ground.accounts[role])
        if not by.may(Permission.TAKE_EXPORT):
            continue
        place = Organisation.objects.get(code=code)
        for fixed_set in SETS:
            if fixed_set == ExportSet.ROSTER_RECEIVED or place.kind != Kind.STREET:
                _permit(place, fixed_set)
                _export(ground, place, fixed_set, by=by, number=next(numbers))
        _export(ground, place, ExportSet.ROSTER_RECEIVED, by=None, number=next(numbers))


def _export(
    ground: Ground, place: Organisation, fixed_set: ExportSet, *, by: Acting | None, number: str
) -> None:
    """Plant an export: somebody's own that is ready, or one of a colleague that waits."""
    bundle, now = len(ground.bundles) + 1, datetime.now(UTC)
    held = ground.find(str(place.code), "host").ids["person"]
    export = Export(
        number=number,
        fixed_set=fixed_set,
        purpose=ExportPurpose.ON_THE_WAY,
        organisation=place,
        owner_path=place.path,
        state=ExportState.READY if by else ExportState.WAITING,
        persons=[held],
        people=1,
        asked_by="在任者",
        asked_by_account=str(by.account_id) if by else "",
        asked_under=by.under() if by else new_id(),
        asked_at=now,
        needs_second=by is None,
        approved_at=now if by else None,
        ends_at=now + timedelta(days=1),
    )
    seal_words(export, {"words": mark(bundle), "password": "for-the-ground"})
    with scope.entered(Reach.everywhere()):
        export.save(force_insert=True)
    ground.bundles.append(Bundle(bundle, str(place.code), "export", {"export": export.id}))


def _reports(ground: Ground, place: Organisation) -> None:
    """Let an organisation have a desk, of which all may read, and somebody wait for a call."""
    code = str(place.code)
    station = Station(
        organisation=place,
        name="报到服务站",
        address="一楼",
        hours="周一到周五",
        telephone="027-8200 0000",
        opened_on=DAY,
    )
    station.save(force_insert=True)
    ground.bundles.append(Bundle(len(ground.bundles) + 1, code, "station", {"station": station.id}))
    number = len(ground.bundles) + 1
    report = Report(
        station=station,
        organisation=place,
        owner_path=place.path,
        state=ReportState.WAITING,
        code_digest=digest_of_code(mark(number)),
        made_on=DAY,
        waits_until=DAY,
    )
    said = dict.fromkeys((Field.NAME, Field.BRANCH, Field.ADDRESS), mark(number))
    seal_report(report, said | {Field.TELEPHONE: telephone(number)})
    with scope.entered(Reach.everywhere()):
        report.save(force_insert=True)
    ground.bundles.append(Bundle(number, code, "report", {"report": report.id}))


def _far_list(ground: Ground, place: Organisation) -> None:
    """Let a district have opened a list, and have somebody whose home it has yet to find."""
    number = len(ground.bundles) + 1
    names = [f"湖南省第{number}村党支部", f"湖南省第{number}镇党支部"]
    listed, sought = open_outside(by=_registrar(ground), names=names, day=DAY).values()
    far_list = open_far_list(
        by=replace(_importer(), organisation_id=place.id, organisation_path=place.path),
        id=new_id(),
        organisation=listed,
        secretary=Secretary(mark(number), "13800009988", today() + timedelta(days=90)),
        at=datetime.now(UTC),
        day=today(),
    )
    with scope.entered(Reach.everywhere()):
        Stay.objects.filter(id=ground.find(str(place.code), "queue").ids["stay"]).update(
            home=sought, home_path=sought.path, waits_for=Act.FIND_HOME
        )
    ids = {"far_list": far_list.id, "home": sought.id}
    ground.bundles.append(Bundle(number, str(place.code), "far", ids))


def _importer() -> Acting:
    """Return whoever may open light nodes before anybody is in office."""
    return replace(acting_as_set_up(), permissions=frozenset(Permission))


def _look(number: int, place: Organisation, person: UUID) -> Bundle:
    """Let somebody have looked at a file last month, and an auditor here be asked about it."""
    look = Reading(
        at=begin_of(months_to_review(today())[0]),
        name=mark(number),
        role=RoleName.COMMUNITY_WORKER,
        organisation=str(place.id),
        organisation_name=place.name,
        organisation_path=place.path,
        page="person",
        persons=[new_id()],
    )
    Reading.objects.bulk_create([look])
    objection = objected_look(number, place=place, look=look.id, person=person)
    with scope.entered(Reach.everywhere()):
        objection.save(force_insert=True)
    ids = {"look": look.id, "objection": objection.id}
    return Bundle(number, str(place.code), "look", ids)


def _bare_branch(ground: Ground) -> None:
    """Let a community have a branch that nothing depends on, which may be closed."""
    by, above = acting_as_set_up(), Organisation.objects.get(code="420103001001")
    branch = open_organisation(
        by=by, parent=above, kind=Kind.BRANCH, name="还没有人的党支部", code="P9", day=DAY
    )
    number = len(ground.bundles) + 1
    ground.bundles.append(Bundle(number, str(above.code), "office", {"organisation": branch.id}))


def _registrar(ground: Ground) -> Acting:
    return acting_in(ground, RoleName.CITY_REGISTRAR)


def _bring_rosters(ground: Ground) -> None:
    """Let a roster wait at every organisation whose people may bring one."""
    for role, code in ground.places.items():
        by = acting_of(ground.accounts[role])
        if not by.may(Permission.IMPORT_ROSTER):
            continue
        number = len(ground.bundles) + 1
        with NamedTemporaryFile() as file:
            xlsx(Path(file.name), {"名册": [HEADERS, HE]})
            place = Organisation.objects.get(code=code)
            brought = Brought(Path(file.name), name=f"{mark(number)}.xlsx", importer=place)
            batch = check_roster(by=by, id=new_id(), brought=brought, at=AT, day=DAY)
        ground.bundles.append(Bundle(number, code, "waiting", {"batch": batch.id}))


def _entrust(ground: Ground) -> None:
    """Let the secretary of a branch entrust one file to the contact person there."""
    own = ground.find(ground.places[RoleName.CONTACT_PERSON], "host")
    name_contact_person(
        by=acting_in(ground, RoleName.BRANCH_SECRETARY),
        link_id=own.ids["link"],
        appointment_id=acting_in(ground, RoleName.CONTACT_PERSON).under(),
        day=today(),
    )
    ground.entrusted = frozenset({own.number})


def _delegate(ground: Ground, another: UUID) -> None:
    """Let the member act for another account, and have a code with which to agree once more."""
    now = datetime.now(UTC)
    held, waiting = (
        Delegation(
            principal_id=another,
            code_digest=delegation_digest(code),
            code_ends_at=now + timedelta(days=1),
            ends_on=day_of(now) + timedelta(days=90),
        )
        for code in ("", DELEGATION_CODE)
    )
    held.delegate_id, held.accepted_at = ground.accounts["member"], now
    for delegation in (held, waiting):
        delegation.save(force_insert=True)
    ground.shared["delegation"] = held.id


def _sign_member_in(ground: Ground) -> None:
    """Let the person of one file have an account of their own."""
    own = ground.find("420103001001", "host")
    account = open_own_account(by=acting_as_sign_in(), name="本人", persons=[own.ids["person"]])
    ground.accounts["member"] = account.id
