"""A fault is told with its kind and its place, and without what somebody typed."""

import logging
import subprocess
import sys

from psycopg.errors import UniqueViolation

from huiliu.config.faults import Where
from tests.conventions.sources import ROOT

SAID = "何志斌 13800138000"


def put_in(name: str) -> None:
    raise UniqueViolation(f"Key (name)=({name}) already exists.")


def failed(name: str) -> BaseException:
    try:
        try:
            put_in(name)
        except UniqueViolation as problem:
            raise ValueError(name) from problem
    except ValueError as error:
        return error


def told_of(name: str, *, logger: str = "procrastinate.worker") -> list[str]:
    """Return what is told where a library puts the error's words into its own."""
    error = failed(name)
    record = logging.LogRecord(
        *(logger, logging.ERROR, "/lib/worker.py", 7, "failed with %s", (error,)),
        exc_info=(type(error), error, error.__traceback__),
    )
    record.exc_text = logging.Formatter().formatException(record.exc_info)
    return Where().format(record).split("\n")


def test_fault_is_told_with_kind_and_place_and_that_of_its_cause() -> None:
    first, *lines = told_of(SAID)

    assert first.endswith(" procrastinate.worker worker.py:7")
    assert [line for line in lines if not line.startswith("  ")] == [
        "ValueError",
        "UniqueViolation 23505",
    ]
    assert [line.split()[-1] for line in lines if line.startswith("  ")] == [
        "failed",
        "failed",
        "put_in",
    ]


def test_what_was_typed_is_not_told() -> None:
    assert [word for word in SAID.split() if word in "\n".join(told_of(SAID))] == []


def test_address_of_a_page_is_told() -> None:
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "%s: %s", ("Internal Server Error", "/due/"), None
    )

    assert Where().format(record).endswith(" django.request Internal Server Error: /due/")


def test_planted_error_as_it_is_usually_written_would_tell_it() -> None:
    error = failed(SAID)
    usual = logging.Formatter().formatException((type(error), error, error.__traceback__))

    assert SAID in usual


def test_error_that_ends_a_program_is_told_the_same_way() -> None:
    program = f"from huiliu.__main__ import main; main(['help']); raise ValueError({SAID!r})"
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert SAID not in ended.stderr
    assert "Error" in ended.stderr


def test_every_program_tells_faults_this_way() -> None:
    ours = [
        one.formatter for one in logging.getLogger().handlers if type(one) is logging.StreamHandler
    ]

    assert [type(one) for one in ours] == [Where]
    assert logging.getLogger("django").handlers == []
