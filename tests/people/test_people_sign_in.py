"""Whose files a number opens, and which codes do."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from huiliu.access.models import Oneself, OneTimeCode
from huiliu.access.queries import acting_as_self, acting_as_sign_in
from huiliu.accounts.models import Account
from huiliu.core import scope
from huiliu.core.errors import NotPermitted, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.people.actions import Entering, enter_by_code, send_sign_in_code
from huiliu.people.choices import Source
from huiliu.people.keys import sign_in_digest
from huiliu.people.models import Person, Sighting
from huiliu.people.queries import person_in_reach
from huiliu.people.sign_in import Candidate, may_be_one, named, wants_name
from tests.cast import DAY, Cast
from tests.factories import at, make_person
from tests.members import HOME, make_member

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
NUMBER = "13800138000"
SHE = Candidate(rows=(), name="王芳", sex="2", birth_year=1990, citizen_number="")


def asked(
    capsys: pytest.CaptureFixture[str], *, telephone: str = NUMBER, at: datetime = NOON
) -> tuple[UUID, str]:
    """Ask for a code; return its id and what the console shows of it."""
    id = new_id()
    send_sign_in_code(by=acting_as_sign_in(), id=id, telephone=telephone, network="", at=at)
    shown = re.search(r"六位数是 (\d{6})", capsys.readouterr().err)
    return id, shown[1] if shown else ""


def entered(id: UUID, code: str, *, name: str = "", at: datetime = NOON) -> Entering:
    return enter_by_code(by=acting_as_sign_in(), id=id, code=code, name=name, at=at, day=DAY)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_code_opens_an_account_of_the_own_file(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    driver = make_member("何志斌")

    account = entered(*asked(capsys)).account

    assert account is not None
    assert (account.name, account.has_usable_password()) == ("何志斌", False)
    assert re.fullmatch(r"member-[2-9a-z]{8}", account.username)
    assert acting_as_self(account=account).reach == Reach(own=(driver.id,))


def test_second_sign_in_finds_the_same_account(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make_member("何志斌")
    first = entered(*asked(capsys)).account
    later = NOON + timedelta(minutes=2)

    id, code = asked(capsys, at=later)

    assert entered(id, code, at=later).account == first


def test_code_opens_once(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    make_member("何志斌")
    id, code = asked(capsys)
    entered(id, code)

    assert entered(id, code) == Entering()


def test_code_is_closed_after_five_minutes(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    make_member("何志斌")
    id, code = asked(capsys)

    assert entered(id, code, at=NOON + timedelta(minutes=5)) == Entering()


def test_code_is_closed_after_five_wrong_tries(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make_member("何志斌")
    id, code = asked(capsys)
    for _ in range(5):
        assert entered(id, other_than(code)) == Entering()

    assert entered(id, code) == Entering()


def test_fifth_try_still_opens(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    make_member("何志斌")
    id, code = asked(capsys)
    for _ in range(4):
        entered(id, other_than(code))

    assert entered(id, code).account is not None


def test_code_of_one_number_is_none_of_another(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make_member("何志斌")
    make_member("方远", telephone="13900139000")
    _, code = asked(capsys)
    other, other_code = asked(capsys, telephone="13900139000")

    assert code != other_code
    assert entered(other, code) == Entering()


def test_same_form_sent_twice_sends_one_code(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make_member("何志斌")
    id = new_id()
    for _ in range(2):
        send_sign_in_code(by=acting_as_sign_in(), id=id, telephone=NUMBER, network="", at=NOON)

    assert capsys.readouterr().err.count("六位数") == 1


@pytest.mark.parametrize("telephone", [NUMBER, "13700137000"])
def test_known_and_unknown_numbers_wait_the_same_minute(
    cast: Cast, capsys: pytest.CaptureFixture[str], telephone: str
) -> None:
    make_member("何志斌")
    asked(capsys, telephone=telephone)

    with pytest.raises(Refused, match="一分钟里只发一次"):
        asked(capsys, telephone=telephone, at=NOON + timedelta(seconds=30))


def test_unknown_number_is_sent_nothing_and_opens_nothing(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    id, code = asked(capsys)

    assert code == ""
    assert OneTimeCode.objects.filter(id=id).exists()
    assert entered(id, "123456") == Entering()
    assert Oneself.objects.count() == 0


def test_unknown_number_makes_the_same_work(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    """How long both take is measured by `bin/bench door`; here, what is asked of the database."""
    make_member("何志斌")
    others = (f"137001370{last:02d}" for last in range(100))
    unknown = next(one for one in others if sign_in_digest(one) < sign_in_digest(NUMBER))
    asked(capsys, telephone="13600136000")
    questions = []
    for telephone in (NUMBER, unknown):
        with CaptureQueriesContext(connection) as made:
            asked(capsys, telephone=telephone)
        questions.append([one["sql"][:40] for one in made if "SAVEPOINT" not in one["sql"]])

    assert questions[0] == questions[1]
    assert len(questions[0]) > 10


@pytest.mark.parametrize("telephone", [NUMBER, "13700137000"])
def test_real_database_refuses_whoever_asks(
    cast: Cast, capsys: pytest.CaptureFixture[str], settings: Settings, telephone: str
) -> None:
    make_member("何志斌")
    settings.HUILIU_REAL_DATABASE = True

    with pytest.raises(Refused, match="还没有接上短信"):
        asked(capsys, telephone=telephone)

    assert capsys.readouterr().err == ""


def test_digits_are_kept_as_a_digest(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    make_member("何志斌")
    id, code = asked(capsys)

    kept = OneTimeCode.objects.get(id=id)

    assert code.encode() not in bytes(kept.code_digest)
    assert NUMBER.encode() not in bytes(kept.telephone_digest)


def test_two_people_on_one_number_are_asked_for_the_name(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    make_member("何志斌")
    wife = make_member("马春兰")
    id, code = asked(capsys)

    assert entered(id, other_than(code)) == Entering()
    assert entered(id, code) == Entering(wants_name=True)
    assert entered(id, code, name="方远") == Entering()
    account = entered(id, code, name="马春兰 ").account

    assert account is not None
    assert acting_as_self(account=account).reach.own == (wife.id,)


def test_two_files_of_one_person_open_together(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    here = make_member("何志斌")
    home = make_member("何志斌", code="420104001001")

    account = entered(*asked(capsys)).account

    assert account is not None
    assert set(acting_as_self(account=account).reach.own) == {here.id, home.id}


def test_merged_file_opens_with_all_its_rows(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    leading = make_member("何志斌", telephone="13900139000")
    following = make_member("何志斌")
    with scope.entered(Reach.everywhere()):
        Person.objects.filter(id=following.id).update(same_as=leading)

    account = entered(*asked(capsys)).account

    assert account is not None
    assert set(acting_as_self(account=account).reach.own) == {leading.id, following.id}


def test_namesakes_on_one_number_are_not_let_into_each_others_files(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in ("420199199001011234", "420199196503074321"):
        make_member("王芳", sealed={"citizen_number": number})

    assert entered(*asked(capsys)) == Entering()


def test_number_that_the_person_replaced_opens_nothing(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    driver = make_member("何志斌")
    newer = make_member("何志斌", telephone="13900139000")
    with scope.entered(Reach.everywhere()):
        Sighting.objects.filter(person=newer).update(source=Source.MEMBER)
        Person.objects.filter(id=newer.id).update(same_as=driver)

    assert asked(capsys)[1] == ""
    assert entered(*asked(capsys, telephone="13900139000")).account is not None


def test_newer_word_without_a_number_leaves_the_number_standing(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    driver = make_member("何志斌")
    without_number = make_person("何志斌", **at(host=HOME, patch=HOME))
    with scope.entered(Reach.everywhere()):
        Sighting.objects.filter(person=without_number).update(seen_on=DAY + timedelta(days=1))
        Person.objects.filter(id=without_number.id).update(same_as=driver)

    assert entered(*asked(capsys)).account is not None


def test_account_of_a_worker_is_not_opened_by_code(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    driver = make_member("何志斌")
    Oneself(account=Account.objects.get(username="luo"), person=driver.id).save()

    assert entered(*asked(capsys)) == Entering()


def test_machine_that_lets_in_sees_nobody(cast: Cast) -> None:
    driver = make_member("何志斌")
    machine = acting_as_sign_in()

    with scope.entered(machine.reach):
        assert person_in_reach(id=driver.id) is None
    assert {str(permission) for permission in machine.permissions} == {
        "accounts.edit_account",
        "accounts.end_sessions",
    }


def test_codes_are_made_by_that_machine_alone(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        send_sign_in_code(by=cast.luo, id=new_id(), telephone=NUMBER, network="", at=NOON)


def test_name_is_wanted_where_names_differ() -> None:
    assert not wants_name([SHE, SHE])
    assert wants_name([SHE, replace(SHE, name="王方")])


def test_name_is_matched_as_it_is_written() -> None:
    assert named([SHE, replace(SHE, name="王方")], name=" 王 芳") == [SHE]
    assert named([SHE], name="王") == []


@pytest.mark.parametrize(
    ("other", "one"),
    [
        ({}, True),
        ({"sex": "0", "birth_year": None}, True),
        ({"birth_year": 1991}, True),
        ({"birth_year": 1992}, False),
        ({"sex": "1"}, False),
    ],
)
def test_files_that_contradict_are_two_people(*, other: dict[str, object], one: bool) -> None:
    assert may_be_one([SHE, replace(SHE, **other)]) is one
