"""An objection goes to somebody above whoever it is about, in every tree there can be."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from huiliu.core.paths import ancestors_of, segment
from huiliu.rights.rules import answer_until, answering_path, auditing_path

TOP = "0001/"
KINDS = ("city", "district", "street", "community", "branch", "grid")


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    """Draw a tree of organisations under the city: paths with their kinds."""
    tree = {TOP: "city"}
    for number in range(1, draw(st.integers(1, 25))):
        parent = draw(st.sampled_from(sorted(tree)))
        tree[parent + segment(number)] = draw(st.sampled_from(KINDS[1:]))
    return tree


@given(tree=trees(), answering=st.sets(st.sampled_from(KINDS)), drawn=st.data())
def test_objection_is_answered_by_the_nearest_above_who_can(
    tree: dict[str, str], answering: set[str], drawn: st.DataObject
) -> None:
    against = drawn.draw(st.sampled_from(sorted(tree)))

    found = answering_path(against, kinds=tree, answering=answering, top=TOP)

    above = set(ancestors_of(against)) - {against}
    assert found in above or found == TOP
    assert (found == against) == (against == TOP)
    between = [path for path in above if path.startswith(found) and path != found]
    assert [path for path in between if tree[path] in answering] == []


def test_planted_answer_by_those_complained_about_is_found() -> None:
    """The property must tell a rule that forgets "above" from the right one."""

    def forgetful(against: str, kinds: dict[str, str], answering: set[str]) -> str:
        return next(p for p in reversed(ancestors_of(against)) if kinds[p] in answering)

    tree = {TOP: "city", f"{TOP}0001/": "district"}

    assert forgetful(f"{TOP}0001/", tree, {"city", "district"}) == f"{TOP}0001/"
    assert answering_path(f"{TOP}0001/", kinds=tree, answering={"city", "district"}, top=TOP) == TOP


def test_objection_against_nobody_of_the_city_goes_to_the_top() -> None:
    outside = "ZZZZ/0001/"
    kinds = {"ZZZZ/": "outside", outside: "outside"}

    assert answering_path(outside, kinds=kinds, answering={"district"}, top=TOP) == TOP
    assert answering_path(None, kinds={}, answering={"district"}, top=TOP) == TOP


def test_answer_is_in_time_for_seven_days() -> None:
    assert answer_until(date(2026, 11, 26)) == date(2026, 12, 3)


@given(tree=trees(), drawn=st.data())
def test_look_is_answered_by_the_nearest_auditor_above_or_at_the_top(
    tree: dict[str, str], drawn: st.DataObject
) -> None:
    against = drawn.draw(st.sampled_from(sorted(tree)))
    auditors = drawn.draw(st.sets(st.sampled_from(sorted(tree))))

    found = auditing_path(against, auditors=auditors)

    above = set(ancestors_of(against)) - {against}
    if found is None:
        assert auditors & {*above, TOP} == set()
    else:
        assert found in auditors
        assert found in above or found == TOP
        between = [path for path in above if path.startswith(found) and path != found]
        assert auditors & set(between) == set()


def test_look_of_nobody_of_the_city_is_answered_at_the_top() -> None:
    assert auditing_path(None, auditors={TOP}) == TOP
    assert auditing_path(None, auditors=set()) is None
