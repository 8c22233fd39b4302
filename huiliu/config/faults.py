"""What whoever runs an installation is told of a fault: of which kind, and where in the code.

The words of an error may hold what somebody typed, so they are left out; addresses name nobody.
"""

import logging
from collections.abc import Iterator
from traceback import extract_tb
from types import TracebackType


class Where(logging.Formatter):
    """Tells of an error its kind, the lines that it came through, and the same of its cause."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return "\n".join(_told(ei[1]))


def _told(error: BaseException | None) -> Iterator[str]:
    if error is None:
        return
    yield " ".join(filter(None, (type(error).__name__, getattr(error, "sqlstate", None))))
    for frame in extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    yield from _told(error.__cause__ or (None if error.__suppress_context__ else error.__context__))


TOLD = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"where": {"()": Where, "format": "%(asctime)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "where"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # What was refused was answered in words; only what failed is worth a line.
        "django.request": {"level": "ERROR"},
    },
}
"""As `logging.config` reads it: on standard error, which whatever starts the programs keeps."""
