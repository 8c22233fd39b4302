"""Appointments, as those who engage people see them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.access.actions import appoint
from huiliu.access.models import Appointment
from huiliu.access.queries import acting_as_set_up
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.accounts.models import Account
from huiliu.core.clock import today
from huiliu.organisations.models import Organisation
from tests.cast import PASSWORD, Cast

SignIn = Callable[[str], Client]
COMMUNITY = "420103001001"
OTHER_COMMUNITY = "420103001002"


def place(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def address(name: str, code: str) -> str:
    return reverse(name, args=[place(code).id])


def engaged(name: str, *, code: str = OTHER_COMMUNITY) -> Account:
    by = acting_as_set_up()
    username = f"worker{Account.objects.count()}"
    account = open_account(by=by, username=username, name=name, password=PASSWORD)
    appoint(
        by=by,
        account=account,
        role=RoleName.COMMUNITY_WORKER,
        organisation=place(code),
        day=today(),
    )
    return account


def ending_of(username: str) -> str:
    appointment = Appointment.objects.get(account__username=username)
    return reverse("end_appointment", args=[appointment.id])


@pytest.mark.parametrize("count", [1, 3])
def test_appointments_ask_the_same_queries_for_one_and_for_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    names = ["陈静", "马春兰", "谢家乐"][:count]
    for name in names:
        engaged(name)
    client = sign_in("he")
    below = address("appointments", OTHER_COMMUNITY)

    with django_assert_num_queries(12):
        page = client.get(below)

    assert [row["who"] for row in page.context["appointments"]] == names


def test_appointments_of_a_street_hold_those_below_it(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("he").get(address("appointments", "420103001"))

    assert [
        (row["who"], row["organisation"], "end_url" in row) for row in page.context["appointments"]
    ] == [("何干事", "北湖街街道", False), ("罗社区", "环保社区居委会", True)]


def test_long_list_is_turned_by_pages(cast: Cast, sign_in: SignIn) -> None:
    account = engaged("陈静")
    Appointment.objects.bulk_create(
        Appointment(
            account=account,
            role=RoleName.COMMUNITY_WORKER,
            organisation=place(OTHER_COMMUNITY),
            begins_on=today(),
        )
        for _ in range(50)
    )
    client = sign_in("he")

    first = client.get(address("appointments", OTHER_COMMUNITY))
    second = client.get(address("appointments", OTHER_COMMUNITY), {"page": "2"})

    assert (first.context["previous_url"], first.context["next_url"]) == ("", "?page=2")
    assert len(second.context["appointments"]) == 1
    assert "第 2 页，共 2 页" in second.content.decode()


@pytest.mark.parametrize("name", ["appointments", "appoint", "invite"])
def test_appointments_of_another_district_are_not_there(
    cast: Cast, sign_in: SignIn, name: str
) -> None:
    assert sign_in("he").get(address(name, "420104001001")).status_code == 404


@pytest.mark.parametrize("name", ["appointments", "appoint", "invite"])
def test_community_worker_engages_nobody(cast: Cast, sign_in: SignIn, name: str) -> None:
    assert sign_in("luo").get(address(name, COMMUNITY)).status_code == 403


def test_clerk_ends_an_appointment_and_takes_it_back(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("he")
    appointment = Appointment.objects.get(account__username="luo")

    ended = client.post(ending_of("luo"), {"ends_on": today().isoformat()}, follow=True)

    undo = reverse("restore_appointment", args=[appointment.id])
    assert ended.redirect_chain == [(address("appointments", COMMUNITY), 302)]
    assert ended.content.decode().count(f'action="{undo}"') == 2
    assert 'name="csrfmiddlewaretoken" value=""' not in ended.content.decode()
    restored = client.post(undo, follow=True)
    assert "罗社区照旧任职。" in restored.content.decode()
    assert Appointment.objects.get(id=appointment.id).ends_on is None


def test_ended_worker_is_out_on_the_last_day(cast: Cast, sign_in: SignIn) -> None:
    worker = sign_in("luo")
    assert worker.get(reverse("due_list")).status_code == 200

    sign_in("he").post(ending_of("luo"), {"ends_on": today().isoformat()})

    answer = worker.get(reverse("due_list"), follow=True)
    assert answer.redirect_chain == [(reverse("choose_appointment"), 302)]
    assert answer.context["appointments"] == []


def test_end_of_yesterday_is_refused(cast: Cast, sign_in: SignIn) -> None:
    yesterday = today() - timedelta(days=1)

    answer = sign_in("he").post(ending_of("luo"), {"ends_on": yesterday.isoformat()})

    assert answer.status_code == 422
    assert "停的日子不能早于今天。" in answer.content.decode()


def test_page_to_end_asks_from_which_day(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("he").get(ending_of("luo")).content.decode()

    assert "停罗社区的任职" in page
    assert f'value="{today().isoformat()}"' in page


def test_appointment_of_another_district_is_neither_ended_nor_restored(
    cast: Cast, sign_in: SignIn
) -> None:
    appointment = Appointment.objects.get(account__username="sun")
    client = sign_in("he")

    assert client.get(ending_of("sun")).status_code == 404
    assert client.post(reverse("restore_appointment", args=[appointment.id])).status_code == 404


def test_community_worker_ends_nothing(cast: Cast, sign_in: SignIn) -> None:
    appointment = Appointment.objects.get(account__username="luo")
    client = sign_in("luo")

    assert client.get(ending_of("luo")).status_code == 403
    assert client.post(reverse("restore_appointment", args=[appointment.id])).status_code == 403


def test_account_of_a_colleague_is_appointed_by_sign_in_name_and_name(
    cast: Cast, sign_in: SignIn
) -> None:
    form = {"username": "sun", "name": "孙社区", "role": "community_worker"}

    answer = sign_in("he").post(address("appoint", OTHER_COMMUNITY), form, follow=True)

    assert "孙社区从今天起是建设社区居委会的社区工作者。" in answer.content.decode()
    assert [row["who"] for row in answer.context["appointments"]] == ["孙社区"]


@pytest.mark.parametrize(
    ("username", "name"), [("sun", "罗社区"), ("nobody", "孙社区"), ("member-22222222", "陈静")]
)
def test_wrong_pair_says_the_same_whether_the_account_is_there(
    cast: Cast, sign_in: SignIn, username: str, name: str
) -> None:
    open_account(by=acting_as_set_up(), username="member-22222222", name="陈静", password=None)
    form = {"username": username, "name": name, "role": "community_worker"}

    answer = sign_in("he").post(address("appoint", OTHER_COMMUNITY), form)

    assert answer.status_code == 422
    assert "登录名和姓名对不上，请向本人再问一遍。" in answer.content.decode()


def test_registrar_does_not_appoint_oneself(cast: Cast, sign_in: SignIn) -> None:
    form = {"username": "qian", "name": "钱登记", "role": "community_worker"}

    answer = sign_in("qian").post(address("appoint", COMMUNITY), form)

    assert answer.status_code == 422
    assert "自己的身份要由别人来定" in answer.content.decode()


def test_role_that_is_not_offered_is_refused(cast: Cast, sign_in: SignIn) -> None:
    form = {"username": "sun", "name": "孙社区", "role": "district_liaison"}

    answer = sign_in("he").post(address("appoint", OTHER_COMMUNITY), form)

    assert answer.status_code == 422
    assert Appointment.objects.filter(account__username="sun").count() == 1


def test_two_appointments_of_one_account_need_choosing(cast: Cast, sign_in: SignIn) -> None:
    form = {"username": "sun", "name": "孙社区", "role": "community_worker"}
    sign_in("he").post(address("appoint", OTHER_COMMUNITY), form)
    worker = sign_in("sun")

    asked = worker.get(reverse("due_list"), follow=True)

    assert asked.redirect_chain == [(reverse("choose_appointment"), 302)]
    assert {row["organisation"] for row in asked.context["appointments"]} == {
        "荣华社区居委会",
        "建设社区居委会",
    }
    chosen = Appointment.objects.get(organisation=place(OTHER_COMMUNITY))
    worker.post(reverse("choose_appointment"), {"appointment": str(chosen.id)})
    page = worker.get(reverse("due_list"))
    assert page.context["acting"]["appointment"] == "建设社区居委会 社区工作者"


def test_everybody_signed_in_reads_who_may_see_what(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("luo").get(reverse("roles"))

    assert len(page.context["roles"]) == len(RoleName) + 1
    assert "看得到自己的全部记录，以及谁看过、为什么看。" in page.content.decode()


def test_visitor_signs_in_before_reading_the_roles(db: None) -> None:
    assert Client().get(reverse("roles")).url == reverse("sign_in")
