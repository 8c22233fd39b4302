"""The data register: every column about a person stands in it, and what it says is so."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models

from huiliu.access.roles import (
    MEMBER,
    MEMBER_PERMISSIONS,
    OWN_ACCOUNT,
    OWN_ACCOUNT_PERMISSIONS,
    ROLES,
)
from huiliu.core.permissions import Permission
from huiliu.core.register import FACTS, Register, register
from huiliu.exchange.roster.fields import NOT_KEPT, Field
from huiliu.exchange.stored import FIRST_15, UNSTORED
from huiliu.people.choices import PLAIN
from huiliu.people.words import MASKS

NOT_ABOUT_PEOPLE = {
    *("organisations_organisation", "organisations_name", "exchange_headersynonym"),
    *("stays_rule", "stays_clock", "stays_staytally", "stays_windowtally", "needs_needtally"),
    *("audit_seal", "audit_dayroot", "places_station"),
}
"""Organisations, their words and desks, rules, counts without people, and digests of entries."""
MADE_OF_OTHERS = {FIRST_15, "birth_year"}
"""What a sighting holds beside the fields of a roster."""


class Planted(models.Model):
    """A table about people of which nobody has told the register."""

    nickname = models.CharField(max_length=10)

    class Meta:
        app_label = "people"
        apps = type(apps)()


def columns_of(found: Iterable[type[models.Model]]) -> set[tuple[str, str]]:
    return {
        (model._meta.db_table, str(field.column))
        for model in found
        for field in model._meta.concrete_fields
        if field.column is not None
    }


def about_people() -> set[tuple[str, str]]:
    own = [model for model in apps.get_models() if model.__module__.startswith("huiliu.")]
    return columns_of(model for model in own if model._meta.db_table not in NOT_ABOUT_PEOPLE)


def columns_registered(held: Register) -> set[tuple[str, str]]:
    return {place for place in held.entries if place[0] != FACTS}


def facts_kept() -> set[str]:
    return {field.value for field in Field if field.kept and field not in UNSTORED}


def faults_of(columns: set[tuple[str, str]], held: Register) -> list[str]:
    """Return what has no entry, and which entries have nothing."""
    registered = columns_registered(held)
    return [
        *(f"without an entry: {'.'.join(one)}" for one in sorted(columns - registered)),
        *(f"without a column: {'.'.join(one)}" for one in sorted(registered - columns)),
    ]


def holders_of(permissions: Iterable[str]) -> set[str]:
    held: dict[str, frozenset[Permission]] = {
        **{str(role.name): role.permissions for role in ROLES.values()},
        MEMBER: MEMBER_PERMISSIONS,
        OWN_ACCOUNT: OWN_ACCOUNT_PERMISSIONS,
    }
    return {name for name, granted in held.items() if granted & set(permissions)}


def test_every_column_about_a_person_has_an_entry_and_every_entry_a_column() -> None:
    assert faults_of(about_people(), register()) == []


def test_planted_column_without_an_entry_is_found() -> None:
    columns = about_people() | columns_of([Planted])

    assert faults_of(columns, register()) == [
        "without an entry: people_planted.id",
        "without an entry: people_planted.nickname",
    ]


def test_planted_entry_without_a_column_is_found() -> None:
    columns = about_people() - {("people_person", "birth_year")}

    assert faults_of(columns, register()) == ["without a column: people_person.birth_year"]


def test_every_field_of_rosters_that_is_kept_has_an_entry() -> None:
    registered = {entry.column for entry in register().of_table(FACTS)}

    assert facts_kept() ^ registered == MADE_OF_OTHERS


def test_planted_field_is_found() -> None:
    registered = {entry.column for entry in register().of_table(FACTS)}

    assert {field.value for field in NOT_KEPT} & registered == set()
    assert (facts_kept() | {Field.RELIGION}) - registered == {"religion"}


def test_masks_are_those_that_pages_apply() -> None:
    masked = {entry.column: f"mask_{entry.mask}" for entry in register().of_table(FACTS)}

    assert {field: name for field, name in masked.items() if name != "mask_"} == {
        field: mask.__name__ for field, mask in MASKS.items()
    }


def test_facts_stand_open_or_sealed_as_the_register_says() -> None:
    facts = register().of_table(FACTS)
    open_facts = {entry.column for entry in facts if entry.stored == "plain"}

    assert open_facts == (PLAIN | {"birth_year"}) - {field.value for field in UNSTORED}


def test_whoever_sees_something_are_those_who_hold_its_permissions() -> None:
    said = {name: set(circle.roles) for name, circle in register().circles.items()}
    held = {name: holders_of(circle.permissions) for name, circle in register().circles.items()}

    assert said == held


def test_every_word_of_the_register_is_used() -> None:
    entries = register().entries.values()

    assert {entry.circle for entry in entries} == register().circles.keys()
    assert {entry.retention for entry in entries} == register().retentions.keys()
    assert {entry.basis for entry in entries} == {"duty", "member", "security", "order"}
    assert {entry.sensitivity for entry in entries} == {"plain", "personal", "sensitive"}
    assert {entry.stored for entry in entries} == {"plain", "sealed", "digest"}
