"""Lists for homes outside the city on pages: opened by the district, entered by the secretary."""

import io
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from huiliu.access.models import Appointment, FarList
from huiliu.access.rules import LETTERS, check_letter
from huiliu.accounts.models import Account
from huiliu.contact.models import Attempt
from huiliu.core import scope
from huiliu.core.clock import now, today
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import Registration, Told, register_person
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field
from huiliu.organisations.models import Organisation
from huiliu.stays.choices import Act, Side, StayState
from huiliu.stays.models import Link, Stay
from tests.cast import Cast

SignIn = Callable[[str], Client]
VILLAGE, TOWN = "湖南省临湘市坦渡村", "湖南省临湘市羊楼镇"
NUMBER = "13800009988"


def come(cast: Cast, name: str, telephone: str, *, home: str = VILLAGE) -> Stay:
    """Let somebody from a far village be registered at 环保."""
    said = {Field.NAME: name, Field.TELEPHONE: telephone, Field.BRANCH: home}
    place = Organisation.objects.get(code="420103001001")
    told = Told(Direction.INFLOW, said)
    done = register_person(by=cast.luo, id=new_id(), place=place, told=told, at=now(), day=today())
    assert isinstance(done, Registration)
    with scope.entered(Reach.everywhere()):
        return Stay.objects.select_related("home").get(person=done.person)


@pytest.fixture
def cheng(cast: Cast) -> Stay:
    return come(cast, "程立", "13900001111")


@pytest.fixture
def tang(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in("tang")


def opening(stay: Stay) -> str:
    return reverse("open_far_list", args=[stay.home_id])


def opened(tang: Client, stay: Stay, **said: str) -> FarList:
    """Let the district open a list on its page."""
    until = (today() + timedelta(days=90)).isoformat()
    told = {"name": "邹桂兰", "telephone": NUMBER, "until": until, "id": str(new_id()), **said}
    answer = tang.post(opening(stay), told)
    assert answer.status_code == 302, answer.context["form"].errors
    return FarList.objects.select_related("appointment__account").latest("opened_at")


def secretary(far_list: FarList, capsys: pytest.CaptureFixture[str]) -> Client:
    """Let the secretary come in through the door, without any script."""
    client = Client()
    door = reverse("far_door", args=[far_list.id])
    assert client.get(door).status_code == 200
    client.post(door, {"id": str(new_id())})
    code = capsys.readouterr().err.strip().splitlines()[-1].split("六位数是 ")[1][:6]
    answer = client.post(reverse("far_code", args=[far_list.id]), {"code": code})
    assert answer.url == reverse("due_list")
    return client


def names(client: Client) -> list[str]:
    page = client.get(reverse("due_list"), {"show": "all"})
    return [row["name"] for group in page.context["groups"] for row in group["rows"]]


def now_at(stay: Stay) -> tuple[str, str]:
    with scope.entered(Reach.everywhere()):
        held = Stay.objects.get(id=stay.id)
        return held.state, held.waits_for


def test_case_leads_to_opening_a_list_and_the_list_to_its_address(
    cheng: Stay, tang: Client
) -> None:
    decide = tang.get(reverse("decide", args=[cheng.id])).content.decode()
    assert opening(cheng) in decide
    assert "先打个电话" in tang.get(opening(cheng)).content.decode()

    far_list = opened(tang, cheng)
    page = tang.get(reverse("far_list", args=[far_list.id])).content.decode()

    assert f"http://testserver{reverse('far_door', args=[far_list.id])}" in page
    assert "138****9988" in page
    assert NUMBER not in page
    assert (
        reverse("far_list", args=[far_list.id]) in tang.get(reverse("far_lists")).content.decode()
    )


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"telephone": "123"}, "telephone"),
        ({"until": "2000-01-01"}, "until"),
        ({"until": "2100-01-01"}, "until"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    cheng: Stay, tang: Client, said: dict[str, str], field: str
) -> None:
    until = (today() + timedelta(days=90)).isoformat()
    told = {"name": "邹", "telephone": NUMBER, "until": until, "id": str(new_id()), **said}

    page = tang.post(opening(cheng), told)

    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {field}
    assert FarList.objects.count() == 0


def test_home_for_which_nobody_waits_has_no_page(
    cast: Cast, cheng: Stay, tang: Client, sign_in: SignIn
) -> None:
    opened(tang, cheng)

    assert tang.get(opening(cheng)).status_code == 404
    assert tang.get(reverse("open_far_list", args=[new_id()])).status_code == 404
    assert sign_in("luo").get(opening(cheng)).status_code == 403


def test_secretary_says_yes_and_records_a_call(
    cheng: Stay, tang: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    zou = secretary(opened(tang, cheng), capsys)
    assert "有 1 人等我们答" in zou.get(reverse("due_list")).content.decode()
    [row] = zou.get(reverse("waiting")).context["rows"]

    zou.post(row["yes_url"], {"answer": row["yes"], "id": str(row["id"])})
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(stay=cheng, side=Side.HOME)
    page = zou.get(reverse("record_contact", args=[link.id]))
    told = {
        "id": str(new_id()),
        "channel": "telephone",
        "outcome": "reached",
        "happened_on_0": today().isoformat(),
    }
    zou.post(reverse("record_contact", args=[link.id]), told)

    assert now_at(cheng) == (StayState.ACTIVE, "")
    assert "13900001111" in page.content.decode()
    with scope.entered(Reach.everywhere()):
        attempt = Attempt.objects.get()
    assert (attempt.side, attempt.made_by) == (Side.HOME, "邹桂兰")


def test_secretary_says_not_ours(
    cheng: Stay, tang: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    zou = secretary(opened(tang, cheng), capsys)
    page = reverse("decide", args=[cheng.id])
    told = {"answer": "disowned", "words": "前年转到镇上了", "id": str(new_id())}

    answer = zou.post(page, told)

    assert answer.status_code == 302
    assert now_at(cheng) == (StayState.REGISTERED_IN, Act.FIND_HOME)


def test_secretary_who_takes_back_a_word_comes_back_to_what_waits(
    cheng: Stay, tang: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    zou = secretary(opened(tang, cheng), capsys)
    [row] = zou.get(reverse("waiting")).context["rows"]
    zou.post(row["yes_url"], {"answer": row["yes"], "id": str(row["id"])})
    told = {"answer": "returned", "words": "", "id": str(new_id())}
    page = zou.post(reverse("tell", args=[cheng.id]), told, follow=True)
    [*_, message] = page.context["messages"]

    answer = zou.post(message.extra_tags.removeprefix("undo:"))

    assert answer.url == reverse("waiting")
    assert now_at(cheng) == (StayState.ACTIVE, "")


def test_list_shows_its_own_people_and_opens_no_file(
    cast: Cast, cheng: Stay, tang: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    other = come(cast, "向家英", "13900003333", home=TOWN)
    zou = secretary(opened(tang, cheng), capsys)

    assert "程立" in zou.get(reverse("waiting")).content.decode()
    assert "向家英" not in zou.get(reverse("waiting")).content.decode()
    assert zou.get(reverse("decide", args=[other.id])).status_code == 404
    assert zou.get(reverse("person", args=[cheng.person_id])).status_code == 403
    assert zou.get(reverse("organisations")).status_code == 403


def test_address_without_a_code_shows_no_member_and_half_a_number(
    cheng: Stay, tang: Client
) -> None:
    page = Client().get(reverse("far_door", args=[opened(tang, cheng).id])).content.decode()

    assert VILLAGE in page
    assert "138****9988" in page
    assert "程立" not in page
    assert "邹桂兰" not in page


def test_page_of_digits_leads_back_to_the_door_of_whoever_asked_for_none(
    cheng: Stay, tang: Client
) -> None:
    far_list = opened(tang, cheng)

    answer = Client().get(reverse("far_code", args=[far_list.id]))

    assert answer.url == reverse("far_door", args=[far_list.id])


def test_wrong_digits_are_told_and_the_sixth_try_opens_nothing(
    cheng: Stay, tang: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    far_list, client = opened(tang, cheng), Client()
    client.post(reverse("far_door", args=[far_list.id]), {"id": str(new_id())})
    code = capsys.readouterr().err.strip().splitlines()[-1].split("六位数是 ")[1][:6]
    page = reverse("far_code", args=[far_list.id])
    wrong = "000000" if code != "000000" else "111111"

    for _ in range(5):
        assert "六位数不对" in client.post(page, {"code": wrong}).content.decode()

    assert client.post(page, {"code": code}).status_code == 422
    assert reverse("far_door", args=[far_list.id]) in client.get(page).content.decode()


def test_second_code_within_a_minute_is_refused_in_words(cheng: Stay, tang: Client) -> None:
    far_list, client = opened(tang, cheng), Client()
    door = reverse("far_door", args=[far_list.id])
    client.post(door, {"id": str(new_id())})

    page = client.post(door, {"id": str(new_id())})

    assert page.status_code == 422
    assert "一分钟里只发一次" in page.content.decode()
    assert client.post(door).status_code == 422


def letter(tang: Client, far_list: FarList) -> str:
    paper = tang.post(reverse("write_far_letter", args=[far_list.id]))
    [page] = PdfReader(io.BytesIO(paper.content)).pages
    return "".join(page.extract_text().split())


def code_in(text: str) -> str:
    return text.split("编码")[-2][:11] if "编码" in text else ""


def test_letter_names_the_branch_and_no_member_and_its_code_opens_the_list(
    cheng: Stay, tang: Client
) -> None:
    far_list = opened(tang, cheng, telephone="")
    text = letter(tang, far_list)
    page, client = reverse("far_by_letter", args=[far_list.id]), Client()
    assert client.get(page).status_code == 200
    assert VILLAGE in text
    assert "程立" not in text

    answer = client.post(page, {"code": code_in(text)})

    assert answer.url == reverse("due_list")
    assert "程立" in client.get(reverse("waiting")).content.decode()


def test_letter_code_is_told_from_one_that_was_mistyped(cheng: Stay, tang: Client) -> None:
    far_list = opened(tang, cheng, telephone="")
    old, new = code_in(letter(tang, far_list)), code_in(letter(tang, far_list))
    page = reverse("far_by_letter", args=[far_list.id])

    assert "编码不对" in Client().post(page, {"code": "ABC"}).content.decode()
    assert "这个编码打不开" in Client().post(page, {"code": old}).content.decode()
    assert Client().post(page, {"code": new}).url == reverse("due_list")


def test_door_of_a_list_without_a_number_leads_to_the_letter_alone(
    cheng: Stay, tang: Client
) -> None:
    far_list = opened(tang, cheng, telephone="")
    door = reverse("far_door", args=[far_list.id])

    page = Client().get(door).content.decode()
    refused = Client().post(door, {"id": str(new_id())}).content.decode()

    assert "发给我" not in page
    assert reverse("far_by_letter", args=[far_list.id]) in page
    assert "请用信上的编码打开" in refused


def test_shutting_is_asked_first_and_puts_the_secretary_out_at_once(
    cheng: Stay, tang: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    far_list = opened(tang, cheng)
    zou = secretary(far_list, capsys)
    page = reverse("shut_far_list", args=[far_list.id])
    assert "马上打不开" in tang.get(page).content.decode()

    tang.post(page)

    assert zou.get(reverse("waiting")).url == reverse("choose_appointment")
    assert "到期了" in Client().get(reverse("far_door", args=[far_list.id])).content.decode()
    assert "起关了" in tang.get(reverse("far_list", args=[far_list.id])).content.decode()
    assert tang.get(reverse("far_lists")).context["far_lists"] == []
    assert now_at(cheng) == (StayState.REGISTERED_IN, Act.FIND_HOME)


def test_list_that_is_over_lets_nobody_in_before_the_night_has_come(
    cheng: Stay, tang: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    far_list = opened(tang, cheng)
    zou = secretary(far_list, capsys)

    period = {"begins_on": date(2020, 1, 1), "ends_on": date(2020, 1, 2)}
    Appointment.objects.filter(id=far_list.appointment_id).update(**period)

    assert zou.get(reverse("due_list")).url == reverse("choose_appointment")


def test_address_of_no_list_is_not_there(cast: Cast) -> None:
    for page in ("far_door", "far_code", "far_by_letter"):
        assert Client().get(reverse(page, args=[new_id()])).status_code == 404


def test_account_of_a_list_is_not_entered_by_password_or_member_code(
    cheng: Stay, tang: Client
) -> None:
    account = Account.objects.get(id=opened(tang, cheng).appointment.account_id)

    answer = Client().post(reverse("sign_in"), {"username": account.username, "password": ""})

    assert answer.status_code == 422
    assert not account.has_usable_password()


def test_guesses_from_everywhere_open_nothing(
    cheng: Stay, tang: Client, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guess at the letter and at the digits, each time from another network: --whole tries 10,000.

    Each of them is of the right form, so that nothing but the digest tells it from the code.
    """
    guesses = 10_000 if pytestconfig.getoption("whole") else 200
    far_list, chance = opened(tang, cheng), Random(41)
    letter(tang, far_list)
    by_letter, by_digits = (
        reverse(page, args=[far_list.id]) for page in ("far_by_letter", "far_code")
    )
    client = Client()
    client.post(reverse("far_door", args=[far_list.id]), {"id": str(new_id())})

    answers: Counter[str] = Counter()
    for number in range(guesses // 2):
        seen_from = {"REMOTE_ADDR": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        body = "".join(chance.choice(LETTERS) for _ in range(9))
        told = {"code": body + check_letter(body)}
        answer = client.post(by_letter, told, **seen_from)
        answers[f"letter {answer.status_code}"] += 1
        answer = client.post(by_digits, {"code": f"{chance.randrange(10**6):06}"}, **seen_from)
        answers[f"digits {answer.status_code}"] += 1

    with capsys.disabled():
        sys.stdout.write(f"guesses at a far list: {dict(answers)}\n")
    assert "letter 302" not in answers
    assert client.get(reverse("due_list")).url == reverse("sign_in")
