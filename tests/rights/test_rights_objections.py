"""A line is said to be wrong: it goes above its writer, is answered, and the person reads it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huiliu.access.actions import appoint
from huiliu.access.queries import acting_as_set_up, acting_under
from huiliu.access.roles import ROLES, RoleName
from huiliu.accounts.models import Account
from huiliu.audit.entries import read
from huiliu.audit.models import Entry, Reading
from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.core import scope
from huiliu.core.acting import Acting, Channel
from huiliu.core.clock import now
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.core.reach import Reach
from huiliu.exchange.actions import Brought, apply_roster
from huiliu.needs.actions import raise_need, take_need
from huiliu.needs.choices import NeedKind
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.people.actions import change_telephone, correct_fact
from huiliu.people.choices import Source
from huiliu.people.models import Person, Sighting
from huiliu.rights.actions import About, answer_objection, raise_objection
from huiliu.rights.choices import Reason, Subject
from huiliu.rights.models import Objection
from huiliu.rights.queries import (
    answering_kinds,
    answering_organisation,
    objections_answered,
    objections_waiting,
    own_objections,
)
from huiliu.rights.subjects import line_of
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from tests.cast import DAY, Cast
from tests.exchange.people import HE, HEADERS
from tests.exchange.workbooks import xlsx
from tests.factories import make_stay
from tests.members import acting_as_member, make_member

AT = now()
ROSTER = {"employer": "东风物流"}


@pytest.fixture
def driver(cast: Cast) -> Person:
    return make_member("何志斌", sealed=ROSTER)


def objected(
    by: Acting, about: About, *, words: str = "没有这回事", id: UUID | None = None
) -> Objection:
    return raise_objection(
        by=by,
        id=id or new_id(),
        about=about,
        reason=Reason.UNTRUE,
        words=words,
        at=AT,
        day=DAY,
    )


def looked(by: Acting, person: Person) -> About:
    with scope.entered(by.reach):
        read(by=by, page="person", persons=[person.id])
    with scope.entered(Reach(own=(person.id,))):
        return About(Subject.LOOK, Reading.objects.latest("id").id)


def said(person: Person) -> About:
    with scope.entered(Reach.everywhere()):
        sighting = Sighting.objects.filter(person=person).latest("id")
    return About(Subject.FACT, sighting.id, "employer")


def contacted(cast: Cast, person: Person) -> About:
    make_stay(person)
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(person=person, side=Side.HOST)
    told = Told(ContactChannel.TELEPHONE, Outcome.REACHED, DAY, note="一切都好")
    id = new_id()
    record_contact(by=cast.luo, id=id, link_id=link.id, told=told, at=AT, day=DAY)
    return About(Subject.CONTACT, id)


def stepped(cast: Cast, person: Person) -> About:
    need, step = new_id(), new_id()
    about = {"person_id": person.id, "kind": NeedKind.WORK, "words": "想学手艺"}
    raise_need(by=acting_as_member(person), id=need, at=AT, day=DAY, **about)
    take_need(by=cast.luo, id=step, need_id=need, at=AT)
    return About(Subject.STEP, step)


LINES: dict[str, tuple[Callable[[Cast, Person], About], str]] = {
    "fact": (lambda _cast, person: said(person), "工作单位：东风物流（流入地名册，2026-11-23）"),
    "contact": (contacted, "2026-11-23 环保社区居委会 罗社区 电话，联系上了：一切都好"),
    "step": (stepped, "找活学技能：环保社区居委会 罗社区 接手来办"),
    "look": (lambda cast, person: looked(cast.luo, person), "罗社区 打开了您的档案"),
}


@pytest.mark.parametrize("kind", LINES)
def test_every_kind_of_line_goes_to_the_district_above_its_writer(
    cast: Cast, driver: Person, kind: str
) -> None:
    make, words = LINES[kind]

    objected(acting_as_member(driver), make(cast, driver))

    with scope.entered(cast.tang.reach):
        [waiting] = objections_waiting(by=cast.tang)
    assert waiting.line.endswith(words)
    assert (waiting.name, waiting.words) == ("何志斌", "没有这回事")
    assert waiting.row.against_id == cast.luo.organisation_id
    assert waiting.row.answer_until == DAY + timedelta(days=7)


def test_answer_is_read_by_the_person(cast: Cast, driver: Person) -> None:
    himself = acting_as_member(driver)
    objection = objected(himself, looked(cast.luo, driver))

    answer_objection(by=cast.tang, id=objection.id, words="是值班的同志，已经提醒", at=AT)

    with scope.entered(himself.reach):
        [own] = own_objections(persons=himself.reach.own)
    assert (own.answer, own.row.answered_by) == ("是值班的同志，已经提醒", "唐联络")
    with scope.entered(cast.tang.reach):
        assert objections_waiting(by=cast.tang) == []
        assert [one.answer for one in objections_answered(by=cast.tang, longest=9)] == [own.answer]


@pytest.mark.parametrize("name", ["luo", "he", "sun", "zhou", "qian"])
def test_those_below_and_beside_see_nothing_of_it(cast: Cast, driver: Person, name: str) -> None:
    objected(acting_as_member(driver), looked(cast.luo, driver))

    with scope.entered(getattr(cast, name).reach):
        assert not Objection.objects.exists()


def test_look_of_the_district_goes_to_the_city(cast: Cast, driver: Person) -> None:
    objection = objected(acting_as_member(driver), looked(cast.tang, driver))

    assert objection.queue_path == cast.qian.organisation_path
    with scope.entered(cast.tang.reach):
        assert objections_waiting(by=cast.tang) == []
    with scope.entered(cast.qian.reach):
        assert len(objections_waiting(by=cast.qian)) == 1


def test_roster_brought_by_the_district_is_not_answered_by_the_district(
    cast: Cast, tmp_path: Path
) -> None:
    """Its rows say that the community said it; who wrote it is who brought the roster."""
    district = Organisation.objects.get(id=cast.tang.organisation_id)
    rows = {"名册": [HEADERS, HE]}
    brought = Brought(xlsx(tmp_path / "流入.xlsx", rows), name="流入.xlsx", importer=district)
    apply_roster(by=cast.tang, brought=brought, at=AT, day=DAY)
    with scope.entered(Reach.everywhere()):
        person = Person.objects.get()
        sighting = Sighting.objects.get()
    about = About(Subject.FACT, sighting.id, "mobile")

    objection = objected(acting_as_member(person), about)

    assert objection.against_id == district.id
    assert objection.queue_path == cast.qian.organisation_path


def test_nobody_answers_what_is_about_themselves(cast: Cast, driver: Person) -> None:
    """罗 looked at the community, and is appointed at the district as well."""
    account = Account.objects.get(username="luo")
    district = Organisation.objects.get(id=cast.tang.organisation_id)
    held = appoint(
        by=acting_as_set_up(),
        account=account,
        role=RoleName.DISTRICT_LIAISON,
        organisation=district,
        day=DAY,
    )
    luo_above = acting_under(appointment=held, account=account, channel=Channel.PAGE)
    objection = objected(acting_as_member(driver), looked(cast.luo, driver))

    with scope.entered(luo_above.reach):
        assert objections_waiting(by=luo_above) == []
    with pytest.raises(OutOfReach):
        answer_objection(by=luo_above, id=objection.id, words="没有问题", at=AT)
    answer_objection(by=cast.tang, id=objection.id, words="看过了", at=AT)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=st.data())
def test_whoever_of_the_city_is_complained_about_never_answers(
    cast: Cast, drawn: st.DataObject
) -> None:
    """Over the whole tree of the cast: the answering organisation can answer, and lies above."""
    city = Organisation.objects.get(parent=None, kind=Kind.CITY)
    places = list(Organisation.objects.filter(path__startswith=city.path).order_by("path"))
    against = drawn.draw(st.sampled_from(places))

    answering = answering_organisation(against=against)

    assert answering.kind in answering_kinds()
    assert against.path.startswith(answering.path)
    assert (answering == against) == (against.parent_id is None)


def test_kinds_that_answer_are_those_where_the_permission_is_held() -> None:
    holders = {
        role.name for role in ROLES.values() if Permission.ANSWER_OBJECTION in role.permissions
    }

    assert {RoleName.STREET_CLERK, RoleName.COMMUNITY_WORKER} & holders == set()
    assert {"street", "community", "branch", "grid"} & answering_kinds() == set()


def test_lines_of_others_are_not_there(cast: Cast, driver: Person) -> None:
    other = acting_as_member(make_member("方远", telephone="13900139000"))
    lines = [said(driver), contacted(cast, driver), stepped(cast, driver), looked(cast.luo, driver)]

    for about in lines:
        with pytest.raises(OutOfReach):
            objected(other, about)
        with pytest.raises(OutOfReach), scope.entered(Reach.everywhere()):
            line_of(subject=about.subject, id=about.id, field=about.field, own=other.reach.own)


def test_own_word_is_corrected_and_not_objected_to(cast: Cast, driver: Person) -> None:
    himself = acting_as_member(driver)
    correct_fact(by=himself, field="employer", value="长江货运", day=DAY)

    with pytest.raises(OutOfReach):
        objected(himself, said(driver))


def test_number_that_a_worker_put_down_is_objected_to_like_any_word(
    cast: Cast, driver: Person
) -> None:
    """It stands as the person's own word; who put it down was at the counter."""
    change_telephone(by=cast.luo, person_id=driver.id, telephone="13900139000", at=AT, day=DAY)
    with scope.entered(Reach.everywhere()):
        put_down = Sighting.objects.get(person=driver, source=Source.MEMBER)

    objection = objected(acting_as_member(driver), About(Subject.FACT, put_down.id, "mobile"))

    assert objection.against_id == cast.luo.organisation_id
    assert objection.against_account == str(cast.luo.account_id)


def test_word_of_a_home_outside_goes_to_the_city(cast: Cast, driver: Person) -> None:
    with scope.entered(Reach.everywhere()):
        Sighting.objects.filter(person=driver).update(source=Source.HOME_REGISTER)

    objection = objected(acting_as_member(driver), said(driver))

    assert objection.queue_path == cast.qian.organisation_path


def test_need_that_the_person_raised_is_no_line_of_others(cast: Cast, driver: Person) -> None:
    need = new_id()
    himself = acting_as_member(driver)
    about = {"person_id": driver.id, "kind": NeedKind.WORK, "words": "想学手艺"}
    raise_need(by=himself, id=need, at=AT, day=DAY, **about)

    with pytest.raises(OutOfReach):
        objected(himself, About(Subject.STEP, need))


def test_same_form_twice_says_it_once(cast: Cast, driver: Person) -> None:
    himself, id, about = acting_as_member(driver), new_id(), looked(cast.luo, driver)
    for _ in range(2):
        objected(himself, about, id=id)

    with scope.entered(himself.reach):
        assert len(own_objections(persons=himself.reach.own)) == 1


def test_line_that_waits_is_not_objected_to_again_before_the_answer(
    cast: Cast, driver: Person
) -> None:
    himself, about = acting_as_member(driver), looked(cast.luo, driver)
    first = objected(himself, about)
    with pytest.raises(Refused, match="已经说过了，正在等答复"):
        objected(himself, about)
    answer_objection(by=cast.tang, id=first.id, words="看过了", at=AT)

    assert objected(himself, about).id != first.id


def test_words_are_sealed_and_short(cast: Cast, driver: Person) -> None:
    himself, about = acting_as_member(driver), looked(cast.luo, driver)
    with pytest.raises(Refused, match="最多写300个字，现在有301个"):
        objected(himself, about, words="长" * 301)

    objection = objected(himself, about, words="没有请他看")

    assert "没有请他看".encode() not in bytes(objection.sealed)
    with scope.entered(himself.reach):
        trail = list(Entry.objects.filter(act="rights.raise_objection"))
    assert [entry.detail for entry in trail] == [{"subject": "look", "reason": "untrue"}]


def test_answer_says_something_and_is_given_once(cast: Cast, driver: Person) -> None:
    objection = objected(acting_as_member(driver), looked(cast.luo, driver))
    with pytest.raises(Refused, match="请写上答复"):
        answer_objection(by=cast.tang, id=objection.id, words=" ", at=AT)
    for _ in range(2):
        answer_objection(by=cast.tang, id=objection.id, words="看过了", at=AT)

    with pytest.raises(Refused, match="已经答复了"):
        answer_objection(by=cast.tang, id=objection.id, words="改口", at=AT)


def test_workers_raise_none_and_answer_none(cast: Cast, driver: Person) -> None:
    about = looked(cast.luo, driver)
    objection = objected(acting_as_member(driver), about)

    with pytest.raises(NotPermitted):
        objected(cast.luo, about)
    for by in (cast.luo, cast.he, cast.zhou):
        with pytest.raises(NotPermitted):
            answer_objection(by=by, id=objection.id, words="没有问题", at=AT)
    with pytest.raises(OutOfReach):
        answer_objection(by=cast.qian, id=objection.id, words="没有问题", at=AT)


def test_who_has_no_file_objects_to_nothing(cast: Cast, driver: Person) -> None:
    about = looked(cast.luo, driver)

    with pytest.raises(OutOfReach):
        objected(acting_as_member(driver).reaching(Reach()), about)
