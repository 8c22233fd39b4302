"""Where somebody is signed in: the list, ending one and all others, the ends that come by time."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from huiliu.accounts.models import Account, Device, Session
from huiliu.core.clock import now
from tests.cast import PASSWORD, Cast
from tests.members import client_of, make_member

CHROME = "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537"
WECHAT = "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile MicroMessenger/8.0"


def entered(user_agent: str = CHROME, *, username: str = "luo", password: str = PASSWORD) -> Client:
    client = Client(headers={"User-Agent": user_agent})
    form = {"username": username, "password": password}
    assert client.post(reverse("sign_in"), form).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("due_list")).status_code == 200


def session_of(client: Client) -> Session:
    return Session.objects.get(session_key=client.session.session_key)


def passed(client: Client, *, minutes: int) -> None:
    """Let so much time pass for a session: every moment that its row holds is so much earlier."""
    held, store = session_of(client), client.session
    for name in ("begun_at", "last_used_at"):
        earlier = datetime.fromisoformat(store[name]) - timedelta(minutes=minutes)
        store[name] = earlier.isoformat()
    held.session_data = store.encode(dict(store.items()))
    held.expire_date -= timedelta(minutes=minutes)
    held.last_used_at -= timedelta(minutes=minutes)
    held.save()


def test_list_says_where_and_since_when(cast: Cast) -> None:
    entered(WECHAT)
    here = entered()

    page = here.get(reverse("my_devices"))

    lines = page.context["devices"]
    assert [(one.browser, one.here, one.signed_in) for one in lines] == [
        ("Windows 电脑上的Chrome", True, True),
        ("安卓手机上的微信", False, True),
    ]
    assert "就是这台" in page.content.decode()


def test_same_browser_is_one_device_however_often_it_comes(cast: Cast) -> None:
    client = entered()
    client.post(reverse("sign_out"))
    client.post(reverse("sign_in"), {"username": "luo", "password": PASSWORD})

    assert Device.objects.count() == 1
    assert Session.objects.filter(account__username="luo").count() == 1


def test_device_that_was_ended_is_out_at_its_next_page(cast: Cast) -> None:
    lost, here = entered(WECHAT), entered()
    device = session_of(lost).device
    assert is_in(lost)

    here.post(reverse("end_device", args=[device.id]))

    assert lost.get(reverse("due_list")).url == reverse("sign_in")
    assert is_in(here)
    assert [one.here for one in here.get(reverse("my_devices")).context["devices"]] == [True]


def test_device_of_somebody_else_is_not_there(cast: Cast) -> None:
    theirs = session_of(entered(username="he")).device

    answer = entered().post(reverse("end_device", args=[theirs.id]))

    assert answer.status_code == 404
    assert Session.objects.filter(device=theirs).exists()


def test_all_others_are_ended_and_this_one_stays(cast: Cast) -> None:
    others = [entered(WECHAT), entered(), entered()]
    here = entered()
    of_another = entered(username="he")

    page = here.post(reverse("end_other_devices"), follow=True)

    assert [is_in(one) for one in others] == [False, False, False]
    assert is_in(here)
    assert of_another.get(reverse("needs")).status_code == 200
    assert "别的设备都退出了，共 3 处。" in page.content.decode()
    assert len(page.context["devices"]) == 1


def test_session_ends_after_half_an_hour_without_a_page(cast: Cast) -> None:
    client = entered()
    passed(client, minutes=29)
    assert is_in(client)

    passed(client, minutes=30)
    assert not is_in(client)


def test_session_that_is_used_all_day_ends_after_twelve_hours(cast: Cast) -> None:
    client = entered()
    minutes = 0
    while is_in(client):
        passed(client, minutes=20)
        minutes += 20

    assert minutes == 12 * 60


def test_signing_out_removes_the_row_and_tells_the_browser(cast: Cast) -> None:
    client = entered()
    key = client.session.session_key

    answer = client.post(reverse("sign_out"))

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    replayed = Client()
    replayed.cookies["sessionid"] = key
    assert not is_in(replayed)


def test_new_password_ends_every_other_session(cast: Cast) -> None:
    other, here = entered(WECHAT), entered()
    form = {"current": PASSWORD, "password": "a-new-long-sentence", "again": "a-new-long-sentence"}

    page = here.post(reverse("change_password"), form, follow=True)

    assert "密码改好了，别的设备都退出了。" in page.content.decode()
    assert is_in(here)
    assert not is_in(other)
    assert Session.objects.filter(account__username="luo").count() == 1
    assert entered(password="a-new-long-sentence")


def test_remembered_devices_are_forgotten_with_the_password(cast: Cast) -> None:
    entered(WECHAT)
    Device.objects.update(factor_until=now() + timedelta(days=20))
    here = entered()
    form = {"current": PASSWORD, "password": "a-new-long-sentence", "again": "a-new-long-sentence"}

    here.post(reverse("change_password"), form)

    assert [one.factor_until for one in Device.objects.all()] == [None, None]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"current": "wrong"}, "现在的密码不对"),
        ({"again": "something-else"}, "两次输的密码不一样"),
        ({"password": "short", "again": "short"}, "密码太短"),
        ({"password": PASSWORD, "again": PASSWORD}, "新密码和现在的一样"),
    ],
)
def test_what_is_no_new_password_is_told(cast: Cast, more: dict[str, str], words: str) -> None:
    form = {"current": PASSWORD, "password": "a-new-long-sentence", "again": "a-new-long-sentence"}

    answer = entered().post(reverse("change_password"), form | more)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Account.objects.get(username="luo").check_password(PASSWORD)


def test_guesses_at_the_present_password_are_slowed(cast: Cast) -> None:
    client = entered()
    form = {"current": "wrong", "password": "a-new-long-sentence", "again": "a-new-long-sentence"}

    statuses = [client.post(reverse("change_password"), form).status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_member_has_a_list_and_no_password_to_change(cast: Cast) -> None:
    client = client_of(make_member("何志斌"))

    page = client.get(reverse("my_devices")).content.decode()
    assert reverse("change_password") not in page
    assert client.get(reverse("change_password")).url == reverse("my_devices")


def test_rows_of_sessions_say_whose_they_are(cast: Cast) -> None:
    client = entered()

    held = session_of(client)

    assert held.account.username == "luo"
    assert client.session[SESSION_KEY] == str(held.account_id)


def test_use_is_noted_once_a_minute(cast: Cast) -> None:
    client = entered()
    before = session_of(client).last_used_at
    is_in(client)
    assert session_of(client).last_used_at == before

    passed(client, minutes=2)
    is_in(client)

    assert now() - session_of(client).last_used_at < timedelta(minutes=1)
