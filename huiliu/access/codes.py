"""The channel for six-digit codes: the console of the server, for want of a real one."""

import sys

from django.conf import settings

from huiliu.core.errors import Refused


def send(*, telephone: str, code: str | None) -> None:
    """Print the code for a number. None is for a number that nobody has: nothing is printed.

    Where a real database is configured nobody reads a console, so that it refuses, whoever asks.
    """
    if settings.HUILIU_REAL_DATABASE:
        raise Refused("这里还没有接上短信，六位数发不出去。请您的联系人带您看，或者打电话给社区。")
    if code is not None:
        sys.stderr.write(f"{telephone} 的六位数是 {code}，五分钟内有效。\n")
        sys.stderr.flush()
