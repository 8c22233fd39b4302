"""The benches: each runs in a database of its own and prints one line that can be trusted."""

import json
from io import StringIO

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from huiliu.commands.benches.database import bench_database
from huiliu.commands.benches.importing import line_of
from huiliu.commands.benches.invented import HEADERS, NUMBER, ONE_PLANTED_IN, roster
from huiliu.people.rules import CitizenNumber, read_citizen_number

pytestmark = pytest.mark.usefixtures("turn_of_benches")

FLOOR = {"calamine": 2000.0, "parse": 500.0, "copy": 500.0}


def bench_databases() -> list[str]:
    owner = settings.DATABASES["owner"]
    with psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname="huiliu",
    ) as server:
        found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE '%bench%'")
        return [name for (name,) in found]


def test_bench_import_prints_its_line_last_and_leaves_no_database() -> None:
    said = StringIO()

    call_command("bench", "import", rows=300, stdout=said)

    line = json.loads(said.getvalue().splitlines()[-1])
    assert (line["bench"], line["size"]) == ("import", 300)
    assert set(line["ms"]) == {"calamine", "parse", "copy", "check", "apply"}
    assert set(line["ratio"]) == {"check", "apply"}
    assert (line["problems"], line["new"], line["out"]) == (3, 297, 3)
    assert line["peak_mb"] > 0
    assert bench_databases() == []


def test_bench_import_refuses_no_rows() -> None:
    with pytest.raises(CommandError, match="行数至少是 1"):
        call_command("bench", "import", rows=0, stdout=StringIO())


def test_bench_verify_prints_its_line_last_and_finds_nothing() -> None:
    said = StringIO()

    call_command("bench", "verify", rows=700, block=5, stdout=said)

    line = json.loads(said.getvalue().splitlines()[-1])
    assert (line["bench"], line["size"], line["block"]) == ("verify", 700, 5)
    assert (line["unsealed"], line["findings"]) == (0, 0)
    assert line["seals"] > 64
    assert set(line["ms"]) == {"floor", "verify", "seal"}
    assert line["verify"] > 0
    assert bench_databases() == []


def test_ratios_are_held_against_the_median_floor() -> None:
    noisy = {name: figure * 10 for name, figure in FLOOR.items()}
    checked = {"check": 5000.0, "peak_mb": 400.4, "reader_peak_mb": 200.0, "problems": 3.0}
    applied = {"apply": 9000.0, "peak_mb": 900.0, "new": 98.0, "out": 2.0}

    line = line_of(rows=100, floors=[FLOOR, noisy, FLOOR], checked=checked, applied=applied)

    assert line["ratio"] == {"check": 2.0, "apply": 3.0}
    assert line["ms"]["calamine"] == {"p50": 2000.0, "p95": 20000.0}
    assert line["peak_mb"] == 400


def test_roster_is_the_same_every_time() -> None:
    assert list(roster(150)) == list(roster(150))


def test_roster_has_27_columns_and_numbers_of_invented_places() -> None:
    rows = list(roster(99))

    assert {len(row) for row in rows} == {27} == {len(HEADERS)}
    assert {row[NUMBER][4:6] for row in rows} == {"99"}
    assert all(isinstance(read_citizen_number(row[NUMBER]), CitizenNumber) for row in rows)


def test_roster_names_nobody_twice_but_where_it_is_planted() -> None:
    numbers = [row[NUMBER] for row in roster(3 * ONE_PLANTED_IN - 1) if row[NUMBER]]

    assert len(numbers) == len(set(numbers))


def test_second_bench_at_once_is_refused() -> None:
    with bench_database(), pytest.raises(CommandError, match="另一项速度测试正在运行"):
        call_command("bench", "import", rows=1, stdout=StringIO())


def test_bench_door_lets_nobody_in_and_tells_how_many_were_hashed() -> None:
    """The small size of what `bin/bench door` does with 10,000 guesses and 100,000 requests."""
    said = StringIO()

    call_command("bench", "door", guesses=60, codes=80, stdout=said)

    line = json.loads(said.getvalue().splitlines()[-1])
    guesses, codes = line["guesses"], line["codes"]
    assert (guesses["let_in"], guesses["hashed"], guesses["refused"]) == (0, 5, 55)
    assert (guesses["own_device_in"], guesses["elsewhere_in"]) == (1, 0)
    assert (codes["to_victim"], codes["from_one_source"]) == (1, 10)
    assert codes["messages"] == codes["made"] == 1 + 10 + 20
    assert 0 < line["names"]["sent"] <= 60
    assert set(line["ms"]) == set(line["ratio"]) > {"hash", "guess_refused", "guess_hashed"}
    assert bench_databases() == []


def test_bench_door_refuses_no_guesses() -> None:
    with pytest.raises(CommandError, match="次数至少是 1"):
        call_command("bench", "door", guesses=0, codes=1, stdout=StringIO())
