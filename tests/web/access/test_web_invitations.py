"""From the clerk's invitation to the new worker's first day."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.access.models import Invitation
from huiliu.accounts.models import Account, RateCounter
from huiliu.core.ids import new_id
from huiliu.organisations.models import Organisation
from tests.cast import Cast

SignIn = Callable[[str], Client]
OTHER_COMMUNITY = "420103001002"
OWN_PASSWORD = "a-long-sentence-of-mine"


def invite_page(code: str = OTHER_COMMUNITY) -> str:
    return reverse("invite", args=[Organisation.objects.get(code=code).id])


def invitation_form(**more: str) -> dict[str, str]:
    return {"id": str(new_id()), "name": "陈静", "role": "community_worker", **more}


def code_told(client: Client) -> str:
    """Invite 陈静, and return the code as the letter shows it."""
    return str(client.post(invite_page(), invitation_form()).context["code"])


def answers(code: str, **more: str) -> dict[str, str]:
    return {
        "code": code,
        "username": "chenjing",
        "password": OWN_PASSWORD,
        "again": OWN_PASSWORD,
        **more,
    }


def test_letter_shows_the_address_and_the_code_and_leaves_the_code_out_of_the_address(
    cast: Cast, sign_in: SignIn
) -> None:
    answer = sign_in("he").post(invite_page(), invitation_form())

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "http://testserver/invitation/" in text
    assert text.count(answer.context["code"]) == 1
    assert "看得到在本社区参加组织生活" in text


def test_sending_the_form_again_shows_no_code(cast: Cast, sign_in: SignIn) -> None:
    client, form = sign_in("he"), invitation_form()
    client.post(invite_page(), form)

    again = client.post(invite_page(), form)

    assert again.context["code"] == ""
    assert "邀请码只显示那一次" in again.content.decode()
    assert Invitation.objects.count() == 1


def test_only_roles_of_the_place_are_offered(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("he").get(invite_page())

    offered = page.context["form"].fields["role"].choices
    assert [value for value, _ in offered] == ["community_worker", "contact_person", "grid_worker"]


@pytest.mark.parametrize("role", ["street_clerk", "district_liaison", "city_registrar"])
def test_role_that_is_not_offered_makes_no_invitation(
    cast: Cast, sign_in: SignIn, role: str
) -> None:
    answer = sign_in("he").post(invite_page(), invitation_form(role=role))

    assert answer.status_code == 422
    assert Invitation.objects.count() == 0


def test_open_invitation_is_listed_and_withdrawn(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("he")
    code = code_told(client)
    invitation = Invitation.objects.get()
    street = Organisation.objects.get(code="420103001")
    listed = client.get(reverse("appointments", args=[street.id]))

    withdrawn = client.post(reverse("withdraw_invitation", args=[invitation.id]), follow=True)

    assert [row["who"] for row in listed.context["invitations"]] == ["陈静"]
    assert "收回了，给陈静的邀请码不能用了。" in withdrawn.content.decode()
    assert withdrawn.context["invitations"] == []
    assert Client().post(reverse("accept_invitation"), answers(code)).status_code == 422


def test_invitation_of_another_district_is_not_withdrawn(cast: Cast, sign_in: SignIn) -> None:
    rong = Organisation.objects.get(code="420104001001")
    sign_in("qian").post(reverse("invite", args=[rong.id]), invitation_form())
    withdraw = reverse("withdraw_invitation", args=[Invitation.objects.get().id])

    assert sign_in("he").post(withdraw).status_code == 404
    assert sign_in("luo").post(withdraw).status_code == 403


def test_new_worker_types_the_code_and_stands_at_the_due_list(cast: Cast, sign_in: SignIn) -> None:
    code = code_told(sign_in("he"))
    visitor = Client()
    assert visitor.get(reverse("accept_invitation")).status_code == 200

    answer = visitor.post(reverse("accept_invitation"), answers(code.lower()), follow=True)

    assert answer.redirect_chain[-1] == (reverse("due_list"), 302)
    assert "陈静，欢迎。" in answer.content.decode()
    assert answer.context["acting"]["appointment"] == "建设社区居委会 社区工作者"
    assert Client().login(username="chenjing", password=OWN_PASSWORD)


def test_code_opens_the_door_once(cast: Cast, sign_in: SignIn) -> None:
    code = code_told(sign_in("he"))
    Client().post(reverse("accept_invitation"), answers(code))

    second = Client().post(reverse("accept_invitation"), answers(code, username="somebody"))

    assert second.status_code == 422
    assert "可能用过、过期，或者已经收回" in second.content.decode()
    assert not Account.objects.filter(username="somebody").exists()


def test_mistyped_code_is_told_and_counts_as_no_try(cast: Cast, sign_in: SignIn) -> None:
    code = code_told(sign_in("he"))
    wrong = ("2" if code[0] != "2" else "3") + code[1:]

    answer = Client().post(reverse("accept_invitation"), answers(wrong))

    assert answer.status_code == 422
    assert "邀请码里有一处不对" in answer.content.decode()
    assert not RateCounter.objects.filter(kind="invitation").exists()


def test_eleventh_guess_from_one_address_is_refused_and_a_neighbour_is_not(
    cast: Cast, sign_in: SignIn
) -> None:
    code = code_told(sign_in("he"))
    accept = reverse("accept_invitation")
    for _ in range(10):
        Client(REMOTE_ADDR="192.0.2.7").post(accept, answers("2222222222"))

    refused = Client(REMOTE_ADDR="::ffff:192.0.2.7").post(accept, answers(code))
    accepted = Client(REMOTE_ADDR="192.0.2.8").post(accept, answers(code))

    assert refused.status_code == 422
    assert "试错的次数太多了" in refused.content.decode()
    assert accepted.status_code == 302


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"again": "another-long-sentence"}, "两次输的密码不一样"),
        ({"password": "short", "again": "short"}, "密码太短，请至少用 12 位。"),
        ({"password": "1qaz2wsx3edc", "again": "1qaz2wsx3edc"}, "很多人用，容易被猜到"),
        ({"username": "陈静"}, "登录名只能用小写字母"),
        ({"username": "member-22222222"}, "留给党员本人"),
        ({"username": "luo"}, "已经有人用了"),
    ],
)
def test_what_cannot_be_taken_is_said_and_leaves_the_code_open(
    cast: Cast, sign_in: SignIn, more: dict[str, str], words: str
) -> None:
    code = code_told(sign_in("he"))
    accept = reverse("accept_invitation")

    answer = Client().post(accept, answers(code, **more))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Client().post(accept, answers(code)).status_code == 302
