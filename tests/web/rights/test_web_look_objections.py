"""A look that seems wrong: from the member's line to the auditor, and back to the member."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.access.roles import RoleName
from huiliu.audit.models import Reading
from huiliu.core import scope
from huiliu.core.clock import now, today
from huiliu.core.ids import new_id
from huiliu.people.models import Person
from huiliu.rights.actions import About, raise_objection
from huiliu.rights.choices import Reason, Subject
from tests.cast import Cast
from tests.members import acting_as_member, client_of, make_member
from tests.offices import client_in_office

SignIn = Callable[[str], Client]


@pytest.fixture
def driver(cast: Cast) -> Person:
    return make_member("何志斌")


@pytest.fixture
def auditor(cast: Cast) -> Client:
    return client_in_office(RoleName.AUDITOR, "420103")


def looked(worker: Client, driver: Person, times: int) -> None:
    """Open the file, and let the person object to each of these looks."""
    himself = acting_as_member(driver)
    for _ in range(times):
        worker.get(reverse("person", args=[driver.id]))
    with scope.entered(himself.reach):
        looks = list(Reading.objects.values_list("id", flat=True))
    for look in looks:
        raise_objection(
            by=himself,
            id=new_id(),
            about=About(Subject.LOOK, look),
            reason=Reason.NOT_NEEDED,
            words="没有请他看",
            at=now(),
            day=today(),
        )


def test_person_objects_to_a_look_and_the_auditor_answers(
    driver: Person, auditor: Client, sign_in: SignIn
) -> None:
    sign_in("luo").get(reverse("person", args=[driver.id]))
    client = client_of(driver)
    home = client.get(reverse("my_home"))
    assert "这次查看我觉得不对" in home.content.decode()
    address = home.context["readers"][0]["object_url"]
    assert "看不到您的档案" in client.get(address).content.decode()

    said = {"reason": "not_needed", "note": "没有请他看", "id": new_id()}
    page = client.post(address, said, follow=True)

    assert "由江汉区来答复" in page.content.decode()
    assert "有 1 次查看，本人觉得不对" in auditor.get(reverse("looks")).content.decode()
    [waiting] = auditor.get(reverse("look_objections")).context["waiting"]
    assert (waiting["name"], waiting["words"]) == ("一次查看", "没有请他看")
    assert "罗社区 打开了本人的档案" in waiting["line"]
    answered = auditor.post(waiting["url"], {"note": "是值班的同志，已经提醒"}, follow=True)
    assert answered.redirect_chain == [(reverse("look_objections"), 302)]
    own = client.get(reverse("my_objections")).content.decode()
    assert ("是值班的同志，已经提醒" in own, "江汉区 沈在任" in own) == (True, True)


def test_auditor_reads_nowhere_whose_file_it_was(
    driver: Person, auditor: Client, sign_in: SignIn
) -> None:
    looked(sign_in("luo"), driver, 1)
    [waiting] = auditor.get(reverse("look_objections")).context["waiting"]

    shown = [auditor.get(reverse("look_objections")), auditor.get(waiting["url"])]

    for page in shown:
        assert (page.status_code, "何志斌" in page.content.decode()) == (200, False)
        assert str(driver.id) not in page.content.decode()


def test_person_sees_that_the_auditor_read_it(
    driver: Person, auditor: Client, sign_in: SignIn
) -> None:
    looked(sign_in("luo"), driver, 1)
    auditor.get(reverse("look_objections"))

    newest = client_of(driver).get(reverse("my_home")).context["readers"][0]

    assert "在对查看的异议里看到您说的" in newest["purpose"]


@pytest.mark.parametrize("username", ["luo", "he", "tang", "qian"])
def test_looks_are_answered_by_the_auditor_alone(
    driver: Person, auditor: Client, sign_in: SignIn, username: str
) -> None:
    looked(sign_in("luo"), driver, 1)
    [waiting] = auditor.get(reverse("look_objections")).context["waiting"]
    other = sign_in(username)

    assert other.get(waiting["url"]).status_code == 403
    assert other.post(waiting["url"], {"note": "没有问题"}).status_code == 403
    assert other.get(reverse("look_objections")).status_code == 403


def test_line_that_waits_for_the_liaison_is_not_there_for_the_auditor(
    driver: Person, auditor: Client
) -> None:
    assert auditor.get(reverse("answer_look", args=[new_id()])).status_code == 404
    assert auditor.get(reverse("objections")).status_code == 403


def test_empty_answer_is_noticed(driver: Person, auditor: Client, sign_in: SignIn) -> None:
    looked(sign_in("luo"), driver, 1)
    [waiting] = auditor.get(reverse("look_objections")).context["waiting"]

    assert auditor.post(waiting["url"], {"note": ""}).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_queries_for_one_and_for_three(
    driver: Person,
    auditor: Client,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    looked(sign_in("luo"), driver, count)

    with django_assert_num_queries(10):
        page = auditor.get(reverse("look_objections"))

    assert len(page.context["waiting"]) == count
