"""Which cells of a tree of figures may be read, so that nobody works out a small one. Plain rules.

A tree is a mapping from cells to counts. A cell is the path of an organisation, the sum of its
children, or the path with `OWN` behind it: what is counted at the organisation itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from huiliu.core.paths import parent_of

SMALL_BELOW = 5
OWN = "="
_ENDLESS = 10**9
"""More than any figure: what a reader has to take as possible for a cell that says nothing."""

Bounds = tuple[int, int]


class Shown(StrEnum):
    """What a cell gives away."""

    COUNT = "count"
    SMALL = "small"
    """That it is between 1 and 4."""
    NOTHING = "nothing"


def tree_of(leaves: Mapping[str, int], *, root: str) -> dict[str, int]:
    """Return the counts of leaves and of all cells above them, up to the root."""
    counts: dict[str, int] = defaultdict(int)
    counts[root] = 0
    for leaf, count in leaves.items():
        cell = leaf
        while True:
            counts[cell] += count
            if cell == root:
                break
            cell = above(cell)
    return dict(counts)


def above(cell: str) -> str:
    return cell.removesuffix(OWN) if cell.endswith(OWN) else parent_of(cell)


def shown_cells(counts: Mapping[str, int], *, root: str) -> dict[str, Shown]:
    """Say of each cell what is shown: 1 to 4 never, nor what would give such a cell away.

    It goes by what a reader can work out from all sums of the tree together, and hides one cell
    more, the smallest that helps, until no hidden cell has a single possible value left.
    """
    shown = {
        cell: Shown.SMALL if 0 < count < SMALL_BELOW else Shown.COUNT
        for cell, count in counts.items()
    }
    families = _families(counts, root=root)
    while exposing := _exposing(counts, shown, families):
        for family in exposing:
            shown[_next_to_hide(family, counts, shown, families, root)] = Shown.NOTHING
    return shown


def _families(counts: Mapping[str, int], *, root: str) -> dict[str, list[str]]:
    """Return the children of each sum, parents before their children."""
    families: dict[str, list[str]] = defaultdict(list)
    for cell in sorted(counts, key=lambda cell: (len(cell), cell)):
        if cell != root:
            families[above(cell)].append(cell)
    return dict(families)


def _exposing(
    counts: Mapping[str, int], shown: Mapping[str, Shown], families: Mapping[str, list[str]]
) -> list[str]:
    """Return the sums to mend now, because they leave a hidden cell a single value.

    What children give away of their sum comes first, then what sums give away of their children,
    from the root down.
    """
    bounds = {cell: _told(count, shown[cell]) for cell, count in counts.items()}
    _narrow_upwards(bounds, families)
    below = [cell for cell in families if _is_exposed(bounds[cell], shown[cell])]
    if below:
        return below
    _narrow_downwards(bounds, families)
    exposed = [cell for cell, held in bounds.items() if _is_exposed(held, shown[cell])]
    highest = min(map(len, exposed), default=0)
    return sorted({above(cell) for cell in exposed if len(cell) == highest})


def _is_exposed(bounds: Bounds, shown: Shown) -> bool:
    return bounds[0] == bounds[1] and shown is not Shown.COUNT


def _narrow_upwards(bounds: dict[str, Bounds], families: Mapping[str, list[str]]) -> None:
    """Bound each sum by its children."""
    for parent in reversed([*families]):
        children = _sum(bounds[child] for child in families[parent])
        bounds[parent] = _both(bounds[parent], children)


def _narrow_downwards(bounds: dict[str, Bounds], families: Mapping[str, list[str]]) -> None:
    """Bound each child by its sum less the other children."""
    for parent, children in families.items():
        low, high = _sum(bounds[child] for child in children)
        least, most = bounds[parent]
        for child in children:
            own = bounds[child]
            bounds[child] = _both(own, (least - (high - own[1]), most - (low - own[0])))


def _told(count: int, shown: Shown) -> Bounds:
    """Return what a cell lets a reader take as possible; one who knows these rules knows more."""
    if shown is Shown.COUNT:
        return (count, count)
    if shown is Shown.SMALL:
        return (1, SMALL_BELOW - 1)
    return (SMALL_BELOW if count >= SMALL_BELOW else 1, _ENDLESS)


def _sum(bounds: Iterable[Bounds]) -> Bounds:
    held = list(bounds)
    return (sum(low for low, _ in held), sum(high for _, high in held))


def _both(one: Bounds, other: Bounds) -> Bounds:
    return (max(one[0], other[0]), min(one[1], other[1]))


def _next_to_hide(
    family: str,
    counts: Mapping[str, int],
    shown: Mapping[str, Shown],
    families: Mapping[str, list[str]],
    root: str,
) -> str:
    """Return the smallest child that is still shown, else the sum, else look one level higher."""
    children = families.get(family, [])
    visible = [cell for cell in children if shown[cell] is Shown.COUNT and counts[cell]]
    if visible:
        return min(visible, key=lambda cell: (counts[cell], cell))
    if shown[family] is not Shown.NOTHING or family == root:
        return family
    return _next_to_hide(above(family), counts, shown, families, root)
