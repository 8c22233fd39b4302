"""A fault is told with its kind and its place, and without what somebody typed."""

import logging
import sys

from psycopg.errors import UniqueViolation

from huiliu.config.faults import Where

SAID = "何志斌 13800138000"


def put_in(name: str) -> None:
    raise UniqueViolation(f"Key (name)=({name}) already exists.")


def told_of(name: str) -> str:
    try:
        try:
            put_in(name)
        except UniqueViolation as problem:
            raise ValueError(name) from problem
    except ValueError:
        record = logging.LogRecord(
            "django.request",
            logging.ERROR,
            "",
            0,
            "Internal Server Error: %s",
            ("/x/",),
            sys.exc_info(),
        )
    return Where("%(name)s: %(message)s").format(record)


def test_fault_is_told_with_kind_and_place_and_that_of_its_cause() -> None:
    lines = [line.partition(":")[2] if "/" in line else line for line in told_of(SAID).split("\n")]

    assert [line for line in lines if not line.strip()[:1].isdigit()] == [
        " Internal Server Error: /x/",
        "ValueError",
        "UniqueViolation 23505",
    ]
    assert [line.split()[-1] for line in lines if line.strip()[:1].isdigit()] == [
        "told_of",
        "told_of",
        "put_in",
    ]


def test_what_was_typed_is_not_told() -> None:
    assert [word for word in SAID.split() if word in told_of(SAID)] == []


def test_planted_error_as_it_is_usually_written_would_tell_it() -> None:
    try:
        put_in(SAID)
    except UniqueViolation:
        usual = logging.Formatter().formatException(sys.exc_info())

    assert SAID in usual


def test_every_program_tells_faults_this_way() -> None:
    ours = [
        one.formatter for one in logging.getLogger().handlers if type(one) is logging.StreamHandler
    ]

    assert [type(one) for one in ours] == [Where]
    assert logging.getLogger("django").handlers == []
