"""Which organisations a row names: where the person takes part, and the home."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.findings import Finding
from huiliu.exchange.roster.problems import Code
from huiliu.exchange.roster.said import Said
from huiliu.organisations.naming import Directory, Resolution
from huiliu.people.matching import Seen, Side

_PARTS = (Field.DISTRICT, Field.STREET, Field.COMMUNITY)
_HOSTS = {
    Side.HOST: (Field.HOST, *_PARTS, Field.ADDRESS, Field.BOUND_FOR),
    Side.HOME: (Field.HOST, Field.BOUND_FOR, Field.ADDRESS),
}
# A house number ends what an address says about organisations.
_HOUSE_NUMBER = re.compile(r"\d.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """What was written in which column, and what it means."""

    field: Field
    text: str
    resolution: Resolution

    @property
    def clear(self) -> bool:
        meant = self.resolution
        return meant.outside or (meant.found is not None and meant.unknown is None)


def host_of(
    said: Mapping[Field, Said], side: Side, directory: Directory, within: str | None
) -> Place | None:
    """Return the first column that names an organisation clearly, or else the first filled one."""
    places = (
        Place(field, text, directory.resolve(_HOUSE_NUMBER.sub("", text) or text, within=within))
        for field, text in _host_texts(said, side)
    )
    first = None
    for place in places:
        if place.clear:
            return place
        first = first or place
    return first


def home_of(seen: Seen, directory: Directory, within: str | None) -> Place | None:
    if seen.home is None:
        return None
    return Place(Field.BRANCH, seen.home, directory.resolve(seen.home, within=within))


def unresolved(
    said: Mapping[Field, Said], seen: Seen, directory: Directory, within: str | None
) -> Iterator[Finding]:
    host = host_of(said, seen.origin.side, directory, within)
    home = home_of(seen, directory, within)
    for place, code in ((host, Code.HOST_UNRESOLVED), (home, Code.HOME_UNRESOLVED)):
        if place is not None and not place.clear:
            reasons = "，".join(place.resolution.reasons)
            yield Finding(place.field, code, said=place.text, reasons=reasons)


def _host_texts(said: Mapping[Field, Said], side: Side) -> Iterator[tuple[Field, str]]:
    for field in _HOSTS[side]:
        text = said.get(field)
        if isinstance(text, str):
            yield field, _together(said) if field in _PARTS else text


def _together(said: Mapping[Field, Said]) -> str:
    return "".join(text for field in _PARTS if isinstance(text := said.get(field), str))
