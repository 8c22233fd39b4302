"""Guesses at passwords: whoever guesses too often is answered before a password is hashed.

A browser in which the account was signed in before has a count of its own, so that nobody can
shut a person out of the own computer by guessing elsewhere. An account that does not exist is
counted, hashed and answered like one that does.
"""

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from huiliu.accounts.counters import count, forget, take_turn
from huiliu.accounts.models import Account
from huiliu.accounts.queries import minutes_of
from huiliu.accounts.rules import FACTORS, PASSWORDS, PASSWORDS_OF_NETWORK, Slowing
from huiliu.core.clock import now
from huiliu.core.errors import TooMany
from huiliu.web.kit.entering import device_of
from huiliu.web.kit.limits import network

SLOWED = "试的次数太多了，请过 %(minutes)s 分钟再试。您平时用的那台设备不受影响。"


def guessed(request: HttpRequest, *, username: str, password: str) -> Account | None:
    """Return the account whose password this is; a guess that came too early is `TooMany`."""
    subject = subject_of(request, username=username)
    if subject == f"account:{username}":
        _count_of_network(request)
    take(PASSWORDS, subject=subject)
    account = authenticate(request, username=username, password=password)
    if account is not None:
        forget(PASSWORDS, subject=subject)
    return account


def subject_of(request: HttpRequest, *, username: str) -> str:
    """Return under what a guess counts: the known device, or the name for all other browsers."""
    device = device_of(request, username=username)
    return f"device:{device.id}" if device else f"account:{username}"


def take(slowing: Slowing, *, subject: str) -> None:
    """Take a turn to guess, or refuse it with how long to wait."""
    wait = take_turn(slowing, subject=subject, at=now())
    if wait is not None:
        raise TooMany(_(SLOWED) % {"minutes": minutes_of(wait)}, wait)


def take_factor(account: Account) -> None:
    """Take a turn to give a second factor: whoever gets here has the password already."""
    take(FACTORS, subject=str(account.id))


def given_right(account: Account) -> None:
    """Begin the count of second factors anew."""
    forget(FACTORS, subject=str(account.id))


def _count_of_network(request: HttpRequest) -> None:
    found = count(PASSWORDS_OF_NETWORK, subject=network(request), at=now())
    if found.over(PASSWORDS_OF_NETWORK):
        words = _(SLOWED) % {"minutes": minutes_of(found.forgotten_in)}
        raise TooMany(words, found.forgotten_in)
