"""Is this the same person? Plain rules over what two sources say, with the reasons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from huiliu.organisations.outside import last_place, province_of, same_home


class Side(StrEnum):
    """Which of the two organisations speaks: the home, or the host where the person lives."""

    HOME = "home"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sighting stands; `person` is the file it already belongs to, if any."""

    file: str
    sheet: str
    row: int
    side: Side
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One person as one source shows them.

    `first_15` is what is left of a damaged citizen number. `born_year` comes from the birth date or
    from an age, which may be a year off. `home` is the home organisation as it was written.
    """

    origin: Origin
    name: str | None = None
    sex: str | None = None
    number: str | None = None
    first_15: str | None = None
    telephones: tuple[str, ...] = ()
    born_on: date | None = None
    born_year: int | None = None
    home: str | None = None
    joined_on: date | None = None


class Kind(StrEnum):
    SAME = "same"
    LIKELY = "likely"
    UNLIKE = "unlike"


class Rule(StrEnum):
    """What two sightings have in common, strongest first."""

    NUMBER = "number"
    FIRST_15 = "first_15"
    BIRTH_AND_TELEPHONE = "birth_and_telephone"
    TELEPHONE = "telephone"
    HOME_AND_JOINING = "home_and_joining"
    HOME_AND_BIRTH_YEAR = "home_and_birth_year"
    NOTHING = "nothing"


class Conflict(StrEnum):
    """What says that two sightings are of two people."""

    NAME = "姓名"
    NUMBER = "公民身份号码"
    SEX = "性别"
    BIRTH_YEAR = "出生年份"
    PROVINCE = "组织关系所在省份"


_REASONS = {
    Rule.NUMBER: ("公民身份号码相同",),
    Rule.FIRST_15: ("姓名相同", "公民身份号码前 15 位相同"),
    Rule.BIRTH_AND_TELEPHONE: ("姓名相同", "出生日期相同", "电话相同"),
    Rule.TELEPHONE: ("姓名相同", "电话相同"),
    Rule.HOME_AND_JOINING: ("姓名相同", "组织关系所在党支部相同", "入党日期相同"),
    Rule.HOME_AND_BIRTH_YEAR: ("姓名相同", "同村或同一党支部", "性别相同", "出生年份相近"),
    Rule.NOTHING: (),
}
_AGREEING = {
    Rule.NUMBER: ("citizen_number",),
    Rule.FIRST_15: ("name", "first_15"),
    Rule.BIRTH_AND_TELEPHONE: ("name", "born_on", "telephone"),
    Rule.TELEPHONE: ("name", "telephone"),
    Rule.HOME_AND_JOINING: ("name", "branch", "joined_on"),
    Rule.HOME_AND_BIRTH_YEAR: ("name", "branch", "sex", "birth_year"),
    Rule.NOTHING: (),
}
_KINDS = dict.fromkeys((Rule.NUMBER, Rule.FIRST_15, Rule.BIRTH_AND_TELEPHONE), Kind.SAME)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two sightings have to do with each other; `rule` is the strongest that they meet."""

    kind: Kind
    rule: Rule
    conflicts: tuple[Conflict, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        return _REASONS[self.rule]

    @property
    def agreeing(self) -> tuple[str, ...]:
        """Return which fields agree, as codes: what a match keeps of it."""
        return _AGREEING[self.rule]


_STRANGERS = Verdict(Kind.UNLIKE, Rule.NOTHING)


def compare(a: Seen, b: Seen) -> Verdict:
    """Compare two sightings; a contradiction outweighs all but an equal citizen number."""
    if a.number is not None and a.number == b.number:
        renamed = a.name and b.name and a.name != b.name
        return Verdict(Kind.SAME, Rule.NUMBER, (Conflict.NAME,) if renamed else ())
    if not a.name or a.name != b.name:
        return _STRANGERS
    rule = _rule(a, b)
    if rule is Rule.NOTHING:
        return _STRANGERS
    conflicts = tuple(_conflicts(a, b))
    kind = Kind.UNLIKE if conflicts else _KINDS.get(rule, Kind.LIKELY)
    return Verdict(kind, rule, conflicts)


def _rule(a: Seen, b: Seen) -> Rule:
    """Return the strongest rule that two sightings of one name meet."""
    one_is_damaged = a.number is None or b.number is None
    if one_is_damaged and _first_15(a) is not None and _first_15(a) == _first_15(b):
        return Rule.FIRST_15
    if not set(a.telephones).isdisjoint(b.telephones):
        both_born = a.born_on is not None and a.born_on == b.born_on
        return Rule.BIRTH_AND_TELEPHONE if both_born else Rule.TELEPHONE
    if not (a.home and b.home and same_home(a.home, b.home)):
        return Rule.NOTHING
    if a.joined_on is not None and a.joined_on == b.joined_on:
        return Rule.HOME_AND_JOINING
    if a.sex is not None and a.sex == b.sex and _born_alike(a, b):
        return Rule.HOME_AND_BIRTH_YEAR
    return Rule.NOTHING


def _first_15(seen: Seen) -> str | None:
    return seen.number[:15] if seen.number else seen.first_15


def _born_alike(a: Seen, b: Seen) -> bool:
    if a.born_on is not None and b.born_on is not None:
        return a.born_on == b.born_on
    return a.born_year is not None and b.born_year is not None and not _years_differ(a, b)


def _years_differ(a: Seen, b: Seen) -> bool:
    if a.born_year is None or b.born_year is None:
        return False
    return abs(a.born_year - b.born_year) > 1


def _conflicts(a: Seen, b: Seen) -> Iterator[Conflict]:
    if _numbers_differ(a, b):
        yield Conflict.NUMBER
    if a.sex is not None and b.sex is not None and a.sex != b.sex:
        yield Conflict.SEX
    if _years_differ(a, b):
        yield Conflict.BIRTH_YEAR
    provinces = {province_of(home) for home in (a.home, b.home) if home} - {None}
    if len(provinces) > 1:
        yield Conflict.PROVINCE


def _numbers_differ(a: Seen, b: Seen) -> bool:
    if a.number is not None and b.number is not None:
        return a.number != b.number
    left, right = _first_15(a), _first_15(b)
    return left is not None and right is not None and left != right


def keys_of(seen: Seen) -> tuple[str, ...]:
    """Return the keys under which a person is kept and looked up, equal for whoever may be one.

    A database keeps them as keyed hashes.
    """
    keys = [] if seen.number is None else [f"number|{seen.number}"]
    if seen.name:
        first_15 = _first_15(seen)
        if first_15 is not None:
            keys.append(f"first_15|{first_15}|{seen.name}")
        keys += [f"telephone|{telephone}|{seen.name}" for telephone in seen.telephones]
        if seen.home:
            keys.append(f"home|{last_place(seen.home)}|{seen.name}")
    return tuple(keys)


@dataclass(frozen=True, slots=True)
class Found:
    """A known sighting that is the same person, or may be."""

    seen: Seen
    verdict: Verdict


@dataclass(slots=True)
class Index:
    """Known sightings by their keys, in the order in which they came.

    Only hashes of keys are kept, which is a third of the memory; whoever is found by chance is
    sorted out when the sightings are compared.
    """

    _by_key: dict[int, int | tuple[int, ...]] = field(default_factory=dict)
    _sightings: list[Seen] = field(default_factory=list)

    def add(self, seen: Seen) -> list[Seen]:
        """Keep a sighting and return the earlier ones that share a key."""
        keys = _hashes(seen)
        earlier = self._at(keys)
        place = len(self._sightings)
        self._sightings.append(seen)
        for key in keys:
            there = self._by_key.setdefault(key, place)
            if there is not place and len(_places(there)) < MOST_PER_KEY:
                self._by_key[key] = (*_places(there), place)
        return earlier

    def extend(self, sightings: Iterable[Seen]) -> None:
        for seen in sightings:
            self.add(seen)

    def lookup(self, sightings: Sequence[Seen]) -> "Index":
        """Return an index that holds whoever the sightings may be: here, the index itself."""
        return self if sightings else Index()

    def candidates(self, seen: Seen) -> list[Seen]:
        """Return all others that share a key, first come first."""
        if not self._by_key:
            return []
        return [other for other in self._at(_hashes(seen)) if other is not seen]

    def _at(self, keys: tuple[int, ...]) -> list[Seen]:
        there = [self._by_key[key] for key in keys if key in self._by_key]
        if not there:
            return []
        places = {place for several in there for place in _places(several)}
        return [self._sightings[place] for place in sorted(places)]


# The first few of a key are enough to find where somebody stands first, and a roster in which all
# rows are alike does not take for ever.
MOST_PER_KEY = 16


def _hashes(seen: Seen) -> tuple[int, ...]:
    return tuple(map(hash, keys_of(seen)))


def _places(there: int | tuple[int, ...]) -> tuple[int, ...]:
    return there if isinstance(there, tuple) else (there,)


def found_among(seen: Seen, candidates: Iterable[Seen]) -> list[Found]:
    """Return everyone but strangers, those who share a telephone but not the number included."""
    found = [Found(other, compare(seen, other)) for other in candidates]
    return [one for one in found if one.verdict.rule is not Rule.NOTHING]


def first_of(found: Sequence[Found]) -> Found | None:
    """Return the first sighting of the same person.

    What is certain goes before what is likely. A home and a birth year count only where one single
    person fits them.
    """
    alike = [one for one in found if one.verdict.kind is not Kind.UNLIKE]
    certain = [one for one in alike if one.verdict.kind is Kind.SAME]
    likely = [one for one in alike if one.verdict.rule is not Rule.HOME_AND_BIRTH_YEAR]
    if certain or likely:
        return (certain or likely)[0]
    return alike[0] if alike and _one_person([one.seen for one in alike]) else None


def _one_person(sightings: Sequence[Seen]) -> bool:
    verdicts = (compare(sightings[0], other) for other in sightings[1:])
    return all(
        verdict.kind is not Kind.UNLIKE and verdict.rule is not Rule.HOME_AND_BIRTH_YEAR
        for verdict in verdicts
    )
