"""Asking for pages, and searching whatever comes back for marks that should not be there."""

import io
import logging
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from huiliu.accounts.models import Account
from huiliu.audit.models import Reading
from huiliu.core import scope
from huiliu.core.clock import now
from huiliu.core.paths import EVERYWHERE
from huiliu.core.reach import Reach
from tests.boundary.forms import is_id
from tests.boundary.ground import MARK, Ground
from tests.exchange.shut import SHUT, opened_workbook

TOKEN = re.compile(r"\b[0-9A-Za-z]{64}\b")
"""What each form carries against forgery: random, so that it may look like anything."""
LEFT_BY_LOOKING = frozenset({"audit_reading", "accounts_session", "accounts_ratecounter"})
"""Tables that a request that changes nothing may have written to."""
MAY_BE_LEFT = LEFT_BY_LOOKING | {"audit_entry"}
"""Those to which one that was refused may have written: who looked beyond the own reach, too."""
_WRITTEN = (
    "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
    " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, what it and the logs showed, and which tables were written to."""

    status: int
    body: str
    shown: frozenset[int]
    written: frozenset[str]
    logged: frozenset[UUID] = frozenset()
    """The person rows of the entries that it left in the read log."""
    leads_to: str = ""


def client_of(ground: Ground, actor: str) -> Client:
    client = Client(raise_request_exception=False)
    if actor:
        client.force_login(Account.objects.get(id=ground.accounts[actor]))
    return client


def asked(
    ground: Ground,
    client: Client,
    method: str,
    address: str,
    data: Mapping[str, Any] | None = None,
    *,
    watching: bool = False,
) -> Answer:
    """Ask for an address; whatever it wrote is taken back afterwards, in the browser too.

    What was told in asking is no news when it comes back. Which tables were written to is found
    out by `watching` alone.
    """
    cookies = deepcopy(client.cookies)
    began = now()
    with _taken_back(), _overheard() as heard:
        before = _written() if watching else Counter()
        response = client.generic(method, address) if data is None else client.post(address, data)
        after = _written() if watching else Counter()
        logged = _logged_since(ground, began) if watching else set()
        written = {table for table, n in after.items() if n > before[table]}
    client.cookies = cookies
    text = text_of(response)
    said = f"{text}\n{response.headers}\n{heard.getvalue()}\n{[m.message() for m in mail.outbox]}"
    said = TOKEN.sub("", said)
    for told in _told(address, data or {}):
        said = said.replace(told, "")
    return Answer(
        status=response.status_code,
        body=text,
        shown=frozenset(ground.marks_in(said)),
        written=frozenset(written),
        logged=frozenset(logged),
        leads_to=response.get("Location", ""),
    )


def _logged_since(ground: Ground, moment: datetime) -> set[UUID]:
    """Return whom the looks since then name: the trail shows those of offices, people their own."""
    everybody = tuple(one.ids["person"] for one in ground.bundles if "person" in one.ids)
    with scope.entered(Reach(trail=EVERYWHERE, own=everybody)):
        looks = Reading.objects.filter(at__gte=moment).values_list("persons", flat=True)
        return {person for persons in looks for person in persons}


def _told(address: str, data: Mapping[str, Any]) -> list[str]:
    parts = urlsplit(address)
    sent = [*map(str, data.values()), *(value for _name, value in parse_qsl(parts.query))]
    return [address, parts.path, *(text for text in sent if is_id(text) or MARK.fullmatch(text))]


def text_of(response: HttpResponse) -> str:
    """Return what can be read in an answer, a paper's text and the parts of a workbook included."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content.startswith(SHUT):
        content = opened_workbook(content, password="for-the-ground")
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def beyond(answer: Answer, visible: Collection[int]) -> set[int]:
    return set(answer.shown) - set(visible)


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _overheard() -> Iterator[io.StringIO]:
    """Collect what is logged and printed meanwhile."""
    heard = io.StringIO()
    ear = logging.StreamHandler(heard)
    logging.getLogger().addHandler(ear)
    try:
        with redirect_stdout(heard):
            yield heard
    finally:
        logging.getLogger().removeHandler(ear)


def _written() -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        return Counter(dict(cursor.fetchall()))


def put_in(ids: Mapping[str, UUID], wanted: Collection[str]) -> dict[str, UUID] | None:
    """Return the arguments of an address, where a bundle has all of them."""
    return {name: ids[name] for name in wanted} if set(wanted) <= ids.keys() else None
