"""From where somebody comes, how long they wait, and what their browser is called."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiliu.accounts import rules
from huiliu.accounts.choices import CountKind
from huiliu.accounts.hashers import Argon2
from huiliu.accounts.rules import (
    PASSWORDS,
    Limit,
    Slowing,
    browser_of,
    network_of,
    visitor_of,
)

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.77"),
        ("::ffff:192.0.2.77", "192.0.2.77"),
        ("::FFFF:c000:024d", "192.0.2.77"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_address_is_counted_as_a_network(address: str, network: str) -> None:
    assert network_of(address) == network


@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_every_address_of_one_64_is_one_network(suffix: int) -> None:
    address = (0x20010DB8_00010002 << 64) + suffix
    text = ":".join(f"{address >> shift & 0xFFFF:x}" for shift in range(112, -16, -16))

    assert network_of(text) == "2001:db8:1:2::/64"


@pytest.mark.parametrize(
    ("peer", "forwarded", "visitor"),
    [
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("fd00::1", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "203.0.113.9, nonsense", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9, ", "10.0.0.1"),
    ],
)
def test_forwarded_addresses_are_believed_from_the_right_and_of_proxies_alone(
    peer: str, forwarded: str, visitor: str
) -> None:
    assert visitor_of(peer=peer, forwarded=forwarded, trusted=PROXIES) == visitor


def test_without_a_trusted_proxy_nothing_forwarded_is_believed() -> None:
    assert visitor_of(peer="10.0.0.1", forwarded="203.0.113.9", trusted=[]) == "10.0.0.1"


def test_waits_grow_and_end_at_a_quarter_of_an_hour() -> None:
    seconds = [PASSWORDS.wait(count).total_seconds() for count in range(1, 13)]

    assert seconds == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert PASSWORDS.wait(10_000) == timedelta(minutes=15)


def test_every_limit_is_of_a_kind_that_is_counted() -> None:
    kinds = {one.kind for one in vars(rules).values() if isinstance(one, Limit | Slowing)}

    assert kinds | {CountKind.CODE_NETWORK, CountKind.CODE_CITY} == set(CountKind)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140 Safari/537 Edg/140",
            "Windows 电脑上的Edge",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile MicroMessenger/8.0",
            "安卓手机上的微信",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18) Version/18 Safari/604", "苹果手机上的Safari"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) HuaweiBrowser/5", "鸿蒙上的华为浏览器"),
        ("curl/8", "浏览器"),
    ],
)
def test_browser_is_told_in_words(user_agent: str, words: str) -> None:
    assert browser_of(user_agent) == words


def test_passwords_are_hashed_at_the_cost_that_was_measured() -> None:
    encoded = Argon2().encode("a-long-sentence-of-mine", "some-salt-for-it")

    assert encoded.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
    assert Argon2().verify("a-long-sentence-of-mine", encoded)
