"""Which kind of organisation stands under which, and from which level it is opened or changed."""

from huiliu.organisations.choices import Kind

PARENTS = {
    Kind.DISTRICT: frozenset({Kind.CITY}),
    Kind.STREET: frozenset({Kind.DISTRICT}),
    Kind.COMMUNITY: frozenset({Kind.STREET}),
    Kind.INDUSTRY_COMMITTEE: frozenset({Kind.DISTRICT, Kind.STREET}),
    Kind.GENERAL_BRANCH: frozenset({Kind.STREET, Kind.COMMUNITY, Kind.INDUSTRY_COMMITTEE}),
    Kind.BRANCH: frozenset(
        {Kind.STREET, Kind.COMMUNITY, Kind.INDUSTRY_COMMITTEE, Kind.GENERAL_BRANCH}
    ),
    Kind.GROUP: frozenset({Kind.BRANCH}),
    Kind.GRID: frozenset({Kind.COMMUNITY}),
    Kind.BUILDING: frozenset({Kind.GRID}),
}
"""Kinds that are not named here are never opened by a person."""

# A division has an official code, and is set by the government above its parent.
_LOWEST_LEVEL = {
    Kind.DISTRICT: Kind.CITY,
    Kind.STREET: Kind.DISTRICT,
    Kind.COMMUNITY: Kind.DISTRICT,
}
_LEVELS = (Kind.CITY, Kind.DISTRICT, Kind.STREET)


def stands_under(kind: Kind, parent: Kind) -> bool:
    return parent in PARENTS.get(kind, frozenset())


def may_change(kind: Kind, *, level: Kind) -> bool:
    """Say whether somebody of an organisation of this level opens, renames and closes the kind."""
    if kind not in PARENTS or level not in _LEVELS:
        return False
    lowest = _LOWEST_LEVEL.get(kind, Kind.STREET)
    return _LEVELS.index(level) <= _LEVELS.index(lowest)


def kinds_to_open(*, under: Kind, level: Kind) -> list[Kind]:
    return [kind for kind in Kind if stands_under(kind, under) and may_change(kind, level=level)]
