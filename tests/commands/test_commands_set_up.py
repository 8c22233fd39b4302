"""Setting up an installation, and what the program itself answers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from huiliu.access.models import Appointment
from huiliu.accounts.models import Account
from huiliu.commands.installation import first_password
from huiliu.core.clock import today
from huiliu.organisations.models import Organisation
from tests.databases import use_database
from tests.exchange.people import HE, HEADERS
from tests.exchange.workbooks import xlsx

Run = Callable[..., Any]


@pytest.fixture
def no_tables(own_database: None) -> Iterator[None]:
    """Turn to a database in which nothing was ever set up."""
    name = configured.DATABASES["default"]["NAME"]
    use_database("huiliu")
    yield
    use_database(name)


def test_set_up_opens_the_account_owner_with_a_password_of_its_own(run: Run) -> None:
    ended = run("set_up")

    owner = Account.objects.get(username="owner")
    password = first_password()
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"武汉市已设置好。登录名 owner，首次密码 {password}\n"
    assert owner.check_password(password)
    held = Appointment.objects.get(account=owner)
    assert (held.role, held.organisation.code, held.begins_on) == (
        "city_registrar",
        "4201",
        today(),
    )


def test_set_up_again_adds_nothing(run: Run) -> None:
    run("set_up")
    tables = (Account, Appointment, Organisation)
    before = [table.objects.count() for table in tables]

    ended = run("set_up")

    assert (ended.code, [table.objects.count() for table in tables]) == (0, before)


def test_roster_is_brought_by_owner_unless_somebody_is_named(run: Run, tmp_path: Path) -> None:
    run("set_up")
    path = xlsx(tmp_path / "名册.xlsx", {"流入": [HEADERS, HE]})

    assert run("roster", "apply", path).code == 0


def test_named_database_is_set_up_by_hand(
    run: Run, no_tables: None, settings: Settings, tmp_path: Path
) -> None:
    settings.HUILIU_REAL_DATABASE = True

    ended = run("roster", "check", tmp_path / "名册.xlsx")

    words = "这个数据库还没有设置。请先运行 bin/huiliu set_up。\n"
    assert (ended.code, ended.out, ended.err) == (2, "", words)


def test_stop_says_that_nothing_runs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUILIU_VAR", str(tmp_path))

    ended = run("stop")

    assert (ended.code, ended.out) == (0, "数据库没有在运行。\n")


def test_embedded_database_that_cannot_be_used_ends_with_its_words(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "cluster.json").write_text("{")
    monkeypatch.setenv("HUILIU_VAR", str(tmp_path))

    ended = run("stop")

    assert "is damaged" in str(ended.code)
