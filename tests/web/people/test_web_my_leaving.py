"""The member reads what is kept and for how long, and leaves."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.accounts.models import Account, Session
from huiliu.core import scope
from huiliu.core.reach import Reach
from huiliu.people.models import Person
from tests.cast import Cast
from tests.members import client_of, make_member

SignIn = Callable[[str], Client]


def test_member_reads_what_is_kept_and_for_how_long(cast: Cast) -> None:
    client = client_of(make_member("何志斌"))
    assert reverse("my_register") in client.get(reverse("my_home")).content.decode()

    page = client.get(reverse("my_register"))

    groups = {group["purpose"]: group for group in page.context["groups"]}
    number = groups["不把两个人当成一个人"]
    assert number == {
        "purpose": "不把两个人当成一个人",
        "what": "公民身份号码",
        "who": "照顾本人的组织（各看各的范围），和本人",
        "how_long": "有档案期间；本人离开并删除，马上清除",
        "how": "用您自己的密钥加密，显示时遮住中间几位",
    }
    assert "请谁来任职" not in groups
    assert reverse("my_erase") in page.content.decode()


def test_member_leaves_and_is_gone(cast: Cast) -> None:
    person = make_member("何志斌")
    client = client_of(person)
    account = Account.objects.get(name="何志斌")
    page = client.get(reverse("my_erase")).content.decode()
    assert "删了拿不回来" in page
    assert "只有编号，没有姓名" in page

    answer = client.post(reverse("my_erase"), follow=True)

    assert answer.redirect_chain == [(reverse("sign_in"), 302)]
    assert "您在汇流的记录都删除了。" in answer.content.decode()
    assert client.get(reverse("my_home")).url == reverse("sign_in")
    assert not Session.objects.filter(account_id=account.id).exists()
    with scope.entered(Reach.everywhere()):
        assert not Person.objects.filter(id=person.id).exists()


def test_looking_at_the_page_erases_nobody(cast: Cast) -> None:
    person = make_member("何志斌")

    assert client_of(person).get(reverse("my_erase")).status_code == 200

    with scope.entered(Reach.everywhere()):
        assert Person.objects.filter(id=person.id).exists()


@pytest.mark.parametrize("name", ["my_erase", "my_register"])
def test_pages_are_the_members_alone(cast: Cast, sign_in: SignIn, name: str) -> None:
    assert sign_in("luo").get(reverse(name)).status_code == 403
    assert Client().get(reverse(name)).url == reverse("sign_in")
