"""What whoever runs an installation is told of a fault: of which kind, and where in the code.

The words of an error, and those that libraries make of it, may hold what somebody typed: they are
left out. Addresses of pages name nobody, and stay.
"""

import logging
import sys
from collections.abc import Iterator
from traceback import extract_tb
from types import TracebackType

from huiliu.core.errors import kind_of

ADDRESSED = "django.request"
"""The logger whose words are an address."""


class Where(logging.Formatter):
    """Tells of a record when and where it was written; of its error, kind and lines of code."""

    def format(self, record: logging.LogRecord) -> str:
        said = f"{record.filename}:{record.lineno}"
        if record.name == ADDRESSED:
            said = record.getMessage()
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join([f"{self.formatTime(record)} {record.name} {said}", *told(error)])


def told(error: BaseException | None) -> Iterator[str]:
    """Yield the kind of an error, the lines that it came through, and the same of its cause."""
    if error is None:
        return
    yield kind_of(error)
    for frame in extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    yield from told(error.__cause__ or (None if error.__suppress_context__ else error.__context__))


def tell_at_the_end(
    _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    """Tell the same of an error that ends a program: in the place of `sys.excepthook`."""
    sys.stderr.write("\n".join(told(error)) + "\n")


TOLD = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"where": {"()": Where}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "where"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # What was refused was answered in words; only what failed is worth a line.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
    },
}
"""As `logging.config` reads it: on standard error, which whatever starts the programs keeps."""
