"""Somebody acts for another: named by a code, agreed to, on record with both names, ended."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from huiliu.access.queries import acting_as_account
from huiliu.accounts.models import Account
from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.clock import now
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.needs.actions import confirm_need, raise_need, solve_need, take_need
from huiliu.needs.choices import NeedKind, WhoseWord
from huiliu.needs.models import Step
from huiliu.people.actions import correct_fact, hide_fact
from huiliu.people.models import Person
from huiliu.rights.actions import accept_delegation, end_delegation, name_delegate
from huiliu.rights.delegations import acting_for, delegations_of
from huiliu.rights.models import Delegation
from huiliu.rights.rules import LONGEST_NAME, for_another
from tests.cast import DAY, Cast
from tests.members import acting_as_member, make_member

AT = now()
UNTIL = DAY + timedelta(days=30)


@pytest.fixture
def driver(cast: Cast) -> Person:
    return make_member("何志斌")


@pytest.fixture
def wife(cast: Cast) -> Person:
    return make_member("马春兰", telephone="13900139000")


def account_of(person: Person) -> Account:
    return Account.objects.get(id=acting_as_member(person).account_id)


def named(person: Person, *, until: date = UNTIL, id: UUID | None = None) -> str | None:
    by = acting_as_member(person)
    _delegation, code = name_delegate(by=by, id=id or new_id(), ends_on=until, at=AT, day=DAY)
    return code


def agreed(person: Person, code: str | None, *, minutes: int = 0) -> Delegation:
    by = acting_as_account(account=account_of(person))
    return accept_delegation(by=by, code=code or "", at=AT + timedelta(minutes=minutes), day=DAY)


def acting(wife: Person, delegation: Delegation, *, day: date = DAY) -> Acting | None:
    return acting_for(delegation=delegation.id, account=account_of(wife), day=day)


def test_delegate_reads_the_file_and_nothing_else(driver: Person, wife: Person) -> None:
    for_him = acting(wife, agreed(wife, named(driver)))

    assert for_him is not None
    assert for_him.reach == Reach(own=(driver.id,))
    with scope.entered(for_him.reach):
        assert list(Person.objects.values_list("name", flat=True)) == ["何志斌"]


def test_what_a_delegate_does_has_both_names_in_the_file_and_none_in_the_log(
    cast: Cast, driver: Person, wife: Person
) -> None:
    for_him = acting(wife, agreed(wife, named(driver)))
    assert for_him is not None
    need, kind = new_id(), NeedKind.WORK
    raise_need(by=for_him, id=need, person_id=driver.id, kind=kind, words="", at=AT, day=DAY)
    take_need(by=cast.luo, id=new_id(), need_id=need, at=AT)
    solve_need(by=cast.luo, id=new_id(), need_id=need, words="办好了", at=AT)

    confirm_need(by=for_him, id=new_id(), need_id=need, at=AT)

    with scope.entered(Reach(own=(driver.id,))):
        steps = Step.objects.filter(need=need).order_by("id")
        said = [(step.made_by, step.whose_word) for step in (steps[0], steps[len(steps) - 1])]
        acts = Entry.objects.filter(person=driver.id, role="delegate").order_by("id")
        assert [(entry.name, entry.account) for entry in acts] == [
            ("", str(for_him.account_id))
        ] * 2
    assert said == [("马春兰代何志斌", WhoseWord.PERSON)] * 2


def test_delegate_changes_hides_and_names_nothing(driver: Person, wife: Person) -> None:
    for_him = acting(wife, agreed(wife, named(driver)))
    assert for_him is not None

    with pytest.raises(NotPermitted):
        correct_fact(by=for_him, field="employer", value="别的", day=DAY)
    with pytest.raises(NotPermitted):
        hide_fact(by=for_him, field="employer")
    with pytest.raises(NotPermitted):
        name_delegate(by=for_him, id=new_id(), ends_on=UNTIL, at=AT, day=DAY)


def test_naming_and_agreeing_stand_in_the_trail(driver: Person, wife: Person) -> None:
    end_delegation(
        by=acting_as_account(account=account_of(wife)),
        id=agreed(wife, named(driver)).id,
        at=AT,
    )

    with scope.entered(Reach(own=(driver.id,))):
        trail = Entry.objects.filter(person=driver.id, act__startswith="rights.").order_by("id")
        assert [(entry.act, entry.name) for entry in trail] == [
            ("rights.name_delegate", ""),
            ("rights.accept_delegation", ""),
            ("rights.end_delegation", ""),
        ]


def test_code_opens_for_ten_minutes(driver: Person, wife: Person) -> None:
    with pytest.raises(Refused, match="已经过了十分钟"):
        agreed(wife, named(driver), minutes=10)

    assert agreed(wife, named(driver), minutes=9).delegate == account_of(wife)


def test_code_opens_once(driver: Person, wife: Person) -> None:
    code = named(driver)
    agreed(wife, code)

    with pytest.raises(Refused, match="用过了"):
        agreed(make_member("方远", telephone="13700137000"), code)


def test_wrong_code_opens_nothing(driver: Person, wife: Person) -> None:
    named(driver)

    with pytest.raises(Refused, match="这个码不对"):
        agreed(wife, "23456789AB")


def test_nobody_acts_for_oneself(driver: Person) -> None:
    with pytest.raises(Refused, match="您自己的码"):
        agreed(driver, named(driver))


def test_who_works_for_an_organisation_acts_for_no_member(cast: Cast, driver: Person) -> None:
    luo = acting_as_account(account=Account.objects.get(username="luo"))

    with pytest.raises(Refused, match="在组织里任职的人不能替党员办事"):
        accept_delegation(by=luo, code=named(driver) or "", at=AT, day=DAY)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_day_is_soon_enough_and_not_past(driver: Person, days: int) -> None:
    with pytest.raises(Refused, match="一年以内"):
        named(driver, until=DAY + timedelta(days=days))


def test_it_ends_on_its_day(driver: Person, wife: Person) -> None:
    delegation = agreed(wife, named(driver))

    assert acting(wife, delegation, day=UNTIL - timedelta(days=1)) is not None
    assert acting(wife, delegation, day=UNTIL) is None


@pytest.mark.parametrize("side", ["driver", "wife"])
def test_either_side_ends_it_at_once(driver: Person, wife: Person, side: str) -> None:
    delegation = agreed(wife, named(driver))
    ender = account_of({"driver": driver, "wife": wife}[side])

    for _ in range(2):
        end_delegation(by=acting_as_account(account=ender), id=delegation.id, at=AT)

    assert acting(wife, delegation) is None
    assert delegations_of(account=account_of(driver), day=DAY) == []


def test_third_parties_neither_use_nor_end_it(driver: Person, wife: Person) -> None:
    delegation = agreed(wife, named(driver))
    third = make_member("方远", telephone="13700137000")

    assert acting(third, delegation) is None
    with pytest.raises(OutOfReach):
        end_delegation(by=acting_as_account(account=account_of(third)), id=delegation.id, at=AT)


def test_same_form_twice_gives_one_code(driver: Person) -> None:
    id = new_id()

    assert named(driver, id=id) is not None
    assert named(driver, id=id) is None
    assert Delegation.objects.count() == 1


def test_form_of_somebody_else_names_nobody(driver: Person, wife: Person) -> None:
    id = new_id()
    named(driver, id=id)

    with pytest.raises(Refused, match="已经用过"):
        named(wife, id=id)


def test_code_is_kept_as_a_digest_alone(driver: Person) -> None:
    code = named(driver)

    assert (code or "").encode() not in bytes(Delegation.objects.get().code_digest)


def test_both_names_fit_where_one_is_kept() -> None:
    assert for_another("马春兰", "何志斌") == "马春兰代何志斌"
    long = for_another("阿" * 40, "买" * 40)
    assert (len(long) <= LONGEST_NAME, "…代买" in long) == (True, True)
