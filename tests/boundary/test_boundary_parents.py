"""Every row hangs on what its writer reaches: the watch of `tests.parents`, and that it sees.

The watch stands in the template from which each test has its database, so that every test that
writes is this test too; here it is counted, and shown what it has to find.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connections
from psycopg import sql

from huiliu.audit.entries import record
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.actions import action
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.core.reach import Reach
from huiliu.needs.choices import NeedState, WhoseWord
from huiliu.needs.models import Need, Step
from huiliu.people.models import Person
from huiliu.stays.actions import accept_stay
from tests.boundary.planting import AT, DAY
from tests.cast import Cast
from tests.factories import at, make_person
from tests.parents import OUT_OF_REACH, Key, keys, keys_of_catalogue
from tests.stays.test_stays_course import said, sent
from tests.world import one_of_everything

HERE, THERE = "420103001001", "420104001001"
JOINED = {"people_person.same_as_id", "stays_stay.joined_into_id"}
"""What those alone have that were made one, as in `tests/stays/test_stays_joining.py`."""


@action(Permission.RAISE_NEED)
def hang_step(*, by: Acting, person: Person, need: Need) -> None:
    """Write a step of one's own person onto whatever need was named: the fault to be found."""
    step = Step(
        id=new_id(),
        need_id=need.id,
        person_id=person.id,
        state=NeedState.OPEN,
        made_at=AT,
        whose_word=WhoseWord.ORGANISATION,
        **person.addresses(),
    )
    step.save(force_insert=True)
    record(by=by, act="needs.raise_need", subject=step, person=person.id)


def make_need(name: str, code: str) -> Need:
    person = make_person(name, **at(host=code))
    need = Need(person=person, kind="work", state="open", raised_on=DAY, **person.addresses())
    with scope.entered(Reach.everywhere()):
        need.save(force_insert=True)
    return need


def hanging(key: Key) -> bool:
    """Say whether any row hangs on another by this key."""
    look = sql.SQL("SELECT 1 FROM {} WHERE {} IS NOT NULL LIMIT 1")
    with scope.entered(Reach.everywhere()), connections["default"].cursor() as cursor:
        cursor.execute(look.format(sql.Identifier(key.table), sql.Identifier(key.column)))
        return cursor.fetchone() is not None


def state_of(write: Callable[[], None]) -> str:
    """Return the sqlstate with which the database refuses a write."""
    with pytest.raises(DatabaseError) as refused:
        write()
    return str(getattr(refused.value.__cause__, "sqlstate", "unknown"))


@pytest.mark.django_db(databases=["default", "owner"])
def test_every_key_between_tables_about_people_is_watched() -> None:
    watched = keys()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'parents'")
        tables = {name for (name,) in cursor.fetchall()}
    print(f"parents: {len(watched)} keys of {len(tables)} tables")

    assert keys_of_catalogue() - set(watched) == set()
    assert {key.table for key in watched} == tables
    assert len(watched) >= 20


@pytest.mark.django_db(databases=["default", "owner"])
def test_acts_of_the_cast_hang_a_row_on_every_kind_of_parent(cast: Cast, tmp_path: Path) -> None:
    """A watch over keys that nobody writes would prove nothing."""
    one_of_everything(cast, tmp_path)
    accept_stay(by=cast.luo, stay_id=sent().id, said=said())

    assert {f"{key.table}.{key.column}" for key in keys() if not hanging(key)} == JOINED


@pytest.mark.django_db
def test_planted_action_that_hangs_a_row_on_an_unloaded_parent_is_found(cast: Cast) -> None:
    own, others = make_need("马春兰", HERE), make_need("何志斌", THERE)

    hang_step(by=cast.luo, person=own.person, need=own)

    assert state_of(lambda: hang_step(by=cast.luo, person=own.person, need=others)) == OUT_OF_REACH


@pytest.mark.django_db
def test_planted_move_of_a_row_to_an_unloaded_parent_is_found(cast: Cast) -> None:
    own, others = make_need("马春兰", HERE), make_need("何志斌", THERE)
    hang_step(by=cast.luo, person=own.person, need=own)

    def move() -> None:
        with scope.entered(cast.luo.reach):
            Step.objects.update(need_id=others.id)

    assert state_of(move) == OUT_OF_REACH
