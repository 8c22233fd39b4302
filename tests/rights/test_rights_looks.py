"""What somebody says of a look goes to the auditor above who looked, and to nobody else."""

from uuid import UUID

import pytest

from huiliu.access.actions import end_appointment
from huiliu.access.queries import acting_as_retention, acting_as_set_up
from huiliu.access.roles import RoleName
from huiliu.audit.entries import read
from huiliu.audit.models import Reading
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.clock import now
from huiliu.core.errors import NotPermitted, OutOfReach
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.people.actions import erase_file
from huiliu.people.models import Person
from huiliu.rights.actions import (
    About,
    answer_look,
    answer_objection,
    hand_on_objections,
    raise_objection,
)
from huiliu.rights.choices import Reason, Subject
from huiliu.rights.models import Objection
from huiliu.rights.queries import objections_waiting, own_objections
from tests.cast import DAY, Cast
from tests.members import acting_as_member, make_member
from tests.offices import in_office

AT = now()


@pytest.fixture
def driver(cast: Cast) -> Person:
    return make_member("何志斌")


@pytest.fixture
def auditor(cast: Cast) -> Acting:
    return in_office(RoleName.AUDITOR, "420103")


def looked(by: Acting, person: Person) -> UUID:
    with scope.entered(by.reach):
        read(by=by, page="person", persons=[person.id])
    with scope.entered(Reach(own=(person.id,))):
        return Reading.objects.latest("id").id


def objected(person: Person, look: UUID) -> Objection:
    return raise_objection(
        by=acting_as_member(person),
        id=new_id(),
        about=About(Subject.LOOK, look),
        reason=Reason.NOT_NEEDED,
        words="没有请他看",
        at=AT,
        day=DAY,
    )


def seen_by(by: Acting) -> int:
    with scope.entered(by.reach):
        return Objection.objects.count()


def test_look_waits_for_the_auditor_and_not_for_the_liaison(
    cast: Cast, driver: Person, auditor: Acting
) -> None:
    objection = objected(driver, looked(cast.luo, driver))

    assert (objection.audited, objection.queue_path) == (True, auditor.organisation_path)
    with scope.entered(auditor.reach):
        [waiting] = objections_waiting(by=auditor)
    assert (waiting.row.id, waiting.words) == (objection.id, "没有请他看")
    others = (cast.tang, cast.qian, cast.he, cast.luo, cast.sun, cast.zhou)
    assert [seen_by(by) for by in others] == [0] * 6


def test_answer_of_the_auditor_is_read_by_the_person(
    cast: Cast, driver: Person, auditor: Acting
) -> None:
    objection = objected(driver, looked(cast.luo, driver))

    answer_look(by=auditor, id=objection.id, words="是值班的同志，已经提醒", at=AT)

    himself = acting_as_member(driver)
    with scope.entered(himself.reach):
        [own] = own_objections(persons=himself.reach.own)
    assert (own.answer, own.row.answered_by) == ("是值班的同志，已经提醒", "沈在任")


def test_look_of_the_district_waits_for_the_auditor_of_the_city(
    cast: Cast, driver: Person, auditor: Acting
) -> None:
    above = in_office(RoleName.AUDITOR, "4201", username="above")

    objection = objected(driver, looked(cast.tang, driver))

    assert objection.queue_path == above.organisation_path
    assert (seen_by(auditor), seen_by(above)) == (0, 1)
    with pytest.raises(OutOfReach):
        answer_look(by=auditor, id=objection.id, words="没有问题", at=AT)


def test_look_that_waits_for_the_district_is_not_answered_by_the_city(
    cast: Cast, driver: Person, auditor: Acting
) -> None:
    above = in_office(RoleName.AUDITOR, "4201", username="above")

    objection = objected(driver, looked(cast.luo, driver))

    with scope.entered(above.reach):
        assert objections_waiting(by=above) == []
    with pytest.raises(OutOfReach):
        answer_look(by=above, id=objection.id, words="没有问题", at=AT)


def test_auditor_who_looked_is_answered_for_by_another(
    cast: Cast, driver: Person, auditor: Acting
) -> None:
    above = in_office(RoleName.AUDITOR, "4201", username="above")

    objection = objected(driver, looked(auditor, driver))

    assert objection.queue_path == above.organisation_path


def test_without_an_auditor_in_office_the_line_goes_to_the_liaison(
    cast: Cast, driver: Person, auditor: Acting
) -> None:
    """Nobody waits for an office that is not held."""
    set_up = acting_as_set_up()
    end_appointment(by=set_up, appointment_id=auditor.under(), ends_on=DAY, at=AT, day=DAY)

    objection = objected(driver, looked(cast.luo, driver))

    assert (objection.audited, objection.queue_path) == (False, cast.tang.organisation_path)
    assert (seen_by(cast.tang), seen_by(auditor)) == (1, 0)


def test_auditor_who_leaves_office_hands_on_what_was_not_answered(
    cast: Cast, driver: Person, auditor: Acting
) -> None:
    answered = objected(driver, looked(cast.luo, driver))
    answer_look(by=auditor, id=answered.id, words="是值班的同志", at=AT)
    waiting = objected(driver, looked(cast.luo, driver))
    night = acting_as_retention()

    assert hand_on_objections(by=night, day=DAY) == 0
    set_up = acting_as_set_up()
    end_appointment(by=set_up, appointment_id=auditor.under(), ends_on=DAY, at=AT, day=DAY)
    assert [hand_on_objections(by=night, day=DAY) for _ in range(2)] == [1, 0]

    with scope.entered(cast.tang.reach):
        [seen] = objections_waiting(by=cast.tang)
    assert (seen.row.id, seen.words) == (waiting.id, "没有请他看")


def test_look_of_the_only_auditor_goes_to_the_registrar(cast: Cast, driver: Person) -> None:
    """Nobody answers for themselves, and nothing waits for nobody."""
    alone = in_office(RoleName.AUDITOR, "4201")

    objection = objected(driver, looked(alone, driver))

    assert (objection.audited, objection.queue_path) == (False, cast.qian.organisation_path)
    assert (seen_by(alone), seen_by(cast.qian)) == (0, 1)


def test_who_reaches_the_file_one_by_one_reads_no_objection(
    cast: Cast, driver: Person, auditor: Acting
) -> None:
    """A contact person, and whoever broke a glass."""
    objected(driver, looked(cast.luo, driver))

    counts = []
    for reach in (Reach(own=(driver.id,)), Reach(entrusted=(driver.id,))):
        with scope.entered(reach):
            counts.append(Objection.objects.count())
    assert counts == [1, 0]


def test_auditor_answers_looks_alone_and_liaison_lines_alone(
    cast: Cast, driver: Person, auditor: Acting
) -> None:
    objection = objected(driver, looked(cast.luo, driver))

    with pytest.raises(NotPermitted):
        answer_objection(by=auditor, id=objection.id, words="没有问题", at=AT)
    with pytest.raises(NotPermitted):
        answer_look(by=cast.tang, id=objection.id, words="没有问题", at=AT)
    with pytest.raises(OutOfReach):
        answer_objection(by=cast.tang, id=objection.id, words="没有问题", at=AT)


def test_auditor_of_another_district_sees_nothing_of_it(cast: Cast, driver: Person) -> None:
    beside = in_office(RoleName.AUDITOR, "420104", username="beside")
    in_office(RoleName.AUDITOR, "420103")

    objected(driver, looked(cast.luo, driver))

    assert seen_by(beside) == 0


def test_auditor_sees_no_file_through_an_objection(
    cast: Cast, driver: Person, auditor: Acting
) -> None:
    objected(driver, looked(cast.luo, driver))

    with scope.entered(auditor.reach):
        assert not Person.objects.exists()


def test_what_was_said_of_a_look_goes_with_the_file(
    cast: Cast, driver: Person, auditor: Acting
) -> None:
    objected(driver, looked(cast.luo, driver))

    himself = acting_as_member(driver)
    erase_file(by=himself, persons=himself.reach.own, at=AT)

    assert seen_by(auditor) == 0
