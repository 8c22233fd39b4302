"""Who can be taken out of a list, and a list that waits for a second person."""

import pytest

from huiliu.exchange.models import Export
from huiliu.people.models import Person
from tests.cast import Cast
from tests.exchange.exporting import asked, make_many, make_received, permitted


@pytest.fixture
def driver(cast: Cast) -> Person:
    return make_received("何志斌")


@pytest.fixture
def waiting(cast: Cast) -> Export:
    make_many(51)
    permitted(cast.tang)
    return asked(cast.luo)
