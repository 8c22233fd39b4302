"""A copy to take along: the whole file for its person, and on paper from a station."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from huiliu.access.actions import end_appointment
from huiliu.audit.models import Reading
from huiliu.core import scope
from huiliu.core.clock import now, today
from huiliu.core.reach import Reach
from huiliu.stays.actions import name_contact_person
from huiliu.stays.choices import Side
from tests.cast import Cast
from tests.factories import make_stay
from tests.members import client_of, make_member
from tests.web.stays.test_web_contact_persons import contact_person, link_of
from tests.world import World, one_of_everything
from tests.world import client_of as browser_of

SignIn = Callable[[str], Client]


@pytest.fixture
def world(cast: Cast, tmp_path: Path) -> World:
    return one_of_everything(cast, tmp_path)


def text_of(content: bytes) -> str:
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return "".join(text.split())


def test_document_has_all_that_is_kept(world: World) -> None:
    answer = browser_of("member", world).get(reverse("my_copy_json"))

    document = json.loads(answer.content)
    assert set(document) == {
        *("form", "made_at", "name", "organisations", "facts", "sources", "stays", "contacts"),
        *("needs", "hidden", "objections", "looks", "acts"),
    }
    assert (document["form"], document["name"]) == (1, "何志斌")
    assert [fact["value"] for fact in document["facts"] if fact["field"] == "mobile"] != []
    assert [one["note"] for one in document["contacts"]] == ["家里都好", "家里都好"]
    assert [one["words"] for one in document["needs"]] == ["想学个手艺"]
    assert [one["answer"] for one in document["objections"]].count("") == 1
    assert ("罗社区", "打开了您的档案") in {(one["name"], one["what"]) for one in document["looks"]}
    assert "contact.record_contact" in {one["act"] for one in document["acts"]}
    assert document["stays"][0]["host"] == "环保社区居委会"


def test_document_names_who_answers_as_long_as_the_appointment_holds(cast: Cast) -> None:
    driver, fang = make_member("何志斌"), contact_person()
    make_stay(driver, connected=[Side.HOST, Side.SELF])
    link = link_of(driver)
    name_contact_person(by=cast.luo, link_id=link.id, appointment_id=fang.id, day=today())

    def named() -> str:
        document = json.loads(client_of(driver).get(reverse("my_copy_json")).content)
        [stay] = document["stays"]
        return str(stay["host_contact_person"])

    while_it_holds = named()
    end_appointment(by=cast.he, appointment_id=fang.id, ends_on=today(), at=now(), day=today())
    assert (while_it_holds, named()) == ("方联系", "")


@pytest.mark.parametrize(
    ("name", "kind"), [("my_copy_json", "application/json"), ("my_copy_pdf", "application/pdf")]
)
def test_copy_is_an_attachment_that_nothing_runs_in(world: World, name: str, kind: str) -> None:
    answer = browser_of("member", world).get(reverse(name))

    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_paper_says_what_the_document_says(world: World) -> None:
    member = browser_of("member", world)
    document = json.loads(member.get(reverse("my_copy_json")).content)

    text = text_of(member.get(reverse("my_copy_pdf")).content)

    assert "何志斌的档案" in text
    for fact in document["facts"]:
        assert "".join(fact["value"].split()) in text
    for one in document["contacts"]:
        assert one["note"] in text
    for title in ("这些从哪里来", "说过的困难", "想学个手艺", "提过的异议", "谁看过"):
        assert title in text


def test_text_on_paper_stays_text(cast: Cast) -> None:
    typed = '#panic("x") *b* $x$ "]} <a> @b \\'
    driver = make_member("何志斌", sealed={"employer": typed})

    answer = client_of(driver).get(reverse("my_copy_pdf"))

    assert "".join(typed.split()) in text_of(answer.content)


def test_own_copy_has_the_number_whole_and_what_is_hidden(cast: Cast, sign_in: SignIn) -> None:
    sealed = {"citizen_number": "420199199001011234", "employer": "东风物流"}
    driver = make_member("何志斌", sealed=sealed)
    client = client_of(driver)
    client.post(reverse("hide_fact"), {"field": "employer"})

    own = client.get(reverse("my_copy_json")).content.decode()
    printed = sign_in("luo").post(reverse("print_file", args=[driver.id]), {"purpose": "in_person"})

    assert ("420199199001011234" in own, "东风物流" in own) == (True, True)
    paper = text_of(printed.content)
    assert ("420199199001011234" in paper, "东风物流" in paper) == (False, False)
    assert ("本人不让显示" in paper, "环保社区居委会打印" in paper) == (True, True)


def test_printing_is_in_the_persons_log_with_its_purpose(world: World) -> None:
    luo, address = browser_of("luo", world), reverse("print_file", args=[world["person"]])
    assert "给何志斌打印一份档案" in luo.get(address).content.decode()

    answer = luo.post(address, {"purpose": "in_person"})

    assert answer["Content-Type"] == "application/pdf"
    looks = browser_of("member", world).get(reverse("my_home")).context["readers"]
    assert "给您打印了一份档案，本人当面要" in [look["purpose"] for look in looks]


def test_printed_paper_has_no_objections_and_no_looks(world: World) -> None:
    luo = browser_of("luo", world)

    answer = luo.post(reverse("print_file", args=[world["person"]]), {"purpose": "in_person"})

    text = text_of(answer.content)
    assert "没有请他看" not in text
    assert "打开了您的档案" not in text


def test_printing_without_a_purpose_prints_nothing(world: World) -> None:
    answer = browser_of("luo", world).post(
        reverse("print_file", args=[world["person"]]), {"purpose": ""}
    )

    assert answer.status_code == 422
    with scope.entered(Reach(own=(world["person"],))):
        assert not Reading.objects.filter(page="printed_file").exists()


@pytest.mark.parametrize(("username", "status"), [("sun", 404), ("tang", 403), ("qian", 403)])
def test_printing_is_for_who_has_the_file(world: World, username: str, status: int) -> None:
    answer = browser_of(username, world).get(reverse("print_file", args=[world["person"]]))

    assert answer.status_code == status


@pytest.mark.parametrize("name", ["my_copy_json", "my_copy_pdf", "my_rights"])
def test_worker_has_no_own_copy(sign_in: SignIn, cast: Cast, name: str) -> None:
    assert sign_in("luo").get(reverse(name)).status_code == 403


def test_rights_stand_on_one_page_and_every_link_opens(world: World) -> None:
    member = browser_of("member", world)
    assert reverse("my_rights") in member.get(reverse("my_home")).content.decode()

    rights = member.get(reverse("my_rights")).context["rights"]

    urls = [link["url"] for right in rights for link in right["links"]]
    assert [member.get(url).status_code for url in urls] == [200] * len(urls)
