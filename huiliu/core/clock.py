"""The one place that asks what time it is. Everything else takes the day as an argument."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    return datetime.now(tz=UTC)


def day_of(moment: datetime) -> date:
    """Return the city's local day of a moment, whatever zone the process runs in."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def begin_of(day: date) -> datetime:
    """Return the moment at which a day begins in the city."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))


def today() -> date:
    return day_of(now())
