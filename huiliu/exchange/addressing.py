"""From the words of a row to its addresses: home, host, patch, and whose queue it stands in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from huiliu.core.paths import STEP
from huiliu.core.reach import ADDRESSES, Addresses
from huiliu.exchange.roster.check import Places, Report
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.places import home_of, host_of
from huiliu.exchange.roster.rows import Row
from huiliu.organisations.choices import HOSTS, RESIDENCE, Kind, ReachedBy
from huiliu.organisations.models import Organisation
from huiliu.organisations.naming import Node
from huiliu.people.matching import Seen, Side
from huiliu.stays.choices import Act, Doubt, StayState
from huiliu.stays.course_rules import Course, Home, next_of


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as an address: its id and where it stands."""

    id: UUID
    path: str
    outside: bool = False
    reached: bool = True
    """Of a home, whether anything reaches it."""


@dataclass(frozen=True)
class Placed:
    """The addresses of a row, where its stay stands, and what whoever is in the queue has to do."""

    home: Place | None
    host: Place | None
    patch: Place | None
    queue: Place
    bound_for: str
    state: StayState
    doubt: Doubt
    waits_for: Act | None

    @cached_property
    def values(self) -> Addresses:
        """The address columns of a row, in the order of its table."""
        return (*_both(self.home), *_both(self.host), *_both(self.patch), *_both(self.queue))

    def columns(self) -> dict[str, UUID | str | None]:
        """Return the address columns of a row."""
        columns: dict[str, UUID | str | None] = {}
        for name in ADDRESSES:
            place: Place | None = getattr(self, name)
            columns[f"{name}_id"] = place.id if place else None
            columns[f"{name}_path"] = place.path if place else None
        return columns


class Addressing:
    """Gives the rows of one roster their addresses, for its importer."""

    def __init__(
        self,
        nodes: Sequence[Node],
        *,
        places: Places,
        importer: Place,
        host: UUID | None = None,
    ) -> None:
        """`host` was chosen by a person, so that no text has to say it."""
        self._nodes = {node.id: node for node in nodes}
        self._by_path = {node.path: node for node in nodes}
        self._places = places
        self._importer = importer
        self._host_chosen = self._nodes.get(host) if host else None
        self._outside: dict[str, Place] = {}

    def outside_names(self, report: Report) -> list[str]:
        """Return the homes outside the city that the rows name, each once."""
        names = (self._outside_name(seen) for seen in report.going_in)
        return list(dict.fromkeys(name for name in names if name))

    def learn(self, outside: Mapping[str, Organisation]) -> None:
        """Know the light nodes of homes outside the city."""
        self._outside = {
            name: Place(
                node.id, node.path, outside=True, reached=node.reached_by != ReachedBy.NOTHING
            )
            for name, node in outside.items()
        }

    def of(self, row: Row, seen: Seen) -> Placed:
        side = seen.origin.side
        home = self._home(seen)
        where = self._where(row, side)
        host = _place(self._host(where))
        begun = self._begun(row, side, home, host, _place(where))
        standing = next_of(begun)
        return Placed(
            home=home,
            host=host,
            patch=_place(where) if where is not None and where.kind in RESIDENCE else None,
            queue=self._place_at(standing.queue, home),
            bound_for=begun.bound_for,
            state=standing.state,
            doubt=begun.doubt,
            waits_for=standing.act,
        )

    def _outside_name(self, seen: Seen) -> str | None:
        home = home_of(seen, self._places.directory, self._places.within)
        return home.resolution.outside_name if home else None

    def _home(self, seen: Seen) -> Place | None:
        """Return the home: a branch of the city, a light node, or on an own roster the importer."""
        home = home_of(seen, self._places.directory, self._places.within)
        if home is None:
            return self._importer if seen.origin.side is Side.HOME else None
        if home.resolution.outside_name:
            return self._outside.get(home.resolution.outside_name)
        return _place(self._nodes.get(home.resolution.found)) if home.resolution.found else None

    def _where(self, row: Row, side: Side) -> Node | None:
        if self._host_chosen is not None and side is Side.HOST:
            return self._host_chosen
        found = host_of(row.said, side, self._places.directory, self._places.within)
        return self._nodes.get(found.resolution.found) if found and found.resolution.found else None

    def _host(self, where: Node | None) -> Node | None:
        """Return who takes somebody in there: for a grid or building the community around it.

        A district or the city is nobody's host.
        """
        if where is None:
            return None
        around = (where.path[:end] for end in range(len(where.path), 0, -STEP))
        nodes = (self._by_path.get(path) for path in around)
        return next((node for node in nodes if node is not None and node.kind in HOSTS), None)

    def _begun(
        self, row: Row, side: Side, home: Place | None, host: Place | None, where: Place | None
    ) -> Course:
        """Return what the roster says of a stay: its own side has registered, the other is next."""
        is_lost = row.said.get(Field.OUT_OF_TOUCH) is True
        return Course(
            bound_for=where.path if where and not host else self._importer.path,
            home=Home(home.path, outside=home.outside, reached=home.reached) if home else None,
            home_met=side is Side.HOME and home is not None,
            host=host.path if host else None,
            host_met=side is Side.HOST and host is not None,
            doubt=Doubt.REVIEW if is_lost else Doubt.NONE,
        )

    def _place_at(self, path: str | None, home: Place | None) -> Place:
        if home is not None and home.path == path:
            return home
        return _place(self._by_path.get(path or "")) or self._importer


def importer_place(organisation: Organisation) -> Place:
    return Place(organisation.id, organisation.path)


def _both(place: Place | None) -> tuple[str | None, str | None]:
    return (str(place.id), place.path) if place else (None, None)


def _place(node: Node | None) -> Place | None:
    if node is None:
        return None
    return Place(node.id, node.path, outside=node.kind == Kind.OUTSIDE, reached=node.reached)
