"""Erasing a file: every row, the account, the keys; and what crashes and old backups bring back."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db.models import QuerySet, Sum
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from huiliu.access.models import Oneself
from huiliu.access.queries import acting_as_retention, acting_as_self
from huiliu.accounts.models import Account
from huiliu.audit.models import Entry
from huiliu.contact.models import Attempt
from huiliu.core import erasures, keys, scope
from huiliu.core.acting import Acting
from huiliu.core.errors import NotPermitted, OutOfReach
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.choices import BatchState
from huiliu.exchange.models import Batch, Missing
from huiliu.needs.models import Need, NeedTally, Step
from huiliu.people.actions import agree_match, erase_file, finish_erasures
from huiliu.people.models import Match, Person, Sighting, SightingKey
from huiliu.stays.models import Link, Stay, StayTally, Window, WindowTally
from tests.cast import DAY, Cast
from tests.members import acting_as_member, make_member
from tests.world import AT, World, member_of, one_of_everything

ABOUT_PEOPLE = (Person, Sighting, Stay, Link, Window, Attempt, Need, Step, Missing)


@pytest.fixture(autouse=True)
def key_folder(settings: Settings, tmp_path: Path) -> Path:
    """Give each test keys and a ledger of its own."""
    settings.HUILIU_KEYS = tmp_path / "keys"
    return settings.HUILIU_KEYS


@pytest.fixture
def world(cast: Cast, tmp_path: Path) -> World:
    """何志斌 stands in rosters of both sides, was called, has a need, and signs in."""
    return one_of_everything(cast, tmp_path)


@pytest.fixture
def member(world: World) -> Acting:
    return acting_as_self(account=member_of(world))


def rows_left(persons: list[UUID]) -> dict[str, int]:
    with scope.entered(Reach.everywhere()):
        found = {
            model.__name__: QuerySet(model)
            .filter(**{"id__in" if model is Person else "person__in": persons})
            .count()
            for model in ABOUT_PEOPLE
        }
        found["Match"] = Match.objects.filter(host_person__in=persons).count()
    return {name: count for name, count in found.items() if count}


def join_both_sides(cast: Cast, world: World) -> list[UUID]:
    """Let both sides agree that the two files are one; return both."""
    with scope.entered(Reach.everywhere()):
        match = Match.objects.get(id=world["match"])
    for by in (cast.tang, cast.he, cast.luo, cast.qian):
        with scope.entered(Reach.everywhere()):
            if Person.objects.get(id=match.home_person_id).same_as_id:
                break
        try:
            agree_match(by=by, id=match.id, at=AT, day=DAY)
        except (NotPermitted, OutOfReach):
            continue
    return [match.host_person_id, match.home_person_id]


def test_every_row_of_the_file_goes(world: World, member: Acting) -> None:
    assert rows_left([world["person"]]).keys() >= {"Person", "Sighting", "Attempt", "Need", "Match"}

    erase_file(by=member, persons=member.reach.own, at=AT)

    assert rows_left([world["person"]]) == {}


def test_all_rows_of_a_merged_file_go_together(cast: Cast, world: World, member: Acting) -> None:
    both = join_both_sides(cast, world)
    with scope.entered(Reach.everywhere()):
        assert Person.objects.filter(id__in=both).exclude(same_as=None).count() == 1

    assert erase_file(by=member, persons=[world["person"]], at=AT) == 2

    assert rows_left(both) == {}


def test_nobody_else_loses_anything(world: World, member: Acting) -> None:
    with scope.entered(Reach.everywhere()):
        others = set(Person.objects.exclude(id=world["person"]).values_list("id", flat=True))

    erase_file(by=member, persons=member.reach.own, at=AT)

    with scope.entered(Reach.everywhere()):
        assert set(Person.objects.values_list("id", flat=True)) == others
        assert set(Sighting.objects.values_list("person_id", flat=True)) == others
        assert set(Stay.objects.values_list("person_id", flat=True)) == others


def test_tallies_count_what_is_left(world: World, member: Acting) -> None:
    erase_file(by=member, persons=member.reach.own, at=AT)

    with scope.entered(Reach.everywhere()):
        counted = [
            table.objects.aggregate(n=Sum("n"))["n"] or 0
            for table in (StayTally, WindowTally, NeedTally)
        ]
        left = [
            Stay.objects.count(),
            Window.objects.filter(known_to=None).count(),
            Need.objects.count(),
        ]
    assert counted == left


def test_account_goes_with_the_file(member: Acting) -> None:
    erase_file(by=member, persons=member.reach.own, at=AT)

    assert not Account.objects.filter(id=member.in_person()).exists()
    assert not Oneself.objects.filter(person__in=member.reach.own).exists()


def test_worker_who_is_a_member_too_keeps_the_account(cast: Cast) -> None:
    person = make_member("罗社区")
    account = Account.objects.get(username="luo")
    Oneself.objects.create(account=account, person=person.id)

    erase_file(by=acting_as_self(account=account), persons=[person.id], at=AT)

    assert Account.objects.filter(username="luo").exists()
    assert not Oneself.objects.filter(account=account).exists()


def test_rosters_forget_the_workbook_and_keep_their_counts(world: World, member: Acting) -> None:
    erase_file(by=member, persons=member.reach.own, at=AT)

    with scope.entered(Reach.everywhere()):
        waiting = Batch.objects.get(id=world["batch"])
        named = Batch.objects.filter(persons__contains=[world["person"]])
        assert list(named) == []
    assert (waiting.state, waiting.content, waiting.findings) == (BatchState.DROPPED, None, None)
    assert waiting.counts["rows"] == 2


def test_keys_are_destroyed_when_it_commits(
    member: Acting, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    [person] = member.reach.own
    with django_capture_on_commit_callbacks(execute=True):
        erase_file(by=member, persons=[person], at=AT)
        assert list(keys.of([person])) == [person]

    assert keys.of([person]) == {}


def test_destroyed_key_lies_in_no_page_of_the_store(key_folder: Path) -> None:
    going, staying = new_id(), new_id()
    keys.make([going, staying])
    assert going.bytes in bytes_under(key_folder)

    keys.destroy([going])

    assert going.bytes not in bytes_under(key_folder)
    assert staying.bytes in bytes_under(key_folder)


def bytes_under(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("keys.sqlite*"))


def test_nobody_erases_the_file_of_another(cast: Cast) -> None:
    driver, other = make_member("何志斌"), make_member("马春兰", telephone="13900139000")
    by = acting_as_member(driver)

    with pytest.raises(OutOfReach):
        erase_file(by=by, persons=[other.id], at=AT)
    for staff in (cast.luo, cast.he, cast.qian, cast.zhou):
        with pytest.raises(NotPermitted):
            erase_file(by=staff, persons=[driver.id], at=AT)


def test_log_has_the_id_and_no_name(member: Acting) -> None:
    erase_file(by=member, persons=member.reach.own, at=AT)

    with scope.entered(Reach(own=member.reach.own)):
        entry = Entry.objects.get(act="people.erase_file")
    assert (entry.person, entry.name) == (member.reach.own[0], "")


def test_ledger_names_ids_and_the_moment_alone(cast: Cast) -> None:
    person = make_member("何志斌")

    erase_file(by=acting_as_member(person), persons=[person.id], at=AT)

    assert erasures.lines() == [f'{{"at": "{AT.isoformat()}", "persons": ["{person.id}"]}}']


def test_half_a_line_swallows_none_of_the_next(key_folder: Path) -> None:
    first, second = new_id(), new_id()
    at = datetime(2026, 11, 23, tzinfo=UTC)
    erasures.add([first], at=at)
    with erasures.path().open("a") as ledger:
        ledger.write('{"at": "2026-11-23T')
    erasures.add([second], at=at)

    assert erasures.persons() == {first, second}


def test_whoever_stands_in_the_ledger_and_came_back_is_erased_again(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """A crash before the commit, or a backup from before, leaves rows and keys."""
    back, staying = make_member("何志斌"), make_member("马春兰", telephone="13900139000")
    account = acting_as_member(back).in_person()
    erasures.add([back.id], at=AT)

    with django_capture_on_commit_callbacks(execute=True):
        assert finish_erasures(by=acting_as_retention(), at=AT) == 1

    assert rows_left([back.id]) == {}
    assert not Account.objects.filter(id=account).exists()
    assert rows_left([staying.id]) == {"Person": 1, "Sighting": 1}
    assert list(keys.of([back.id, staying.id])) == [staying.id]
    assert finish_erasures(by=acting_as_retention(), at=AT) == 0


def test_key_without_a_row_is_destroyed_at_the_next_start(
    db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """A crash after the commit and before the key store leaves the key alone."""
    gone = new_id()
    keys.make([gone])
    erasures.add([gone], at=AT)

    with django_capture_on_commit_callbacks(execute=True):
        finish_erasures(by=acting_as_retention(), at=AT)

    assert keys.of([gone]) == {}


def test_start_with_an_empty_ledger_leaves_no_trace(db: None) -> None:
    before = Entry.objects.count()

    assert finish_erasures(by=acting_as_retention(), at=AT) == 0
    assert Entry.objects.count() == before


def test_sightings_are_found_under_no_number_any_more(world: World, member: Acting) -> None:
    with scope.entered(Reach.everywhere()):
        before = SightingKey.objects.filter(sighting__person=world["person"]).count()
        total = SightingKey.objects.count()

    erase_file(by=member, persons=member.reach.own, at=AT)

    with scope.entered(Reach.everywhere()):
        assert (before > 0, SightingKey.objects.count()) == (True, total - before)
