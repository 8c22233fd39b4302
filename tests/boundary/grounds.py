"""The ground, planted once in a process, and as often as it is asked for a copy of it."""

from functools import cache

from django.conf import settings

from tests.boundary.ground import Ground, planted
from tests.databases import copy_of, template, use_database


@cache
def planted_once() -> tuple[str, Ground]:
    """Return the name of a database with the ground in it, which nobody uses as it is."""
    used = settings.DATABASES["default"]["NAME"]
    name = f"{used}_planted"
    copy_of(template(), name)
    use_database(name)
    ground = planted()
    use_database(used)
    return name, ground
