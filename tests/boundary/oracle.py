"""A second opinion on who may see what, which shares no line with the product.

Whose rows a role reaches is read from the table in ARCHITECTURE.md, which organisation lies below
which from the codes of the ground. Neither paths nor settings nor policies are asked.
"""

import re
from collections.abc import Iterator

from tests.boundary.ground import Bundle, Ground
from tests.conventions.sources import ROOT

ROW = re.compile(r"^\| (?P<roles>[a-z ,]+) \|(?P<cells>(?: [^|]*\|){5})$", re.MULTILINE)
KINDS = ("home", "host", "patch", "queue", "by name")
OFFICES = frozenset({"city_registrar", "district_liaison", "street_clerk", "security_admin"})
"""Who looks after those in office, each in its own range."""
DESKS = frozenset({"street_clerk", "community_worker", "branch_secretary"})
"""Who looks after the stations of their organisation and of those under it."""
LIAISONS = frozenset({"district_liaison"})
"""Who looks after the lists of homes outside the city that their district opened."""
TRAILS = frozenset({"auditor"})
"""Who reads which looks were made, in its own range."""
LOOKED_AFTER = {
    "far": LIAISONS,
    "station": DESKS,
    "look": TRAILS,
    "office": OFFICES,
    "left": OFFICES,
}
"""What is not about people with a file, by who looks after it in the own range."""
MEMBERS_OWN = ("420103001001", "host")
"""Where the file of the member of the ground stands."""


def reached_kinds() -> dict[str, dict[str, str]]:
    """Return of each role which kinds of address it reaches: below its place, or only at it."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    found = {}
    for row in ROW.finditer(text):
        cells = [cell.strip() for cell in row["cells"].split("|")[:-1]]
        for role in row["roles"].split(","):
            held = {kind: cell for kind, cell in zip(KINDS, cells, strict=True) if cell}
            found[role.strip().replace(" ", "_")] = held
    return found


def may_see(ground: Ground, actor: str, bundle: Bundle) -> bool:
    """Say whether something of this bundle may ever be shown to somebody."""
    if actor == "":
        return False
    if actor == "member":
        own = (bundle.node, bundle.variant) == MEMBERS_OWN
        return own or (bundle.node, bundle.variant) == (MEMBERS_OWN[0], "office")
    if "by name" in reached_kinds()[actor] and bundle.number in ground.entrusted:
        return True
    place = ground.places[actor]
    below = place in ground.above(bundle.node)
    if bundle.variant in LOOKED_AFTER:
        return below and actor in LOOKED_AFTER[bundle.variant]
    held = reached_kinds()[actor]
    return any(
        bundle.node == place if held[kind] == "its own" else below
        for kind in bundle.kinds
        if kind in held
    )


def related(ground: Ground, place: str) -> Iterator[tuple[str, str]]:
    """Yield the relations of an organisation to others, each with the code of one of them."""
    kind, above = ground.kinds[place], ground.parents[place]
    yield "own", place
    same = [code for code, held in ground.kinds.items() if held is kind and code != place]
    siblings = [code for code in same if ground.parents[code] == above]
    if siblings:
        yield "sibling", min(siblings)
    if above is not None:
        yield "parent", above
    children = [code for code, parent in ground.parents.items() if parent == place]
    if children:
        yield "child", min(children)
    far = [code for code in same if "420104" in ground.above(code)]
    if far:
        yield "other district", min(far)
