"""Values of the environment that are read as more than text; a wrong one stops the start."""

from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Network, ip_network
from zoneinfo import ZoneInfo

SWITCHED = {"": False, "off": False, "0": False, "on": True, "1": True}


class Misset(Exception):
    """A variable says what it cannot say; the words name what it can."""


def one_of(name: str, said: str, allowed: Collection[str]) -> str:
    """Return what was said if it is one of these words; '' among them means that nothing was."""
    if said not in allowed:
        words = "、".join(word for word in allowed if word)
        unset = "，或者不设" if "" in allowed else ""
        raise Misset(f"{name} 写的是“{said}”，只能写 {words}{unset}。改好再启动。")
    return said


def switch(name: str, said: str) -> bool:
    return SWITCHED[one_of(name, said, SWITCHED)]


def number(name: str, said: str) -> int:
    """Return a whole number from 1."""
    if not (said.isascii() and said.isdecimal() and int(said) > 0):
        raise Misset(f"{name} 写的是“{said}”，只能写大于零的整数。改好再启动。")
    return int(said)


def networks(name: str, said: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(text) for text in said.split()]
    except ValueError as problem:
        wanted = "网址或网段，如 10.0.0.5 fd00::/8，用空格隔开"
        raise Misset(f"{name} 写的是“{said}”，只能写{wanted}。改好再启动。") from problem


def time_zone(name: str, said: str) -> str:
    try:
        return ZoneInfo(said).key
    except (KeyError, ValueError, OSError) as problem:
        wanted = "时区的名字，如 Asia/Shanghai"
        raise Misset(f"{name} 写的是“{said}”，只能写{wanted}。改好再启动。") from problem
