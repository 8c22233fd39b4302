"""A need from saying it to the person's own "solved", through the pages of worker and member."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.audit.models import Reading
from huiliu.core import scope
from huiliu.core.clock import now, today
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.needs.actions import raise_need
from huiliu.needs.choices import NeedKind
from huiliu.needs.models import Need
from huiliu.people.models import Person
from tests.cast import Cast, acting_of
from tests.members import client_of, make_member

SignIn = Callable[[str], Client]


@pytest.fixture
def driver(cast: Cast) -> Person:
    """何师傅 drives, lives at 环保 and has three minutes between two trips."""
    return make_member("何志斌")


def raised(person: Person, words: str = "女儿明年上小学") -> UUID:
    need = raise_need(
        by=acting_of("luo"),
        id=new_id(),
        person_id=person.id,
        kind=NeedKind.SCHOOL,
        words=words,
        day=today(),
        at=now(),
    )
    return need.id


def pressed(client: Client, act: str, need: UUID, **said: str) -> HttpResponse:
    """Press a button of a need's page and follow to the page that answers."""
    return client.post(reverse(act, args=[need]), {"id": str(new_id()), **said}, follow=True)


def labels(page: HttpResponse) -> list[str]:
    return [act["label"] for act in page.context["acts"]]


def shown(client: Client, pile: str) -> list[str]:
    page = client.get(reverse("needs"), {"show": pile})
    return [need["person"] for group in page.context["groups"] for need in group["needs"]]


def counts(client: Client) -> dict[str, int]:
    page = client.get(reverse("needs"))
    return {figure["label"]: figure["count"] for figure in page.context["figures"]}


def test_need_lives_from_the_persons_word_to_the_persons_word(
    driver: Person, sign_in: SignIn
) -> None:
    luo, he_himself = sign_in("luo"), client_of(driver)
    form = {"id": str(new_id()), "kind": "school", "note": "女儿明年上小学"}
    said = he_himself.post(reverse("raise_need", args=[driver.id]), form, follow=True)
    need = UUID(form["id"])
    assert said.redirect_chain == [(reverse("need", args=[need]), 302)]
    assert labels(said) == ["解决了"]

    assert shown(luo, "open") == ["何志斌"]
    taken = pressed(luo, "take_need", need)
    assert "这件事由这里来办" in taken.content.decode()
    assert labels(taken) == ["办好了"]
    assert labels(pressed(luo, "solve_need", need, note="材料交了")) == ["本人来电说解决了"]

    home = he_himself.get(reverse("my_home"))
    assert [ask["label"] for ask in home.context["asks"]] == ["孩子上学看护"]
    pressed(he_himself, "not_yet", need, note="还差一张表")
    assert shown(luo, "ours") == ["何志斌"]
    pressed(luo, "solve_need", need, note="表也交了")
    end = pressed(he_himself, "confirm_need", need)

    assert [(step["text"], step["by"]) for step in end.context["trail"]] == [
        ("说起这件事", "何志斌"),
        ("接手来办", f"{taken.context['need']['owner']} 罗社区"),
        ("说办好了：材料交了", f"{taken.context['need']['owner']} 罗社区"),
        ("本人说，还没有解决：还差一张表", "何志斌"),
        ("说办好了：表也交了", f"{taken.context['need']['owner']} 罗社区"),
        ("本人说，解决了", "何志斌"),
    ]
    assert [stage["state"] for stage in end.context["stages"]] == ["done"] * 4
    assert shown(luo, "confirmed") == ["何志斌"]


def test_tabs_count_what_they_open(driver: Person, sign_in: SignIn) -> None:
    luo, clerk = sign_in("luo"), sign_in("he")
    raised(driver)
    taken, solved = raised(driver), raised(driver)
    for need in (taken, solved):
        pressed(luo, "take_need", need)
    pressed(luo, "solve_need", solved, note="办好了")

    assert counts(luo) == {
        "等人接手": 1,
        "我们在办": 1,
        "别处在办": 0,
        "等本人确认": 1,
        "解决了": 0,
    }
    assert counts(clerk) == {
        "等人接手": 1,
        "我们在办": 0,
        "别处在办": 1,
        "等本人确认": 1,
        "解决了": 0,
    }
    assert counts(sign_in("sun")) == dict.fromkeys(counts(luo), 0)


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_queries_for_one_and_for_three(
    cast: Cast,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    names = ["何志斌", "马春兰", "谢家乐"][:count]
    for name in names:
        raised(make_member(name))
    client = sign_in("luo")

    with django_assert_num_queries(10):
        page = client.get(reverse("needs"))

    assert [row["person"] for group in page.context["groups"] for row in group["needs"]] == names


def test_long_list_is_turned_page_by_page(
    driver: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huiliu.web.needs.pages.PAGE_LENGTH", 2)
    for words in ("一", "二", "三"):
        raised(driver, words)
    client = sign_in("luo")

    first = client.get(reverse("needs"))
    second = client.get(first.context["next_url"])

    assert [row["note"] for row in first.context["groups"][0]["needs"]] == ["一", "二"]
    assert [row["note"] for row in second.context["groups"][0]["needs"]] == ["三"]
    assert (second.context["next_url"], second.context["text"]) == ("", "第 2 页，共 2 页")


def test_list_and_need_leave_an_entry_with_whom_they_showed(
    cast: Cast, driver: Person, sign_in: SignIn
) -> None:
    need, client = raised(driver), sign_in("luo")

    client.get(reverse("needs"))
    client.get(reverse("need", args=[need]))
    client.get(reverse("raise_need", args=[driver.id]))

    with scope.entered(Reach(trail=cast.luo.range)):
        entries = list(Reading.objects.order_by("at", "id").values_list("page", "persons"))
    assert entries == [
        ("needs", [driver.id]),
        ("need", [driver.id]),
        ("raise_need", [driver.id]),
    ]


def test_need_leads_back_to_where_each_came_from(driver: Person, sign_in: SignIn) -> None:
    page = reverse("need", args=[raised(driver)])

    worker, own = sign_in("luo").get(page).context, client_of(driver).get(page).context

    file = reverse("person", args=[driver.id])
    assert (worker["back_url"], worker["need"]["person_url"]) == (reverse("needs"), file)
    assert (own["back_url"], own["need"]["person_url"]) == (reverse("my_home"), "")


def test_worker_notes_what_a_member_says_on_the_telephone(driver: Person, sign_in: SignIn) -> None:
    luo, need = sign_in("luo"), raised(driver)
    pressed(luo, "take_need", need)
    pressed(luo, "solve_need", need, note="材料交了")

    end = pressed(luo, "confirm_by_telephone", need)

    last = end.context["trail"][-1]
    assert last["text"] == "本人在电话里说，解决了"
    assert last["by"].endswith("罗社区接的电话")
    seen = client_of(driver).get(reverse("need", args=[need]))
    own = seen.context["trail"][-1]
    assert (own["text"], own["by"]) == (last["text"], last["by"])
    assert labels(seen) == ["还没有"]


def test_solving_without_a_sentence_stays_on_the_page(driver: Person, sign_in: SignIn) -> None:
    luo, need = sign_in("luo"), raised(driver)
    pressed(luo, "take_need", need)

    answer = pressed(luo, "solve_need", need, note="")

    assert answer.status_code == 422
    assert "怎么办好的：请填上。" in answer.content.decode()


def test_refused_sentence_is_kept_on_the_page(driver: Person, sign_in: SignIn) -> None:
    luo, need = sign_in("luo"), raised(driver)
    pressed(luo, "take_need", need)
    pressed(luo, "solve_need", need, note="材料交了")

    answer = pressed(luo, "solve_need", need, note="我也跑了一趟")

    assert answer.status_code == 422
    assert "没有再记" in answer.content.decode()
    assert "我也跑了一趟" in answer.content.decode()


def test_raising_without_a_kind_keeps_what_was_typed(driver: Person) -> None:
    form = {"id": str(new_id()), "note": "想找个夜校"}

    answer = client_of(driver).post(reverse("raise_need", args=[driver.id]), form)

    assert answer.status_code == 422
    assert "想找个夜校" in answer.content.decode()


@pytest.mark.parametrize("act", ["take_need", "solve_need", "confirm_by_telephone"])
def test_member_cannot_do_what_the_organisation_does(driver: Person, act: str) -> None:
    need = raised(driver)

    assert pressed(client_of(driver), act, need, note="好").status_code == 403


@pytest.mark.parametrize("act", ["confirm_need", "not_yet"])
def test_worker_cannot_do_what_the_person_does(driver: Person, sign_in: SignIn, act: str) -> None:
    need = raised(driver)

    assert pressed(sign_in("luo"), act, need, note="好").status_code == 403


def test_registrar_sees_no_needs(driver: Person, sign_in: SignIn) -> None:
    client, need = sign_in("qian"), raised(driver)

    assert client.get(reverse("needs")).status_code == 403
    assert client.get(reverse("need", args=[need])).status_code == 403
    assert client.get(reverse("raise_need", args=[driver.id])).status_code == 403


def test_need_of_another_is_not_there(driver: Person, sign_in: SignIn) -> None:
    need = raised(driver)
    stranger = client_of(make_member("方远", telephone="13900139000"))

    for client in (sign_in("sun"), stranger):
        assert client.get(reverse("need", args=[need])).status_code == 404
        assert client.get(reverse("raise_need", args=[driver.id])).status_code == 404
    assert pressed(sign_in("sun"), "take_need", need).status_code == 404
    assert pressed(stranger, "confirm_need", need).status_code == 404
    with scope.entered(Reach.everywhere()):
        assert Need.objects.get(id=need).state == "open"


def test_member_who_opens_the_list_is_led_home(driver: Person) -> None:
    answer = client_of(driver).get(reverse("needs"))

    assert (answer.status_code, answer.url) == (302, reverse("my_home"))
