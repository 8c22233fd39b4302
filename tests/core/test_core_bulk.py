"""Tuples that are written as rows have the columns of their table, in its order."""

import pytest
from django.db import models

from huiliu.people.columns import NewPerson, NewSighting, NewSightingKey
from huiliu.people.models import Person, Sighting, SightingKey
from huiliu.stays.columns import NewLink, NewStay, NewWindow
from huiliu.stays.models import Link, Stay, Window

PAIRS = [
    (NewPerson, Person),
    (NewSighting, Sighting),
    (NewSightingKey, SightingKey),
    (NewStay, Stay),
    (NewLink, Link),
    (NewWindow, Window),
]


def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@pytest.mark.parametrize(("row", "model"), PAIRS)
def test_new_row_has_the_columns_of_its_table(
    row: type[NewPerson], model: type[models.Model]
) -> None:
    assert row._fields == columns_of(model)


def test_order_of_columns_matters_to_the_check() -> None:
    assert tuple(reversed(NewLink._fields)) != columns_of(Link)
