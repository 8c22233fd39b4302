"""From a text to an organisation of the tree, with the reasons, and never by a guess."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from huiliu.organisations.outside import (
    LONGEST_NAME,
    PARTY_WORDS,
    is_elsewhere,
    split_province,
    without_party_words,
)


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation as the tree knows it; `names` are further spellings a person has said."""

    id: UUID
    path: str
    name: str
    kind: str
    names: tuple[str, ...] = ()
    reached: bool = True
    """Of one outside the city, whether anything reaches it."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text means: one organisation, several that it may be, or a home outside the city.

    `rest` is what follows the name that was recognised. `unknown` is its start where that looks
    like an organisation which the tree does not have below what was found.
    """

    found: UUID | None = None
    candidates: tuple[UUID, ...] = ()
    reasons: tuple[str, ...] = ()
    rest: str = ""
    unknown: str | None = None
    outside_name: str | None = None

    @property
    def outside(self) -> bool:
        return self.outside_name is not None

    @property
    def whole(self) -> bool:
        """Whether the text was understood to its end."""
        return self.found is not None and not self.rest


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the start of a text: where it ends, and whether the last name was short."""

    node: Node
    end: int
    short: bool


_LARGE = frozenset({"city", "district"})
_NAMED_SHORT = _LARGE | {"street"}
# So many characters tell most names apart.
_START = 2
_BRACKETS = re.compile(r"[（(].*?[)）]")
_STREET_TAIL = re.compile(r"(?:街道办事处|街道办|办事处街道|街办|街道|办事处|镇街道|镇)$")
_VILLAGE_TAIL = re.compile(r"(?:村村民委员会|村民委员会|村村委会|村委会)$")
_COMMUNITY_TAIL = re.compile(
    r"(?:社区居民委员会|社区居委会|社区委员会|社区居委|居民委员会|居委会|社区)$"
)
# Possessive, as one text can be cut into these words in many ways.
_PARTY_REST = re.compile(rf"(?>{PARTY_WORDS})++")
_GAPS = re.compile(r"[\s,，.。、;；>/\\|·\-]+")
_SUBORDINATE = re.compile(r"^.{1,12}?(?:社区|居委会|村委会|村|街道|支部)")


def spellings(node: Node) -> tuple[frozenset[str], frozenset[str]]:
    """Return full spellings, and short ones that count only where the text ends with them.

    A short name, but a community's, may also stand before a further name: `武汉东西湖`.
    """
    full, short = set[str](), set[str]()
    for written in (node.name, *node.names):
        name = _cleaned(written)
        plain = _BRACKETS.sub("", name)
        full |= {name, plain}
        more, core = _OF_KIND.get(node.kind, _other_spellings)(plain)
        full |= more
        short |= core
    return frozenset(full), frozenset(short - full)


def _city_spellings(name: str) -> tuple[set[str], set[str]]:
    return set(), {name.removesuffix("市")}


def _district_spellings(name: str) -> tuple[set[str], set[str]]:
    return set(), {name.removesuffix("区")}


def _street_spellings(name: str) -> tuple[set[str], set[str]]:
    """`北湖街街道` is also called `北湖街道`, `北湖街` and `北湖街道办事处`."""
    if not name.endswith(("街道", "街", "办事处", "镇", "乡")):
        return set(), set()
    core = _STREET_TAIL.sub("", name).removesuffix("办事处")
    bare = core.removesuffix("街").removesuffix("镇") or core
    full = {
        stem + tail
        for stem in (core, bare)
        for tail in ("街道", "街", "街道办事处", "街道办", "街办", "街办事处", "办事处")
    }
    return full | ({f"{bare}镇"} if "镇" in name else set()), {core, bare}


def _community_spellings(name: str) -> tuple[set[str], set[str]]:
    """`环保社区居委会` is also called `环保社区`; a village goes by its name with 村."""
    if _VILLAGE_TAIL.search(name):
        core = _VILLAGE_TAIL.sub("", name)
        tails = ("村", "村委会", "村村委会", "村民委员会", "村村民委员会", "村委")
    elif _COMMUNITY_TAIL.search(name):
        core = _COMMUNITY_TAIL.sub("", name)
        tails = ("社区", "社区居委会", "社区居民委员会", "居委会", "居民委员会", "社区居委")
    else:
        return set(), set()
    return {core + tail for tail in tails}, {core}


def _other_spellings(name: str) -> tuple[set[str], set[str]]:
    return {without_party_words(name)}, set()


_OF_KIND = {
    "city": _city_spellings,
    "district": _district_spellings,
    "street": _street_spellings,
    "community": _community_spellings,
}


class Directory:
    """The organisations of one city by all their spellings. Built once, asked often."""

    def __init__(self, nodes: Iterable[Node], *, province: str = "湖北") -> None:
        self._province = province
        self._full: dict[str, list[Node]] = {}
        self._short: dict[str, list[Node]] = {}
        own = set[str]()
        for node in nodes:
            full, short = spellings(node)
            for spelt in full:
                self._full.setdefault(spelt, []).append(node)
            for spelt in short:
                self._short.setdefault(spelt, []).append(node)
            if node.kind in _LARGE:
                own |= full
        self._own = frozenset(own)
        self._lengths = _lengths_by_start([*self._full, *self._short])
        self._remembered = lru_cache(maxsize=50_000)(self._resolve)

    def resolve(self, text: str, *, within: str | None = None) -> Resolution:
        """Find the one organisation that the text names; `within` is the importer's own path."""
        return self._remembered(text[:LONGEST_NAME], within)

    def _resolve(self, text: str, within: str | None) -> Resolution:
        plain = _cleaned(text)
        if not plain:
            return Resolution(reasons=("没有写党组织",))
        readings = self._longest_readings(plain)
        if readings and readings[0].end == len(plain):
            return self._chosen(readings, plain, within)
        province, rest = split_province(plain)
        if self._is_outside(province, rest):
            return Resolution(reasons=("在本市以外",), outside_name=without_party_words(plain))
        if province is not None:
            readings = self._longest_readings(rest)
        if not readings:
            return Resolution(reasons=("没有叫这个名字的党组织",), rest=rest)
        return self._chosen(readings, rest, within)

    def _is_outside(self, province: str | None, rest: str) -> bool:
        if province not in {None, self._province}:
            return True
        elsewhere = is_elsewhere(rest, province=self._province, own=self._own)
        return elsewhere and not self._longest_readings(rest)

    def _longest_readings(self, text: str) -> list[_Reading]:
        """Return the readings that understand most of the text, party words behind it included.

        A branch that bears those words in its name goes before the community that stands before
        them.
        """
        readings = list(self._read(text, 0, ""))
        if not readings:
            return []
        reach = max(_past_party_words(reading, text) for reading in readings)
        furthest = [one for one in readings if _past_party_words(one, text) == reach]
        named = max(reading.end for reading in furthest)
        return [_Reading(one.node, reach, one.short) for one in furthest if one.end == named]

    def _read(self, text: str, start: int, above: str) -> Iterator[_Reading]:
        """Read one name after the other, each below the one before."""
        for end in self._ends(text, start):
            spelt = text[start:end]
            for node in self._full.get(spelt, ()):
                if _below(node, above):
                    yield _Reading(node, end, short=False)
                    yield from self._read(text, end, node.path)
            for node in self._short.get(spelt, ()):
                if _below(node, above):
                    yield from self._read_after_short(text, end, node)

    def _ends(self, text: str, start: int) -> Iterator[int]:
        """Yield where a name that starts here may end, the longest first."""
        pair = text[start : start + _START]
        for length in self._lengths.get(pair) or self._lengths.get(pair[:1], ()):
            if start + length <= len(text):
                yield start + length

    def _read_after_short(self, text: str, end: int, node: Node) -> Iterator[_Reading]:
        if end == len(text) or _PARTY_REST.fullmatch(text, end):
            yield _Reading(node, end, short=True)
        elif node.kind in _NAMED_SHORT:
            yield from self._read(text, end, node.path)

    def _chosen(self, readings: list[_Reading], text: str, within: str | None) -> Resolution:
        rest = text[readings[0].end :]
        nodes, reasons = _distinct(readings), list[str]()
        if within is not None and len(nodes) > 1:
            own = [node for node in nodes if node.path.startswith(within)]
            if len(own) == 1:
                nodes, reasons = own, [f"有 {len(nodes)} 个同名，取本单位范围内的这一个"]
        if len(nodes) > 1:
            return Resolution(
                candidates=tuple(node.id for node in nodes),
                reasons=(f"有 {len(nodes)} 个同名的党组织，请写明所在的区和街道",),
                rest=rest,
            )
        node, missing = nodes[0], _SUBORDINATE.match(rest)
        unknown = missing[0] if missing else None
        reasons += _why(node, text, rest, unknown)
        return Resolution(found=node.id, reasons=tuple(reasons), rest=rest, unknown=unknown)


def _lengths_by_start(spelt: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return how long the spellings are that start with two characters, the longest first.

    So a text is held against the few names that it can be, and not against every length.
    """
    lengths: dict[str, set[int]] = {}
    for name in spelt:
        lengths.setdefault(name[:_START], set()).add(len(name))
    for start, found in lengths.items():
        if start[:1] in lengths:
            found.add(1)
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}


def _cleaned(text: str) -> str:
    plain = _GAPS.sub("", unicodedata.normalize("NFKC", text))
    return plain.removeprefix("中国共产党").removeprefix("中共")


def _below(node: Node, above: str) -> bool:
    return node.path.startswith(above) and node.path != above


def _past_party_words(reading: _Reading, text: str) -> int:
    words = _PARTY_REST.match(text, reading.end)
    return words.end() if words else reading.end


def _distinct(readings: list[_Reading]) -> list[Node]:
    """Leave out short names where a full one fits, and nodes below another one of equal name."""
    full = [reading for reading in readings if not reading.short]
    full = full or [reading for reading in readings if reading.node.kind in _LARGE] or readings
    nodes = list({reading.node.path: reading.node for reading in full}.values())
    return [
        node
        for node in nodes
        if not any(_below(node, other.path) for other in nodes if other is not node)
    ]


def _why(node: Node, text: str, rest: str, unknown: str | None) -> list[str]:
    if unknown:
        return [f"{node.name}下没有“{unknown}”，只认到{node.name}"]
    if rest:
        return [f"认到{node.name}，后面的“{rest}”照原样保留"]
    return [] if text.startswith(node.name) else [f"按习惯写法认作{node.name}"]
