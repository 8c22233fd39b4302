"""A variable that says what it cannot say stops the start, with words that name what it can."""

import ast
import subprocess
import sys
from ipaddress import ip_network

import pytest

from huiliu.config.environment import Misset, networks, number, one_of, switch, time_zone
from tests.conventions.sources import ROOT, calls_in, tree_of

TLS = ("own", "proxy", "")
CLOSED = {
    "HUILIU_TLS": "only",
    "HUILIU_SECOND_FACTOR": "demanded",
    "HUILIU_DISTRIBUTED": "yes, please",
    "HUILIU_TIME_ZONE": "Asia/Wuhan",
    "HUILIU_TRUSTED_PROXIES": "10.0.0.300",
    "HUILIU_CODES_OF_CITY": "many",
}


@pytest.mark.parametrize("said", TLS)
def test_word_that_is_allowed_is_taken(said: str) -> None:
    assert one_of("HUILIU_TLS", said, TLS) == said


@pytest.mark.parametrize("said", ["Own", "proxi", " own", "1"])
def test_any_other_word_is_refused_with_those_that_are_allowed(said: str) -> None:
    with pytest.raises(Misset) as refused:
        one_of("HUILIU_TLS", said, TLS)

    assert (
        str(refused.value)
        == f"HUILIU_TLS 写的是“{said}”，只能写 own、proxy，或者不设。改好再启动。"
    )


def test_word_that_has_to_be_there_is_not_said_to_be_optional() -> None:
    with pytest.raises(Misset, match="只能写 demo、required。"):
        one_of("HUILIU_SECOND_FACTOR", "", ("demo", "required"))


@pytest.mark.parametrize(
    ("said", "meant"), [("", False), ("off", False), ("0", False), ("on", True), ("1", True)]
)
def test_switch_is_on_or_off(*, said: str, meant: bool) -> None:
    assert switch("HUILIU_DISTRIBUTED", said) is meant


def test_switch_that_says_something_else_is_refused() -> None:
    with pytest.raises(Misset, match="HUILIU_DISTRIBUTED 写的是“false”"):
        switch("HUILIU_DISTRIBUTED", "false")


@pytest.mark.parametrize("said", ["", "0", "-1", "1.5", "ten", "²"])
def test_number_is_whole_and_at_least_one(said: str) -> None:
    assert number("HUILIU_UNDO_DAYS", "30") == 30
    with pytest.raises(Misset, match="只能写大于零的整数"):
        number("HUILIU_UNDO_DAYS", said)


def test_networks_and_zones_are_those_that_there_are() -> None:
    said = "10.0.0.5 fd00::/8"
    assert networks("HUILIU_TRUSTED_PROXIES", said) == [ip_network(one) for one in said.split()]
    assert time_zone("HUILIU_TIME_ZONE", "Asia/Shanghai") == "Asia/Shanghai"
    with pytest.raises(Misset, match="只能写网址或网段"):
        networks("HUILIU_TRUSTED_PROXIES", "10.0.0.5/8/8")
    for unknown in ("Asia/Wuhan", "", "../zone"):
        with pytest.raises(Misset, match="Asia/Shanghai"):
            time_zone("HUILIU_TIME_ZONE", unknown)


@pytest.mark.parametrize("name", CLOSED)
def test_nothing_starts_under_a_variable_that_is_misset(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "huiliu.config.settings")
    monkeypatch.setenv(name, CLOSED[name])

    started = subprocess.run(
        [sys.executable, "-m", "huiliu", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 1
    assert started.stderr.startswith(f"{name} 写的是“{CLOSED[name]}”，只能写")
    assert "Traceback" not in started.stderr


def test_every_variable_that_is_more_than_text_is_read_through_these() -> None:
    """`int(…)` or `bool(…)` around a variable would fail without words, or take anything."""
    tree = tree_of(ROOT / "huiliu" / "config" / "settings.py")

    bare = [
        text
        for call in calls_in(tree)
        if (text := ast.unparse(call)).startswith(("int(os", "bool(os"))
    ]

    assert bare == []
