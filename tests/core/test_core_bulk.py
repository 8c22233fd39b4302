"""Writing many rows under policies: by COPY through a temporary table, or in chunks."""

import pytest
from django.db import ProgrammingError
from django.test import override_settings

from huiliu.core import scope
from huiliu.core.bulk import FEW, write_many
from huiliu.people.models import Person
from tests.cast import Cast
from tests.factories import at


def people(count: int, code: str = "420103001001") -> list[Person]:
    place = at(host=code)
    return [Person(name=f"何{n}", pinyin=f"he {n}", sex="0", **place) for n in range(count)]


@pytest.mark.parametrize("count", [1, FEW, FEW + 1])
def test_rows_are_written_few_or_many(cast: Cast, count: int) -> None:
    with scope.entered(cast.luo.reach):
        assert write_many(Person, people(count)) == count
        assert Person.objects.count() == count


def test_many_rows_on_a_distributed_server_go_in_chunks(cast: Cast) -> None:
    with override_settings(HUILIU_DISTRIBUTED=True), scope.entered(cast.luo.reach):
        write_many(Person, people(FEW + 1))
        assert Person.objects.count() == FEW + 1


@pytest.mark.parametrize("count", [1, FEW + 1])
def test_rows_out_of_reach_are_refused_either_way(cast: Cast, count: int) -> None:
    rows = people(count, code="420104001001")

    with pytest.raises(ProgrammingError, match="row-level security"), scope.entered(cast.luo.reach):
        write_many(Person, rows)
