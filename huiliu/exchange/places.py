"""From the words of a row to its addresses: home, host, patch, and whose queue it stands in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from huiliu.core.paths import STEP
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.rows import Row
from huiliu.organisations.choices import RESIDENCE, Kind
from huiliu.organisations.models import Organisation
from huiliu.organisations.naming import Directory, Node, Resolution
from huiliu.people.matching import Seen, Side
from huiliu.stays.choices import Act

HOSTS = frozenset(
    {Kind.STREET, Kind.COMMUNITY, Kind.GENERAL_BRANCH, Kind.BRANCH, Kind.INDUSTRY_COMMITTEE}
)
_WHERE = {
    Side.HOST: (Field.HOST, Field.ADDRESS, Field.BOUND_FOR),
    Side.HOME: (Field.BOUND_FOR, Field.HOST, Field.ADDRESS),
}
_COLUMNS_OF_PLACE = (Field.DISTRICT, Field.STREET, Field.COMMUNITY)
_DISTRICT_LENGTH = 2 * STEP


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as an address: its id and where it stands."""

    id: UUID
    path: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """The addresses of a row, and what the organisation in the queue has to do."""

    home: Place | None
    host: Place | None
    patch: Place | None
    queue: Place | None
    waits_for: Act | None

    def columns(self) -> dict[str, UUID | str | None]:
        """Return the address columns of a row."""
        columns: dict[str, UUID | str | None] = {}
        for name in ("home", "host", "patch", "queue"):
            place: Place | None = getattr(self, name)
            columns[f"{name}_id"] = place.id if place else None
            columns[f"{name}_path"] = place.path if place else None
        return columns


class Places:
    """Resolves the texts of one roster for its importer."""

    def __init__(self, nodes: Iterable[Node], *, importer: Place) -> None:
        known = list(nodes)
        self._directory = Directory(known)
        self._nodes = {node.id: node for node in known}
        self._by_path = {node.path: node for node in known}
        self._importer = importer
        self._outside: dict[str, Place] = {}

    def outside_names(self, homes: Iterable[str | None]) -> list[str]:
        """Return the homes outside the city that these texts name, each once."""
        names = (self._resolve(home).outside_name for home in homes if home)
        return list(dict.fromkeys(name for name in names if name))

    def learn(self, outside: Mapping[str, Organisation]) -> None:
        """Know the light nodes of homes outside the city."""
        self._outside = {
            name: Place(node.id, node.path, outside=True) for name, node in outside.items()
        }

    def of(self, row: Row, seen: Seen) -> Placed:
        home = self._home(seen.home)
        where = self._where(row, seen.origin.side)
        host = where if where is not None and where.kind in HOSTS else self._host_above(where)
        patch = where if where is not None and where.kind in RESIDENCE else None
        queue, act = self._waiting(
            side=seen.origin.side, home=home, host=_place(host), where=_place(where)
        )
        return Placed(home=home, host=_place(host), patch=_place(patch), queue=queue, waits_for=act)

    def _home(self, text: str | None) -> Place | None:
        if not text:
            return None
        found = self._resolve(text)
        if found.outside_name:
            return self._outside.get(found.outside_name)
        return _place(self._nodes[found.found]) if found.found else None

    def _where(self, row: Row, side: Side) -> Node | None:
        """Return the smallest organisation of the city that the row names as where they are."""
        texts = [str(row.said[field]) for field in _WHERE[side] if field in row.said]
        columns = [str(row.said[field]) for field in _COLUMNS_OF_PLACE if field in row.said]
        found = [self._resolve(text) for text in (*texts, "".join(columns)) if text]
        nodes = [self._nodes[one.found] for one in found if one.found]
        return max(nodes, key=lambda node: len(node.path), default=None)

    def _host_above(self, where: Node | None) -> Node | None:
        """Return the community of a grid or building; a district or the city is nobody's host."""
        if where is None or where.kind not in RESIDENCE:
            return None
        above = (where.path[:end] for end in range(len(where.path), 0, -STEP))
        nodes = (self._by_path.get(path) for path in above)
        return next((node for node in nodes if node is not None and node.kind in HOSTS), None)

    def _waiting(
        self, *, side: Side, home: Place | None, host: Place | None, where: Place | None
    ) -> tuple[Place, Act]:
        """Return who has to act next, so that nobody is without an answerable organisation."""
        if host is None:
            return where or self._importer, Act.DISPATCH
        if side is Side.HOME:
            return host, Act.ACCEPT_AT_HOST
        if home is None or home.outside:
            return self._district_of(host), Act.FIND_HOME
        return home, Act.CONFIRM_AT_HOME

    def _district_of(self, place: Place) -> Place:
        node = self._by_path.get(place.path[:_DISTRICT_LENGTH])
        return _place(node) or self._importer

    def _resolve(self, text: str) -> Resolution:
        return self._directory.resolve(text, within=self._importer.path)


def _place(node: Node | None) -> Place | None:
    return Place(node.id, node.path) if node else None
