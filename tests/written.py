"""The fields that hold what people write, and how to put other texts into them."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import models
from django.db.models import QuerySet

from huiliu.access.actions import open_own_account
from huiliu.access.models import FarList
from huiliu.access.queries import acting_as_sign_in
from huiliu.accounts.sessions import SessionStore
from huiliu.contact.models import Attempt
from huiliu.core import keys, scope
from huiliu.core.reach import Reach
from huiliu.core.sealing import seal, seal_facts, unseal, unseal_facts
from huiliu.exchange.models import Batch, Export, Report
from huiliu.needs.models import Need, Step
from huiliu.people.models import Person, Sighting
from huiliu.rights.models import Objection
from huiliu.stays.models import StayStep
from tests.payloads import LONGEST, TextFor

SENTENCES = (
    (Attempt, "note_to_all"),
    (Need, "words_to_all"),
    (Step, "words_to_all"),
    (StayStep, "words_to_all"),
)
FACTS = (
    (Sighting, "sealed", "person_id"),
    (Batch, "findings", "key_id"),
    (Export, "sealed", "key_id"),
    (Report, "sealed", "key_id"),
    (FarList, "sealed", "key_id"),
    (Objection, "sealed", "person_id"),
)
"""The sealed columns: one text under a person's key, and documents under the key of a row."""
SEALED = {f"{model.__name__}.{column}" for model, column, *_ in (*SENTENCES, *FACTS)}


MACHINE_WRITTEN = {"password", "session_key", "session_data"}


def written(model: type[models.Model]) -> list[models.CharField]:
    """Return the columns that hold what people write: text that is neither a code nor a path.

    Nothing shorter than a name is for people's words.
    """
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and getattr(field, "db_collation", None) != "C"
        and field.name not in MACHINE_WRITTEN
        and (field.max_length is None or field.max_length >= LONGEST)
    ]


def own_models() -> Iterator[type[models.Model]]:
    """Yield the tables with what people write; the logs take their names from them."""
    for model in apps.get_models():
        if model.__module__.startswith("huiliu.") and model._meta.app_label != "audit":
            yield model


def fill(text_for: TextFor) -> int:
    """Put a text in place of every one that a row holds, sealed ones too; return how many."""
    with scope.entered(Reach.everywhere()):
        filled = sum(_fill_columns(model, text_for) for model in own_models())
        return filled + _fill_sealed(text_for)


def _fill_columns(model: type[models.Model], text_for: TextFor) -> int:
    filled = 0
    columns = written(model)
    documents = [one for one in model._meta.concrete_fields if isinstance(one, models.JSONField)]
    for row in QuerySet(model).order_by("pk") if columns or documents else ():
        held = [one for one in columns if getattr(row, one.name)]
        said: dict[str, Any] = {
            one.name: text_for(f"{model.__name__}.{one.name}", one.max_length) for one in held
        }
        for one in documents:
            said[one.name] = replaced(
                getattr(row, one.name), partial(text_for, f"{model.__name__}.{one.name}", LONGEST)
            )
        if said:
            QuerySet(model).filter(pk=row.pk).update(**said)
        filled += len(said)
    return filled


def replaced(value: Any, text: Callable[[], str]) -> Any:
    """Put texts into a document wherever somebody's words stand; codes are letters of ASCII."""
    if isinstance(value, dict):
        return {name: replaced(one, text) for name, one in value.items()}
    if isinstance(value, list):
        return [replaced(one, text) for one in value]
    return text() if isinstance(value, str) and not value.isascii() else value


def _fill_sealed(text_for: TextFor) -> int:
    filled = 0
    for model, column in SENTENCES:
        for row in model.objects.order_by("pk"):
            key = keys.of_one(row.person_id)
            sealed = seal(text_for(f"{model.__name__}.{column}", None), key=key, place=row.place)
            filled += model.objects.filter(pk=row.pk).update(**{column: sealed})
    for model, column, owner in FACTS:
        for row in model.objects.exclude(**{column: None}).order_by("pk"):
            key = keys.of_one(getattr(row, owner))
            said = unseal_facts(getattr(row, column), key=key, place=row.place)
            said = replaced(said, partial(text_for, f"{model.__name__}.{column}", None))
            sealed = seal_facts(said, key=key, place=row.place)
            filled += model.objects.filter(pk=row.pk).update(**{column: sealed})
    return filled


def texts() -> Iterator[tuple[str, str]]:
    """Yield every text that is stored, with its column; sealed ones are opened."""
    for model in own_models():
        kept = [
            one.name
            for one in model._meta.concrete_fields
            if isinstance(one, models.CharField | models.TextField | models.JSONField)
        ]
        for row in QuerySet(model).all():
            yield from (
                (f"{model.__name__}.{name}", json_text(getattr(row, name))) for name in kept
            )
    yield from _sealed_texts()


def _sealed_texts() -> Iterator[tuple[str, str]]:
    for model, column, owner in (*((*one, "person_id") for one in SENTENCES), *FACTS):
        for row in QuerySet(model).exclude(**{column: None}):
            key = keys.of_one(getattr(row, owner))
            yield (
                f"{model.__name__}.{column}",
                unseal(bytes(getattr(row, column)), key=key, place=row.place),
            )


def json_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def session_of_a_member() -> str:
    """Open a member's account and a session in it; return the session's key."""
    with scope.entered(Reach.everywhere()):
        person = Person.objects.filter(same_as=None, sightings__batch__isnull=False).first()
    return session_of(person.id)


def session_of(person: UUID) -> str:
    """Open the own account of a file and a session in it; return the session's key."""
    account = open_own_account(by=acting_as_sign_in(), name="何志斌", persons=[person])
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)
