"""Addresses are not checked by the database, so something has to look."""

from huiliu.core.ids import new_id
from huiliu.organisations.queries import astray
from huiliu.people.models import Person
from tests.cast import Cast
from tests.factories import at, make_person, make_stay


def test_rows_addressed_to_organisations_are_in_order(cast: Cast, everything: None) -> None:
    make_stay(make_person("何志斌", **at(host="420103001001", patch="420103001001")))

    assert astray() == {}


def test_row_addressed_to_nothing_is_found(cast: Cast, everything: None) -> None:
    person = make_person("何志斌", **at(host="420103001001", patch="420103001001"))
    Person.objects.filter(id=person.id).update(host_id=new_id())

    assert astray() == {"people_person.host": 1}
