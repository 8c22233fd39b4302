"""What comes to the door from outside, at full size: guesses at a password, requests for codes.

Each request goes through every middleware to the page and back, and is committed. What is printed
on the console for want of text messages is counted instead.
"""

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import redirect_stderr
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from huiliu.access.models import OneTimeCode
from huiliu.access.queries import acting_as_set_up
from huiliu.accounts.actions import open_account
from huiliu.commands.benches.invented import MOBILE, roster
from huiliu.commands.installation import OWNER, first_password
from huiliu.core.ids import new_id

NAMES = 500
HASHES = 20
SOURCE = "198.51.100.7"
PEOPLE = 2000
_SENT = re.compile(r"^(\d+) 的六位数是", re.MULTILINE)

Figures = dict[str, float]


def guesses(path: Path) -> Figures:
    """Guess at one account from as many networks as there are guesses; its person stays in."""
    own = _client("192.0.2.1")
    entered_before = _signed_in(own)
    own.post(reverse("sign_out"))
    answers: Counter[int] = Counter()
    taken: dict[int, list[float]] = {}
    for number in range(_size(path)):
        status, ms = _timed(_client(_network(number)), "sign_in", _guess(OWNER, f"wrong-{number}"))
        answers[status] += 1
        taken.setdefault(status, []).append(ms)
    return {
        "let_in": answers[302],
        "hashed": answers[422] + answers[302],
        "refused": answers[429],
        "own_device_in": float(entered_before and _signed_in(own)),
        "elsewhere_in": float(_signed_in(_client("192.0.2.2"))),
        **_spread("guess_refused", taken.get(429, [0.0])),
        **_spread("guess_hashed", taken.get(422, [0.0])),
        **_spread("hash", _hashes()),
    }


def codes(path: Path) -> Figures:
    """Ask for codes: for one number from everywhere, from one source for everybody, then both wide.

    The last quarter asks from everywhere for everybody, which only the city's number ends.
    """
    settings.HUILIU_REAL_DATABASE = False
    numbers = _mobiles()[:-NAMES]
    before = OneTimeCode.objects.count()
    answers: Counter[int] = Counter()
    sent: dict[str, Counter[str]] = {}
    taken = []
    size = _size(path)
    for number in range(size):
        kind = _kind(number, size)
        telephone = numbers[0] if kind == "victim" else numbers[number % len(numbers)]
        client = _client(SOURCE if kind == "source" else _network(number))
        form = {"id": str(new_id()), "telephone": telephone}
        with redirect_stderr(StringIO()) as console:
            status, ms = _timed(client, "my_sign_in", form)
        answers[status] += 1
        taken.append(ms)
        sent.setdefault(kind, Counter()).update(_SENT.findall(console.getvalue()))
    return {
        "to_victim": sum(one[numbers[0]] for one in sent.values()),
        "from_one_source": sent["source"].total(),
        "messages": sum(one.total() for one in sent.values()),
        "made": OneTimeCode.objects.count() - before,
        "cap": settings.HUILIU_CODES_OF_CITY,
        "refused": answers[422] + answers[429],
        **_spread("code", taken),
    }


def _mobiles() -> list[str]:
    return list(dict.fromkeys(str(row[MOBILE]) for row in roster(PEOPLE) if row[MOBILE]))


def _kind(number: int, size: int) -> str:
    if number >= size * 3 // 4:
        return "everybody"
    return "source" if number % 2 else "victim"


def names(path: Path) -> Figures:
    """Try names that somebody has and names that nobody has, and known and unknown numbers."""
    size = _size(path)
    settings.HUILIU_REAL_DATABASE = False
    settings.HUILIU_CITY = "counted apart"
    settings.HUILIU_CODES_OF_CITY = 10 * size
    by, password = acting_as_set_up(), first_password()
    for number in range(size):
        open_account(by=by, username=f"known-{number}", name="某人", password=password)
    known, unknown = _alternating("sign_in", _names("known", size), _names("nobody", size))
    numbers = _mobiles()[-size:]
    nobodys = [f"1990000{number:04d}" for number in range(len(numbers))]
    with redirect_stderr(StringIO()) as console:
        told, untold = _alternating("my_sign_in", _numbers(numbers), _numbers(nobodys))
    return {
        "name_gap": abs(median(known) - median(unknown)),
        "number_gap": abs(median(told) - median(untold)),
        "sent": len(_SENT.findall(console.getvalue())),
        **_spread("known_name", known),
        **_spread("unknown_name", unknown),
        **_spread("known_number", told),
        **_spread("unknown_number", untold),
    }


def _alternating(
    page: str, first: Iterable[dict[str, str]], second: Iterable[dict[str, str]]
) -> tuple[list[float], list[float]]:
    """Post the two kinds in turn, so that other work on the machine meets both alike."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number, pair in enumerate(zip(first, second, strict=True)):
        for side, form in enumerate(pair):
            client = _client(_network(1_000_000 + 2 * number + side))
            taken[side].append(_timed(client, page, form)[1])
    return taken


def _names(kind: str, size: int) -> list[dict[str, str]]:
    return [_guess(f"{kind}-{number}", "wrong") for number in range(size)]


def _numbers(numbers: Iterable[str]) -> list[dict[str, str]]:
    return [{"id": str(new_id()), "telephone": number} for number in numbers]


def _guess(username: str, password: str) -> dict[str, str]:
    return {"username": username, "password": password}


def _signed_in(client: Client) -> bool:
    return (
        client.post(reverse("sign_in"), _guess(OWNER, first_password())).status_code
        == HTTPStatus.FOUND
    )


def _timed(client: Client, page: str, form: dict[str, str]) -> tuple[int, float]:
    started = perf_counter()
    status = client.post(reverse(page), form).status_code
    return status, (perf_counter() - started) * 1000


def _hashes() -> list[float]:
    """Return how long hashing alone takes: the floor."""
    taken = []
    for _ in range(HASHES):
        started = perf_counter()
        make_password("wrong")
        taken.append((perf_counter() - started) * 1000)
    return taken


def _spread(name: str, taken: list[float]) -> Figures:
    high = quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    return {f"{name}_p50": median(taken), f"{name}_p95": high}


def _client(address: str) -> Client:
    return Client(REMOTE_ADDR=address, SERVER_NAME="127.0.0.1")


def _network(number: int) -> str:
    """Return an address of a network of its own: every other one an IPv6 /64."""
    if number % 2:
        return f"2001:db8:{number // 65536:x}:{number % 65536:x}::1"
    return f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"


def _size(path: Path) -> int:
    """Return how many requests to make, which the file says."""
    return int(path.read_text(encoding="ascii"))
