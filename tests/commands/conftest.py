"""The command line, run in this process on a database of its own."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from huiliu.__main__ import main

Run = Callable[..., "Ended"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said on which stream."""

    code: object
    out: str
    err: str


@pytest.fixture
def run(own_database: None, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `bin/huiliu ARGUMENTS`, as automation does."""

    def command(*arguments: object) -> Ended:
        code: object = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as ending:
            code = ending.code
        said = capsys.readouterr()
        return Ended(code=code, out=said.out, err=said.err)

    return command
