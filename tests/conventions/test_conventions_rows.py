"""Rows: foreign keys point down the layers, and every table about a person is secured."""

import re
import tomllib

import pytest
from django.apps import apps
from django.db import connection, models

from huiliu.organisations.models import Addressed
from huiliu.people.models import Person
from tests.conventions.sources import ROOT

SECURED_OTHERWISE = {
    "people_sightingkey": "holds digests alone, and is seen inside a crossing alone",
    "audit_entry": "inserted only; seen by the trail's range and by the person",
    "audit_reading": "inserted only; seen by the trail's range and by the person",
    "audit_seal": "added to and seen by the sealer alone",
    "audit_dayroot": "added to and seen by the sealer alone",
    "exchange_batch": "work of an organisation, seen by its queue",
    "exchange_export": "work of an organisation, seen by its queue",
    "exchange_report": "about nobody with a file; seen by the queue of who has to call",
}


def layers() -> dict[str, int]:
    """Return the floor of each package, the ground being 0."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    rows = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    floors = {}
    for height, row in enumerate(reversed(rows)):
        for name in re.findall(r"\w+", row):
            floors[name] = height
    return floors


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("huiliu.")]


def test_foreign_keys_point_down() -> None:
    floors = layers()
    upwards = [
        (model._meta.label, field.name)
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and floors[field.related_model._meta.app_label] > floors[model._meta.app_label]
    ]

    assert upwards == []


def test_keys_are_made_by_the_application() -> None:
    drawn = [
        model._meta.label
        for model in own_models()
        if isinstance(model._meta.pk, models.AutoField | models.BigAutoField)
    ]

    assert drawn == []


def secured_tables() -> dict[str, tuple[bool, bool, int]]:
    """Return of each table whether security is on, whether it is forced, and its policies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, count(p.oid)"
            " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
            " GROUP BY 1, 2, 3"
        )
        return {name: (on, forced, policies) for name, on, forced, policies in cursor.fetchall()}


@pytest.mark.django_db
def test_every_table_about_a_person_has_forced_security() -> None:
    tables = secured_tables()
    about_people = {
        model._meta.db_table
        for model in own_models()
        if issubclass(model, Addressed)
        or any(
            isinstance(field, models.ForeignKey) and field.related_model is Person
            for field in model._meta.get_fields()
        )
    } | SECURED_OTHERWISE.keys()

    open_tables = [
        name
        for name in sorted(about_people)
        if tables[name][:2] != (True, True) or not tables[name][2]
    ]

    assert open_tables == []


@pytest.mark.django_db
def test_application_owns_nothing_and_bypasses_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        rights = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
            " WHERE r.rolname = current_user AND c.relnamespace = 'public'::regnamespace"
        )
        owned = cursor.fetchone()

    assert (rights, owned) == ((False, False), (0,))


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_entry", "audit_reading", "audit_seal", "audit_dayroot"])
@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_logs_can_only_be_added_to(table: str, right: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table, right])
        held = cursor.fetchone()

    assert held == (False,)
