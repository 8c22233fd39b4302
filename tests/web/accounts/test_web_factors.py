"""The second factor: added in a minute, asked after the password, once a month on one's own."""

import re
from base64 import b32decode
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import Settings

from huiliu.access.queries import acting_as_account
from huiliu.accounts.actions import add_app
from huiliu.accounts.digits import digits_at, new_secret
from huiliu.accounts.models import Account, Device, Factor, RecoveryCode, Session
from huiliu.core.clock import now
from huiliu.core.ids import new_id
from huiliu.web.kit.doors import Kind, door_of
from tests.cast import PARTS, PASSWORD, Cast
from tests.conventions.test_conventions_pages import patterns
from tests.conventions.test_conventions_reading import World, address_of, pages_to_read, world
from tests.members import client_of, make_member

SignIn = Callable[[str], Client]
__all__ = ["world"]


@pytest.fixture
def required(settings: Settings) -> None:
    settings.HUILIU_SECOND_FACTOR = "required"


def entered(username: str = "luo", client: Client | None = None) -> Client:
    """Sign in by password, as people do."""
    client = client or Client()
    form = {"username": username, "password": PASSWORD}
    assert client.post(reverse("sign_in"), form).url == reverse("home")
    return client


def with_app(username: str = "luo") -> tuple[bytes, list[str]]:
    """Let somebody have added an app a while ago; return its secret and the codes for paper."""
    account = Account.objects.get(username=username)
    secret, before = new_secret(), now() - timedelta(hours=1)
    by = acting_as_account(account=account)
    codes = add_app(by=by, secret=secret, code=digits_at(secret, before), at=before)
    return secret, codes


def given(client: Client, code: str, **more: str) -> HttpResponse:
    return client.post(reverse("second_factor"), {"code": code, **more})


def secret_on(page: HttpResponse) -> bytes:
    written = re.search(r"<strong>([A-Z2-7 ]+)</strong>", page.content.decode())
    assert written
    return b32decode(written[1].replace(" ", ""))


def test_first_page_after_the_password_is_where_the_factor_is_added(
    cast: Cast, required: None
) -> None:
    client = entered()

    answer = client.get(reverse("home"), follow=True)

    assert [address for address, _ in answer.redirect_chain] == [
        reverse("due_list"),
        reverse("add_factor"),
    ]
    assert "自己的电脑一个月只问一回" in answer.content.decode()


def test_app_is_added_with_what_the_page_shows_and_paper_is_told_once(
    cast: Cast, required: None
) -> None:
    client = entered()
    page = client.get(reverse("add_factor"))
    secret = secret_on(page)
    form = {"secret": page.context["form"].fields["secret"].initial}

    answer = client.post(reverse("add_factor"), form | {"code": digits_at(secret, now())})

    assert len(answer.context["codes"]) == 8
    assert "把备用码抄下来" in answer.content.decode()
    assert client.get(reverse("due_list")).status_code == 200
    assert Factor.objects.get().account.username == "luo"


def test_picture_says_the_same_as_the_text(cast: Cast) -> None:
    page = entered().get(reverse("add_factor")).content.decode()

    drawn = re.search(r'<path class="qr-dark" d="((?:M\d+ \d+h1v1h-1z)+)"', page)

    assert drawn
    assert drawn[1].count("M") > 300


def test_wrong_digits_keep_the_picture_that_was_scanned(cast: Cast) -> None:
    client = entered()
    page = client.get(reverse("add_factor"))
    form = {"secret": page.context["form"].fields["secret"].initial, "code": "000000"}

    again = client.post(reverse("add_factor"), form)

    assert again.status_code == 422
    assert secret_on(again) == secret_on(page)
    assert "六位数不对" in again.content.decode()
    assert not Factor.objects.exists()


def test_secret_of_somebody_elses_page_is_not_taken(cast: Cast) -> None:
    page = entered("he").get(reverse("add_factor"))
    secret = secret_on(page)
    form = {"secret": page.context["form"].fields["secret"].initial}

    answer = entered().post(reverse("add_factor"), form | {"code": digits_at(secret, now())})

    assert answer.status_code == 422
    assert not Factor.objects.exists()


def test_secret_is_kept_sealed(cast: Cast) -> None:
    secret, codes = with_app()

    assert secret not in bytes(Factor.objects.get().sealed)
    kept = {bytes(one.code_digest) for one in RecoveryCode.objects.all()}
    assert len(kept) == 8
    assert not kept & {code.encode() for code in codes}


def test_digits_are_asked_after_the_password_and_lead_on(cast: Cast, required: None) -> None:
    secret, _ = with_app()
    client = entered()
    before = client.session.session_key
    assert client.get(reverse("due_list")).url == reverse("second_factor")
    assert client.get(reverse("home")).url == reverse("second_factor")
    assert "再验证一次是您本人" in client.get(reverse("second_factor")).content.decode()

    answer = given(client, digits_at(secret, now()))

    assert answer.url == reverse("home")
    assert client.get(reverse("due_list")).status_code == 200
    assert client.session.session_key != before


def test_who_has_added_it_is_asked_in_the_demonstration_too(cast: Cast) -> None:
    with_app()

    assert entered().get(reverse("due_list")).url == reverse("second_factor")


def test_digits_open_once(cast: Cast) -> None:
    secret, _ = with_app()
    code = digits_at(secret, now())
    given(entered(), code)

    again = given(entered(), code)

    assert again.status_code == 422
    assert "已经用过了" in again.content.decode()


def test_code_on_paper_opens_once_and_is_the_accounts_own(cast: Cast) -> None:
    _, codes = with_app()
    with_app("he")

    assert given(entered("he"), codes[0]).status_code == 422
    assert given(entered(), codes[0].upper().replace("-", " ")).status_code == 302
    assert given(entered(), codes[0]).status_code == 422
    assert given(entered(), codes[1]).status_code == 302


def test_sixth_wrong_code_waits_whatever_browser_it_comes_from(cast: Cast) -> None:
    secret, _ = with_app()

    statuses = [given(entered(), "000000").status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]
    assert given(entered(), digits_at(secret, now())).status_code == 429


def test_own_computer_is_asked_once_a_month(cast: Cast, required: None) -> None:
    secret, _ = with_app()
    own = entered()
    given(own, digits_at(secret, now()), remember="on")
    own.post(reverse("sign_out"))

    assert entered(client=own).get(reverse("due_list")).status_code == 200

    own.post(reverse("sign_out"))
    Device.objects.update(factor_until=now() - timedelta(seconds=1))
    assert entered(client=own).get(reverse("due_list")).url == reverse("second_factor")


def test_computer_that_was_not_ticked_is_asked_every_time(cast: Cast, required: None) -> None:
    secret, _ = with_app()
    shared = entered()
    given(shared, digits_at(secret, now()))
    shared.post(reverse("sign_out"))

    assert entered(client=shared).get(reverse("due_list")).url == reverse("second_factor")


def test_remembered_computer_of_one_account_is_none_of_another(cast: Cast, required: None) -> None:
    secret, _ = with_app()
    with_app("he")
    own = entered()
    given(own, digits_at(secret, now()), remember="on")
    own.post(reverse("sign_out"))

    assert entered("he", client=own).get(reverse("needs")).url == reverse("second_factor")


def test_stolen_password_adds_no_second_app(cast: Cast, required: None) -> None:
    with_app()
    thief = entered()

    for name in ("add_factor", "my_devices", "change_password", "choose_appointment"):
        assert thief.get(reverse(name)).url == reverse("second_factor"), name
    for name in ("renew_paper", "end_other_devices"):
        assert thief.post(reverse(name)).url == reverse("second_factor"), name
    assert Factor.objects.count() == 1


def test_session_that_began_before_the_app_gives_it_before_changing_it(
    cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in("luo")
    with_app()

    assert client.get(reverse("add_factor")).url == reverse("second_factor")
    assert client.get(reverse("my_devices")).url == reverse("second_factor")


def test_new_telephone_takes_the_place_of_the_old_one(cast: Cast) -> None:
    old, _ = with_app()
    client = entered()
    given(client, digits_at(old, now()))
    page = client.get(reverse("add_factor"))
    form = {"secret": page.context["form"].fields["secret"].initial}

    client.post(reverse("add_factor"), form | {"code": digits_at(secret_on(page), now())})

    assert Factor.objects.count() == 1
    assert given(entered(), digits_at(old, now() + timedelta(seconds=30))).status_code == 422


def test_paper_is_renewed_by_who_gave_the_factor(cast: Cast) -> None:
    secret, codes = with_app()
    client = entered()
    given(client, digits_at(secret, now()))

    renewed = client.post(reverse("renew_paper")).context["codes"]

    assert not set(renewed) & set(codes)
    assert given(entered(), codes[0]).status_code == 422
    assert given(entered(), renewed[0]).status_code == 302


def test_paper_without_an_app_leads_to_adding_one(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("luo").post(reverse("renew_paper")).url == reverse("add_factor")


def test_page_says_that_the_demonstration_does_not_demand_it(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("luo").get(reverse("add_factor")).content.decode()

    assert "这里是演示，可以不加" in page
    assert sign_in("luo").get(reverse("due_list")).status_code == 200


def test_member_is_asked_for_no_second_factor(cast: Cast, required: None) -> None:
    client = client_of(make_member("何志斌"))

    assert client.get(reverse("my_home")).status_code == 200
    assert client.get(reverse("add_factor")).url == reverse("my_devices")


def test_page_for_the_factor_leads_home_when_none_is_owed(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("luo").get(reverse("second_factor")).url == reverse("home")


@pytest.mark.parametrize("username", PARTS)
@pytest.mark.parametrize("owes", [False, True])
def test_role_without_its_second_factor_opens_no_page_of_people(
    world: World, required: None, username: str, *, owes: bool
) -> None:
    """Every page that asks a permission, by a session that has given the password alone."""
    if owes:
        with_app(username)
    client = entered(username)
    held = [page for page in pages_to_read() if door_of(page.callback).kind is Kind.HELD]

    opened = [page.name for page in held if client.get(address_of(page, world)).status_code == 200]

    assert len(held) > 20
    assert opened == []


def test_same_search_finds_pages_where_nothing_is_demanded(world: World) -> None:
    client = entered()
    held = [page for page in pages_to_read() if door_of(page.callback).kind is Kind.HELD]

    opened = [page.name for page in held if client.get(address_of(page, world)).status_code == 200]

    assert len(opened) > 5


def test_act_without_the_second_factor_is_not_done(world: World, required: None) -> None:
    client = entered()
    posts = [
        page
        for page in patterns(get_resolver())
        if (door := door_of(page.callback)) and door.kind is Kind.HELD and "POST" in door.methods
    ]

    answers = {client.post(address_of(page, world), {}).url for page in posts}

    assert len(posts) > 10
    assert answers == {reverse("add_factor")}


def test_same_pages_open_with_the_second_factor_as_in_the_demonstration(
    world: World, settings: Settings
) -> None:
    """What other tests see in the demonstration is what roles see where it is demanded."""
    plain = entered("he")
    offered = {
        page.name: plain.get(address_of(page, world)).status_code for page in pages_to_read()
    }
    secret, _ = with_app("he")
    settings.HUILIU_SECOND_FACTOR = "required"
    client = entered("he")
    given(client, digits_at(secret, now()))

    demanded = {
        page.name: client.get(address_of(page, world)).status_code for page in pages_to_read()
    }

    assert demanded == offered
    assert Session.objects.filter(account__username="he").count() == 2


def test_session_that_owes_its_factor_is_led_to_it_by_every_page_of_an_account(
    cast: Cast, required: None
) -> None:
    """Ending devices, choosing an office, acting for another: none of it by the password alone."""
    with_app()
    client = entered()
    doors = {page: door_of(page.callback) for page in patterns(get_resolver())}
    asked = [
        (page, method)
        for page, door in doors.items()
        for method in door.methods
        if door.kind is Kind.SIGNED_IN
    ]

    opened = set()
    for page, method in asked:
        ids = {kind: new_id() for kind in page.pattern.converters}
        answer = client.generic(method, reverse(page.name, kwargs=ids))
        if (answer.status_code, answer.get("Location")) != (302, reverse("second_factor")):
            opened.add(page.name)

    assert opened == {"second_factor"}
    assert len(asked) > 20
