"""The people whom the database knows, as the checking of a roster asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from huiliu.access.crossing import Crossing, crossing
from huiliu.core.acting import Acting
from huiliu.exchange.models import Batch
from huiliu.exchange.stored import seen_again
from huiliu.people.choices import Source
from huiliu.people.keys import digests_among
from huiliu.people.matching import Index, Seen, Side
from huiliu.people.queries import known_under

SIDES = {
    Source.HOME_REGISTER: Side.HOME,
    Source.HOST: Side.HOST,
    Source.CANVASS: Side.HOST,
    Source.MEMBER: Side.HOST,
}


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """Looks up whoever the rows of a roster may be, for one actor."""

    by: Acting

    def lookup(self, sightings: Sequence[Seen]) -> Index:
        """Return the known sightings; those of rosters out of reach come without their place."""
        index = Index()
        digests = digests_among(sightings)
        with crossing(Crossing.MATCH, by=self.by):
            found = known_under(digests=digests)
            files = self._file_names({row.batch for row, _ in found if row.batch})
        for row, facts in found:
            side = SIDES[Source(row.source)]
            file = files.get(row.batch, "") if row.batch else ""
            index.add(seen_again(row, facts, file=file, side=side))
        return index

    def _file_names(self, batches: set[UUID]) -> dict[UUID, str]:
        held = self.by.reach.queue
        rows = Batch.objects.filter(id__in=batches).values_list("id", "file_name", "owner_path")
        return {id: name for id, name, path in rows if held is not None and held.holds(path)}
