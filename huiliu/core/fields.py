"""Columns that mean the same everywhere."""

from typing import Any

from django.db import models

from huiliu.core.ids import new_id


class PathField(models.CharField):
    """A materialised path, compared bytewise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("db_collation", "C")
        super().__init__(*args, **kwargs)


class Row(models.Model):
    """A row with a key of our own making."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


def one_of(column: str, choices: type[models.TextChoices], *, name: str) -> models.CheckConstraint:
    """Keep a code column to its codes, in the database too."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{column}__in": choices.values}), name=name
    )
