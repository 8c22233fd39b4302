"""A member's number changes at the counter: the new one opens the file, the old one is told."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from huiliu.access.actions import open_own_account
from huiliu.access.queries import acting_as_sign_in
from huiliu.accounts.models import Session
from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.clock import now
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.people.actions import change_telephone, enter_by_code, send_sign_in_code
from huiliu.people.choices import Source
from huiliu.people.models import Person, Sighting
from huiliu.people.queries import facts_of
from tests.cast import DAY, Cast
from tests.members import client_of, make_member

OLD, NEW = "13800138000", "13900139000"
AT = now()


def changed(by: Acting, person: Person, telephone: str = NEW) -> Person:
    return change_telephone(by=by, person_id=person.id, telephone=telephone, at=AT, day=DAY)


def code_sent(capsys: pytest.CaptureFixture[str], telephone: str) -> tuple[UUID, str]:
    id = new_id()
    capsys.readouterr()
    send_sign_in_code(by=acting_as_sign_in(), id=id, telephone=telephone, network="", at=AT)
    shown = re.search(r"六位数是 (\d{6})", capsys.readouterr().err)
    return id, shown[1] if shown else ""


def test_new_number_opens_the_file_at_once_and_the_old_one_nothing(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    driver = make_member("何志斌")

    changed(cast.luo, driver)

    id, code = code_sent(capsys, NEW)
    entering = enter_by_code(by=acting_as_sign_in(), id=id, code=code, name="", at=AT, day=DAY)
    assert entering.account is not None
    assert code_sent(capsys, OLD)[1] == ""


def test_old_number_is_told_by_whom(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    driver = make_member("何志斌")
    capsys.readouterr()

    changed(cast.luo, driver)

    assert capsys.readouterr().err == (
        "给 13800138000：您在汇流的手机号已由环保社区居委会换成新的。"
        "不是您本人换的，请马上告诉他们。\n"
    )


def test_number_is_the_members_own_word_in_the_file(cast: Cast) -> None:
    driver = make_member("何志斌")

    changed(cast.luo, driver)

    with scope.entered(cast.luo.reach):
        shown = facts_of(rows=[driver.id])["mobile"]
        said = Sighting.objects.get(person=driver, source=Source.MEMBER)
    assert (shown.value, shown.source, shown.said_on) == (NEW, Source.MEMBER, DAY)
    assert NEW.encode() not in bytes(said.sealed)
    assert said.patch_path == driver.patch_path


def test_act_stands_in_the_trail_of_the_person(cast: Cast) -> None:
    driver = make_member("何志斌")

    changed(cast.luo, driver)

    with scope.entered(Reach(own=(driver.id,))):
        entry = Entry.objects.get(person=driver.id, act="people.change_telephone")
    assert (entry.name, entry.organisation_name) == ("罗社区", "环保社区居委会")
    assert NEW not in str(entry.detail)


def test_second_change_leaves_the_newest(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    driver = make_member("何志斌")
    changed(cast.luo, driver)
    changed(cast.luo, driver, "13700137000")

    assert code_sent(capsys, NEW)[1] == ""
    assert code_sent(capsys, "13700137000")[1] != ""


def test_same_number_again_writes_and_tells_nothing(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    driver = make_member("何志斌")
    changed(cast.luo, driver)
    capsys.readouterr()

    changed(cast.luo, driver)

    assert capsys.readouterr().err == ""
    with scope.entered(cast.luo.reach):
        assert Sighting.objects.filter(person=driver).count() == 2


def test_who_is_signed_in_by_the_old_number_is_out(cast: Cast) -> None:
    driver = make_member("何志斌")
    client_of(driver)
    account = open_own_account(by=acting_as_sign_in(), name="何志斌", persons=[driver.id])
    assert Session.objects.filter(account=account).exists()

    changed(cast.luo, driver)

    assert not Session.objects.filter(account=account).exists()


def test_wife_on_the_same_number_keeps_her_way_in(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    driver = make_member("何志斌")
    make_member("马春兰")

    changed(cast.luo, driver)

    id, code = code_sent(capsys, OLD)
    entering = enter_by_code(by=acting_as_sign_in(), id=id, code=code, name="", at=AT, day=DAY)
    assert entering.account is not None
    assert entering.account.name == "马春兰"


def test_worker_elsewhere_has_no_such_file(cast: Cast) -> None:
    driver = make_member("何志斌")

    with pytest.raises(OutOfReach):
        changed(cast.sun, driver)


@pytest.mark.parametrize("name", ["qian", "tang"])
def test_who_cares_for_nobody_changes_no_number(cast: Cast, name: str) -> None:
    driver = make_member("何志斌")

    with pytest.raises(NotPermitted):
        changed(getattr(cast, name), driver)


def test_number_that_nobody_can_be_told_of_stays(
    cast: Cast, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    driver = make_member("何志斌")
    settings.HUILIU_REAL_DATABASE = True

    with pytest.raises(Refused, match="还没有接上短信"):
        changed(cast.luo, driver)

    settings.HUILIU_REAL_DATABASE = False
    assert code_sent(capsys, OLD)[1] != ""


def test_codes_of_one_network_end_at_ten_an_hour(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    def asked(number: int, *, minutes: int = 0) -> None:
        send_sign_in_code(
            by=acting_as_sign_in(),
            id=new_id(),
            telephone=f"138001380{number:02d}",
            network="192.0.2.7",
            at=AT + timedelta(minutes=minutes),
        )

    for number in range(10):
        asked(number)

    with pytest.raises(Refused, match="要六位数的人太多了"):
        asked(11)
    asked(11, minutes=60)


def test_codes_of_the_city_end_at_its_number(cast: Cast, settings: Settings) -> None:
    settings.HUILIU_CODES_OF_CITY = 3

    def asked(number: int) -> None:
        send_sign_in_code(
            by=acting_as_sign_in(),
            id=new_id(),
            telephone=f"138001380{number:02d}",
            network=f"192.0.2.{number}",
            at=AT,
        )

    for number in range(3):
        asked(number)

    with pytest.raises(Refused, match="要六位数的人太多了"):
        asked(4)


def test_refused_code_counts_for_nobody(cast: Cast, settings: Settings) -> None:
    """One number that asks again and again uses up neither its network's codes nor the city's."""
    settings.HUILIU_CODES_OF_CITY = 2

    def asked(telephone: str) -> None:
        send_sign_in_code(
            by=acting_as_sign_in(), id=new_id(), telephone=telephone, network="192.0.2.7", at=AT
        )

    asked(OLD)
    for _ in range(5):
        with pytest.raises(Refused, match="一分钟里只发一次"):
            asked(OLD)

    asked(NEW)
