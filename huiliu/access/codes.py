"""Six-digit codes on their way: how many an hour, and the channel, which is the console so far."""

import sys
from datetime import datetime

from django.conf import settings

from huiliu.accounts.counters import count
from huiliu.accounts.rules import HOUR, Limit
from huiliu.core.errors import Refused, TooMany

NO_CHANNEL = "这里还没有接上短信，六位数发不出去。请您的联系人带您看，或者打电话给社区。"
BUSY = "这一小时里要六位数的人太多了，请晚一点再来，或者打电话给社区。"


def count_code(*, network: str, at: datetime) -> None:
    """Count one more code for the city and for a network, or refuse it."""
    limits = (
        (Limit("code_city", settings.HUILIU_CODES_OF_CITY, HOUR), settings.HUILIU_CITY),
        (Limit("code_network", settings.HUILIU_CODES_OF_NETWORK, HOUR), network),
    )
    for limit, subject in limits:
        found = count(limit, subject=subject, at=at)
        if found.over(limit):
            raise TooMany(BUSY, found.forgotten_in)


def send(*, telephone: str, code: str | None) -> None:
    """Print the code for a number. None is for a number that nobody has: nothing is printed."""
    _say(f"{telephone} 的六位数是 {code}，五分钟内有效。" if code is not None else "")


def announce(*, telephone: str, words: str) -> None:
    """Tell somebody something at a number."""
    _say(f"给 {telephone}：{words}")


def _say(line: str) -> None:
    """Print a message; an empty one is none.

    Where a real database is configured nobody reads a console, so that it refuses, whoever asks.
    """
    if settings.HUILIU_REAL_DATABASE:
        raise Refused(NO_CHANNEL)
    if line:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
