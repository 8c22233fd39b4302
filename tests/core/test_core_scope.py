"""The reach of a transaction: unset it shows nothing, and every exit gives the outer back."""

import threading

import pytest
from django.db import ProgrammingError, connection, transaction

from huiliu.access.crossing import Crossing, crossing
from huiliu.core import scope
from huiliu.core.paths import Range
from huiliu.core.reach import NOBODY, Reach
from huiliu.people.models import Person, Sighting
from tests.cast import Cast
from tests.factories import at, make_person

HERE = Reach(host=Range.below("0001/0001/"))
THERE = Reach(host=Range.below("0001/0002/"))


def settings() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('app.host_lo', true), current_setting('app.home_lo', true)"
        )
        lo, home = cursor.fetchone()
    return lo or "", home or ""


@pytest.mark.django_db
def test_nobody_is_shown_without_a_scope(cast: Cast) -> None:
    make_person("何志斌", **at(host="420103001001"))

    assert list(Person.objects.all()) == []


@pytest.mark.django_db
def test_inner_scope_ends_and_gives_the_outer_back() -> None:
    with scope.entered(HERE):
        with scope.entered(THERE):
            assert settings() == ("0001/0002/", "")
        assert settings() == ("0001/0001/", "")
        assert scope.current() == HERE
    assert settings() == ("", "")


@pytest.mark.django_db
def test_inner_scope_that_fails_gives_the_outer_back() -> None:
    with scope.entered(HERE):
        with pytest.raises(ZeroDivisionError), scope.entered(THERE):
            raise ZeroDivisionError
        assert settings() == ("0001/0001/", "")
        assert scope.current() == HERE


@pytest.mark.django_db
def test_inner_scope_broken_by_the_database_gives_the_outer_back() -> None:
    with scope.entered(HERE):
        with (
            pytest.raises(ProgrammingError),
            scope.entered(THERE),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT no_such_column")
        assert settings() == ("0001/0001/", "")


def test_reused_connection_keeps_no_scope(own_database: None) -> None:
    with scope.entered(Reach.everywhere()):
        pass

    assert scope.current() == NOBODY
    with transaction.atomic():
        assert settings() == ("", "")
        assert list(Person.objects.all()) == []


@pytest.mark.django_db
def test_row_outside_the_range_is_refused_by_the_database(cast: Cast) -> None:
    person = make_person("何志斌", **at(host="420103001001"))

    with pytest.raises(ProgrammingError, match="row-level security"), scope.entered(cast.sun.reach):
        Person(name="马春兰", pinyin="ma chun lan", sex="0", **at(host="420103001001")).save(
            force_insert=True
        )

    with scope.entered(cast.sun.reach):
        assert not Sighting.objects.filter(person=person).exists()


@pytest.mark.django_db
def test_crossing_sees_all_and_ends(cast: Cast) -> None:
    make_person("何志斌", **at(host="420103001001"))

    with scope.entered(cast.qian.reach):
        with crossing(Crossing.MATCH, by=cast.qian):
            assert [person.name for person in Person.objects.all()] == ["何志斌"]
        assert list(Person.objects.all()) == []


def test_scopes_of_two_threads_do_not_mix(own_database: None) -> None:
    seen: set[tuple[str, str]] = set()

    def look(name: str, reach: Reach) -> None:
        for _ in range(20):
            with scope.entered(reach):
                seen.add((name, settings()[0]))
        connection.close()

    threads = [
        threading.Thread(target=look, args=(name, reach))
        for name, reach in (("here", HERE), ("there", THERE))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == {("here", "0001/0001/"), ("there", "0001/0002/")}
