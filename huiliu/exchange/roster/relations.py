"""What a row has to do with other sightings: the same again, the other side, a number in full."""

from collections.abc import Sequence
from dataclasses import dataclass

from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.findings import Finding
from huiliu.exchange.roster.problems import About, Code
from huiliu.people.matching import Conflict, Found, Kind, Rule, Seen, first_of

_TELEPHONE_RULES = frozenset({Rule.TELEPHONE, Rule.BIRTH_AND_TELEPHONE})


@dataclass(frozen=True, slots=True)
class Related:
    """The first sighting of the same person, and the first from the other side."""

    same: Seen | None = None
    other_side: Seen | None = None


UNRELATED = Related()


def related_to(
    seen: Seen, found: Sequence[Found], twins: Sequence[Found]
) -> tuple[Related, list[Finding]]:
    """Return whom a row is related to, and every relation as a finding.

    `found` are the known and the rows before it, first come first. `twins` are the rows of the same
    file that only a home and a birth year connect with it: where there are some, nobody can say
    which of them the other side means.
    """
    again = first_of([one for one in found if _own_side(one, seen)])
    across = first_of([one for one in found if not _own_side(one, seen)])
    same = again if again is not None and not _weak(again) else None
    other_side = across if across is not None and not (twins and _weak(across)) else None
    findings = [
        *_told(again, Code.SAME_PERSON if same else Code.PERHAPS_SAME),
        *_told(across, Code.OTHER_SIDE if other_side else Code.PERHAPS_SAME),
        *_number_conflicts(found),
    ]
    return Related(_seen(same), _seen(other_side)), findings


def _own_side(found: Found, seen: Seen) -> bool:
    return found.seen.origin.side is seen.origin.side


def _seen(found: Found | None) -> Seen | None:
    return None if found is None else found.seen


def _told(found: Found | None, code: Code) -> list[Finding]:
    return [] if found is None else [_finding(found, code)]


def number_in_full(seen: Seen, found: Sequence[Found]) -> tuple[str, Seen] | None:
    """Return the number that begins with the digits left, and who of the same name has it first.

    Where two such people are known, more than one answer is left, and so none. Whoever stands in a
    roster out of reach gives no digits away.
    """
    if seen.first_15 is None:
        return None
    full = [
        (one.seen.number, one.seen)
        for one in found
        if one.verdict.kind is Kind.SAME and one.seen.number and one.seen.origin.file
    ]
    return full[0] if len({number for number, _ in full}) == 1 else None


def repair(number: str, known: Seen) -> Finding:
    return Finding(
        Field.CITIZEN_NUMBER, Code.NUMBER_KNOWN_IN_FULL, proposal=number, about=_about(known)
    )


def twins_among(found: Sequence[Found], seen: Seen) -> list[Found]:
    return [one for one in found if _weak(one) and _own_side(one, seen)]


def _weak(found: Found) -> bool:
    return found.verdict.rule is Rule.HOME_AND_BIRTH_YEAR


def _finding(found: Found, code: Code) -> Finding:
    by_number = found.verdict.rule in {Rule.NUMBER, Rule.FIRST_15}
    but = tuple(f"{conflict}不同，请核对" for conflict in found.verdict.conflicts)
    return Finding(
        Field.CITIZEN_NUMBER if by_number else Field.NAME,
        code,
        about=_about(found.seen),
        reasons="，".join(found.verdict.reasons + but),
    )


def _number_conflicts(found: Sequence[Found]) -> list[Finding]:
    conflicting = (
        one
        for one in found
        if one.verdict.rule in _TELEPHONE_RULES and Conflict.NUMBER in one.verdict.conflicts
    )
    first = next(conflicting, None)
    if first is None:
        return []
    return [Finding(Field.CITIZEN_NUMBER, Code.NUMBER_CONFLICT, about=_about(first.seen))]


def _about(seen: Seen) -> About | None:
    """Return the place of a sighting; those of rosters out of reach have none."""
    if not seen.origin.file:
        return None
    return About(seen.origin.file, seen.origin.sheet, seen.origin.row)
