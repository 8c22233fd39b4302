"""What people say of themselves stands at once, and what they hide nobody else reads."""

from dataclasses import replace

import pytest

from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.reach import Reach
from huiliu.exchange.roster.fields import Field
from huiliu.people.actions import correct_fact, hide_fact, join_files, unhide_fact
from huiliu.people.choices import HIDDEN, MAY_BE_HIDDEN, OWN_WORDS, PLAIN, Source
from huiliu.people.models import Person, Sighting
from huiliu.people.queries import facts_of, rows_of, said_by
from tests.cast import DAY, Cast
from tests.members import acting_as_member, make_member
from tests.world import AT

ROSTER = {"employer": "东风物流", "address": "环保路1号"}


def seen_by_luo(cast: Cast, person: Person, field: str) -> tuple[object, Source]:
    with scope.entered(cast.luo.reach):
        shown = facts_of(rows=rows_of(person=person))[field]
    return shown.value, shown.source


@pytest.mark.parametrize("field", sorted(OWN_WORDS))
def test_own_word_is_shown_at_once_to_who_cares(cast: Cast, field: str) -> None:
    driver = make_member("何志斌", sealed=ROSTER)

    correct_fact(by=acting_as_member(driver), field=field, value=" 长江 货运 ", day=DAY)

    assert seen_by_luo(cast, driver, field) == ("长江 货运", Source.MEMBER)


def test_older_word_stays_with_its_source(cast: Cast) -> None:
    driver = make_member("何志斌", sealed=ROSTER)

    correct_fact(by=acting_as_member(driver), field="employer", value="长江货运", day=DAY)

    with scope.entered(cast.luo.reach):
        said = [(one.source, facts.get("employer")) for one, facts in said_by(rows=[driver.id])]
    assert said == [(Source.MEMBER, "长江货运"), (Source.HOST, "东风物流")]


def test_another_word_takes_the_first_one_back(cast: Cast) -> None:
    driver = make_member("何志斌", sealed=ROSTER)
    himself = acting_as_member(driver)
    correct_fact(by=himself, field="employer", value="长江货运", day=DAY)

    correct_fact(by=himself, field="employer", value="东风物流", day=DAY)

    assert seen_by_luo(cast, driver, "employer") == ("东风物流", Source.MEMBER)


def test_same_word_again_is_written_once(cast: Cast) -> None:
    driver = make_member("何志斌")
    himself = acting_as_member(driver)
    for _ in range(2):
        correct_fact(by=himself, field="employer", value="长江货运", day=DAY)

    with scope.entered(cast.luo.reach):
        assert Sighting.objects.filter(person=driver, source=Source.MEMBER).count() == 1


@pytest.mark.parametrize("field", ["address", "occupation"])
def test_own_word_is_sealed_unless_it_may_stand_in_the_open(cast: Cast, field: str) -> None:
    driver = make_member("何志斌")
    correct_fact(by=acting_as_member(driver), field=field, value="长江边", day=DAY)

    with scope.entered(cast.luo.reach):
        said = Sighting.objects.get(person=driver, source=Source.MEMBER)
    assert (field in said.said, "长江边".encode() in bytes(said.sealed)) == (field in PLAIN, False)


def test_correction_stands_in_the_trail_without_its_words(cast: Cast) -> None:
    driver = make_member("何志斌")
    correct_fact(by=acting_as_member(driver), field="employer", value="长江货运", day=DAY)

    with scope.entered(Reach(own=(driver.id,))):
        entry = Entry.objects.get(person=driver.id, act="people.correct_fact")
    assert (entry.name, entry.detail) == ("", {"field": "employer"})


@pytest.mark.parametrize("field", ["name", "mobile", "citizen_number", "category", "host", "none"])
def test_what_is_not_for_oneself_to_say_is_not_taken(cast: Cast, field: str) -> None:
    himself = acting_as_member(make_member("何志斌"))

    with pytest.raises(OutOfReach):
        correct_fact(by=himself, field=field, value="别的", day=DAY)
    with pytest.raises(OutOfReach):
        hide_fact(by=himself, field=field)


@pytest.mark.parametrize(
    ("value", "words"), [(" \u200b ", "请写上对的是什么"), ("长" * 81, "最多写80个字，现在有81个")]
)
def test_nothing_and_too_much_are_not_taken(cast: Cast, value: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        correct_fact(
            by=acting_as_member(make_member("何志斌")), field="employer", value=value, day=DAY
        )


def test_nobody_else_says_it_or_hides_it(cast: Cast) -> None:
    make_member("何志斌")

    with pytest.raises(NotPermitted):
        correct_fact(by=cast.luo, field="employer", value="长江货运", day=DAY)
    with pytest.raises(NotPermitted):
        hide_fact(by=cast.luo, field="employer")
    with pytest.raises(NotPermitted):
        unhide_fact(by=cast.luo, field="employer")


def test_who_has_no_file_any_more_says_nothing(cast: Cast) -> None:
    nobody = acting_as_member(make_member("何志斌")).reaching(Reach())

    with pytest.raises(OutOfReach):
        correct_fact(by=nobody, field="employer", value="长江货运", day=DAY)


@pytest.mark.parametrize("field", sorted(MAY_BE_HIDDEN))
def test_hidden_fact_is_read_by_oneself_alone(cast: Cast, field: str) -> None:
    facts = {field: "东风物流"}
    sealed, said = ({}, facts) if field in PLAIN else (facts, {})
    driver = make_member("何志斌", sealed=sealed, said=said)
    himself = acting_as_member(driver)

    hide_fact(by=himself, field=field)

    assert seen_by_luo(cast, driver, field) == (HIDDEN, Source.HOST)
    with scope.entered(himself.reach):
        [(_, own)] = said_by(rows=[driver.id], own=True)
    assert own[field] == "东风物流"


def test_later_words_on_a_hidden_fact_are_hidden_too(cast: Cast) -> None:
    driver = make_member("何志斌", sealed=ROSTER)
    himself = acting_as_member(driver)
    hide_fact(by=himself, field="employer")

    correct_fact(by=himself, field="employer", value="长江货运", day=DAY)

    with scope.entered(cast.luo.reach):
        said = [facts["employer"] for _, facts in said_by(rows=[driver.id])]
    assert said == [HIDDEN, HIDDEN]


def test_fact_that_is_hidden_no_more_is_read_again(cast: Cast) -> None:
    driver = make_member("何志斌", sealed=ROSTER)
    himself = acting_as_member(driver)
    for _ in range(2):
        hide_fact(by=himself, field="employer")
    hide_fact(by=himself, field="address")

    for _ in range(2):
        unhide_fact(by=himself, field="employer")

    assert seen_by_luo(cast, driver, "employer") == ("东风物流", Source.HOST)
    assert seen_by_luo(cast, driver, "address") == (HIDDEN, Source.HOST)


def test_what_one_file_hides_the_joined_file_hides(cast: Cast) -> None:
    leading = make_member("何志斌", sealed=ROSTER)
    following = make_member("何志斌", sealed=ROSTER)
    hide_fact(by=acting_as_member(following), field="employer")

    join_files(by=cast.luo, leading=leading, following=following, at=AT, day=DAY)

    assert seen_by_luo(cast, leading, "employer") == (HIDDEN, Source.HOST)


def test_what_may_be_said_or_hidden_are_kept_fields() -> None:
    kept = {field.value for field in Field if field.kept}

    assert sorted((OWN_WORDS | MAY_BE_HIDDEN) - kept) == []


def test_what_another_hides_stays_hidden(cast: Cast) -> None:
    """Even from somebody who reaches the other's file too."""
    driver, neighbour = make_member("何志斌"), make_member("马春林")
    for person in (driver, neighbour):
        hide_fact(by=acting_as_member(person), field="employer")
    himself = acting_as_member(driver)
    reach = replace(himself.reach, entrusted=(neighbour.id,))

    unhide_fact(by=himself.reaching(reach), field="employer")

    with scope.entered(Reach.everywhere()):
        hidden = Person.objects.values_list("name", "hidden").order_by("name")
        assert dict(hidden) == {"何志斌": [], "马春林": ["employer"]}
