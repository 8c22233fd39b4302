"""The ground on which the boundary is tried: a small city with one of everything everywhere.

At each organisation stand five files: one addressed to it in every way, and one each by home, host,
patch and queue alone. Every text of a file carries the number of the file, so that whatever a page,
a workbook or a log shows can be traced to the file that it came from.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from huiliu.access.models import Appointment
from huiliu.access.queries import acting_under
from huiliu.access.roles import RoleName
from huiliu.access.rules import check_letter
from huiliu.core.acting import Acting, Channel
from huiliu.core.reach import ADDRESSES
from huiliu.organisations.choices import Kind
from huiliu.stays.queries import acting_with_entrusted
from tests.boundary.planting import KINDS, Ids

PASSWORD = "long-enough-password"
DELEGATION_CODE = "23456789A" + check_letter("23456789A")
EXPORT_NUMBER = "2345678" + check_letter("2345678")
MORE = (
    ("420103099", "420103", Kind.STREET, "新华街街道"),
    ("420103099001", "420103099", Kind.COMMUNITY, "取水楼社区居委会"),
    ("G1", "420103001001", Kind.GRID, "环保第一网格"),
    ("G2", "420103001001", Kind.GRID, "环保第二网格"),
    ("G4", "420104001001", Kind.GRID, "荣华第一网格"),
    ("H1", "G1", Kind.BUILDING, "环保一栋"),
    ("H2", "G1", Kind.BUILDING, "环保二栋"),
    ("H4", "G4", Kind.BUILDING, "荣华一栋"),
    ("P1", "420103001001", Kind.BRANCH, "环保第一党支部"),
    ("P2", "420103001001", Kind.BRANCH, "环保第二党支部"),
    ("K1", "P1", Kind.GROUP, "环保第一党小组"),
    ("K2", "P1", Kind.GROUP, "环保第二党小组"),
    ("K4", "B1", Kind.GROUP, "荣华第一党小组"),
)
"""Organisations beyond those of the cast: code, parent, kind, name."""
STANDING = {
    Kind.CITY: "4201",
    Kind.DISTRICT: "420103",
    Kind.STREET: "420103001",
    Kind.COMMUNITY: "420103001001",
    Kind.GRID: "G1",
    Kind.BUILDING: "H1",
    Kind.BRANCH: "P1",
    Kind.GROUP: "K1",
    Kind.OUTSIDE: "O1",
}
"""Where whoever acts at this kind of organisation stands."""
STANDS_WITH = {RoleName.CONTACT_PERSON: STANDING[Kind.BRANCH]}
"""Who has to stand where somebody else acts: a contact person, where the secretary names one."""
VARIANTS = ("all", *ADDRESSES)
OFFICES = (*STANDING.values(), "420104", "420104001001")
"""Organisations at which somebody else is in office besides those who act."""
ELSEWHERE = "outside"
"""The root of the homes outside the city, which lies in nobody's range."""
HOMES_SPELT_TWICE = ("湖北省黄冈市王家村党支部", "中共黄冈市王家村支部委员会")
MARK = re.compile(r"kx(\d{4})|139(?:0000|\*{4})(\d{4})|420199(?:19900101|\*{8})(\d{4})")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A file with all that hangs on it, or what an organisation's office keeps."""

    number: int
    node: str
    variant: str
    ids: Ids
    said_by: UUID | None = None
    """The account under which the last step of its stay was said."""

    def __str__(self) -> str:
        return f"{self.variant} {self.number} at {self.node}"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of address by which it can be reached; a roster is its importer's work."""
        return KINDS[self.variant]


@dataclass(slots=True)
class Ground:
    """All organisations, files, and who acts."""

    parents: dict[str, str | None] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    bundles: list[Bundle] = field(default_factory=list)
    accounts: dict[str, UUID] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    """Of each role, the organisation at which it is held; the member has none."""
    shared: dict[str, UUID] = field(default_factory=dict)
    """Things that are not an organisation's but the city's."""
    entrusted: frozenset[int] = frozenset()
    """The numbers of the files that a contact person answers for."""
    owners: dict[str, int] = field(default_factory=dict)
    """Of every id that only some may see, the number of its bundle."""

    def marks_in(self, text: str) -> set[int]:
        """Return the numbers of the files of which a text shows a value or an id."""
        found = {int(next(filter(None, digits))) for digits in MARK.findall(text)}
        marked = found & {bundle.number for bundle in self.bundles}
        return marked | {self.owners[id] for id in ID.findall(text) if id in self.owners}

    def find(self, node: str, variant: str = "all") -> Bundle:
        return next(b for b in self.bundles if (b.node, b.variant) == (node, variant))

    def above(self, node: str) -> Iterator[str]:
        """Yield an organisation's code and those of all above it."""
        at: str | None = node
        while at is not None:
            yield at
            at = self.parents[at]


def acting_in(ground: Ground, role: RoleName) -> Acting:
    """Return whoever acts in this role."""
    return acting_of(ground.accounts[role])


def acting_of(account: UUID) -> Acting:
    held = Appointment.objects.select_related("account", "organisation").get(account=account)
    by = acting_under(appointment=held, account=held.account, channel=Channel.PAGE)
    return acting_with_entrusted(by=by)
