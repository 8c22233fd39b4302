"""Is this the same person? The people are invented."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiliu.people.matching import (
    MOST_PER_KEY,
    Conflict,
    Index,
    Kind,
    Origin,
    Rule,
    Seen,
    Side,
    Verdict,
    compare,
    first_of,
    found_among,
    keys_of,
)

NUMBER = "430699197309230231"
HOME = "中共湖南省岳阳市张湾村支部委员会"
AT_HOST = Seen(
    origin=Origin("inflow.xlsx", "党员信息", 86, Side.HOST),
    name="倪华",
    sex="1",
    number=NUMBER,
    telephones=("17128661351",),
    born_on=date(1973, 9, 23),
    born_year=1973,
    home=HOME,
    joined_on=date(2000, 7, 1),
)
# The village does not know the number, and counts the age.
FROM_HOME = Seen(
    origin=Origin("outflow.xlsx", "张湾村", 18, Side.HOME),
    name="倪华",
    sex="1",
    telephones=("17128661351",),
    born_year=1973,
    home="湖南省岳阳市张湾村",
)
NEW_TELEPHONE = replace(FROM_HOME, telephones=("15665822526",))


@pytest.mark.parametrize(
    ("other", "kind", "rule"),
    [
        (AT_HOST, Kind.SAME, Rule.NUMBER),
        (replace(FROM_HOME, number=NUMBER), Kind.SAME, Rule.NUMBER),
        (replace(NEW_TELEPHONE, first_15=NUMBER[:15]), Kind.SAME, Rule.FIRST_15),
        (
            replace(FROM_HOME, born_on=date(1973, 9, 23)),
            Kind.SAME,
            Rule.BIRTH_AND_TELEPHONE,
        ),
        (FROM_HOME, Kind.LIKELY, Rule.TELEPHONE),
        (
            replace(NEW_TELEPHONE, joined_on=date(2000, 7, 1)),
            Kind.LIKELY,
            Rule.HOME_AND_JOINING,
        ),
        (NEW_TELEPHONE, Kind.LIKELY, Rule.HOME_AND_BIRTH_YEAR),
        (replace(NEW_TELEPHONE, born_year=1974), Kind.LIKELY, Rule.HOME_AND_BIRTH_YEAR),
    ],
)
def test_strongest_rule_decides(other: Seen, kind: Kind, rule: Rule) -> None:
    assert compare(AT_HOST, other) == Verdict(kind, rule)


@pytest.mark.parametrize(
    ("other", "conflict"),
    [
        (replace(FROM_HOME, number="430699197309230258"), Conflict.NUMBER),
        (replace(FROM_HOME, first_15="430699197309239"), Conflict.NUMBER),
        (replace(FROM_HOME, sex="2"), Conflict.SEX),
        (replace(FROM_HOME, born_year=1975), Conflict.BIRTH_YEAR),
        (replace(FROM_HOME, home="湖北省孝感市蔡湾村"), Conflict.PROVINCE),
    ],
)
def test_contradiction_prevents_a_match(other: Seen, conflict: Conflict) -> None:
    verdict = compare(AT_HOST, other)

    assert (verdict.kind, verdict.conflicts) == (Kind.UNLIKE, (conflict,))


@pytest.mark.parametrize(
    "other",
    [
        replace(NEW_TELEPHONE, born_year=1975),
        replace(NEW_TELEPHONE, sex=None),
        replace(NEW_TELEPHONE, born_year=None),
        replace(NEW_TELEPHONE, home=None),
        replace(NEW_TELEPHONE, home="湖南省岳阳市李湾村"),
        replace(NEW_TELEPHONE, born_on=date(1973, 9, 24)),
        replace(FROM_HOME, name="倪花"),
        replace(FROM_HOME, name=None),
    ],
)
def test_namesake_is_a_stranger(other: Seen) -> None:
    assert compare(AT_HOST, other) == Verdict(Kind.UNLIKE, Rule.NOTHING)


def test_equal_number_under_another_name_says_so() -> None:
    verdict = compare(AT_HOST, replace(AT_HOST, name="倪桦"))

    assert verdict == Verdict(Kind.SAME, Rule.NUMBER, (Conflict.NAME,))


def test_reasons_are_words() -> None:
    assert compare(AT_HOST, FROM_HOME).reasons == ("姓名相同", "电话相同")


parts = st.builds(
    Seen,
    origin=st.builds(Origin, st.just("f"), st.just("s"), st.integers(1, 99), st.sampled_from(Side)),
    name=st.sampled_from(["倪华", "田瑞", None]),
    sex=st.sampled_from(["1", "2", None]),
    number=st.sampled_from([NUMBER, "430699197309230258", None]),
    first_15=st.sampled_from([NUMBER[:15], None]),
    telephones=st.sampled_from([(), ("17128661351",), ("15665822526", "17128661351")]),
    born_year=st.sampled_from([1973, 1974, 1976, None]),
    home=st.sampled_from([HOME, "湖南省岳阳市张湾村", "河南省信阳市蔡湾村", None]),
)


@given(parts, parts)
def test_comparing_has_no_direction(a: Seen, b: Seen) -> None:
    assert compare(a, b) == compare(b, a)


@given(parts, parts)
def test_whoever_is_alike_shares_a_key(a: Seen, b: Seen) -> None:
    alike = compare(a, b).kind is not Kind.UNLIKE

    assert not alike or set(keys_of(a)) & set(keys_of(b))


def test_index_finds_in_the_order_of_coming() -> None:
    index = Index()
    index.extend([AT_HOST, NEW_TELEPHONE])

    assert index.candidates(FROM_HOME) == [AT_HOST, NEW_TELEPHONE]
    assert index.candidates(AT_HOST) == [NEW_TELEPHONE]
    assert index.candidates(replace(FROM_HOME, name="田瑞")) == []


def test_index_tells_who_was_there_before() -> None:
    index = Index()

    assert index.add(AT_HOST) == []
    assert index.add(FROM_HOME) == [AT_HOST]


def test_index_keeps_the_first_of_many_alike() -> None:
    index = Index()
    rows = [replace(AT_HOST, origin=replace(AT_HOST.origin, row=row)) for row in range(100)]
    index.extend(rows)

    assert index.candidates(FROM_HOME) == rows[:MOST_PER_KEY]


def test_what_is_certain_goes_before_what_came_first() -> None:
    certain = replace(FROM_HOME, number=NUMBER)
    found = found_among(certain, [replace(FROM_HOME, sex=None), AT_HOST])

    assert first_of(found) == found[1]


def test_home_and_birth_year_count_for_one_single_person() -> None:
    namesake = replace(AT_HOST, number="430699197303040250", telephones=(), born_on=None)

    assert first_of(found_among(NEW_TELEPHONE, [AT_HOST])) is not None
    assert first_of(found_among(NEW_TELEPHONE, [AT_HOST, namesake])) is None


def test_two_sightings_of_one_person_are_one() -> None:
    again = replace(AT_HOST, origin=replace(AT_HOST.origin, row=90))
    found = found_among(NEW_TELEPHONE, [AT_HOST, again])

    assert first_of(found) == found[0]


def test_unlike_sightings_are_nobody() -> None:
    assert first_of(found_among(replace(FROM_HOME, sex="2"), [AT_HOST])) is None
