"""What a worker does as a day begins."""

from procrastinate.contrib.django import app

from huiliu.access.queries import acting_as_clock
from huiliu.core.clock import day_of, now
from huiliu.stays.climbing import climb_stays, shut_far_homes


@app.periodic(cron="7 16 * * *")
@app.task(name="stays.climb", queueing_lock="stays.climb")
def climb(timestamp: int) -> None:
    """Hand on at 0:07 in Wuhan what was to be done by yesterday; a missed night is made up."""
    del timestamp
    at = now()
    climb_stays(by=acting_as_clock(), at=at, day=day_of(at))


@app.periodic(cron="3 16 * * *")
@app.task(name="stays.shut_far_homes", queueing_lock="stays.shut_far_homes")
def shut(timestamp: int) -> None:
    """Shut at 0:03 in Wuhan the lists whose day has come; a missed night is made up."""
    del timestamp
    at = now()
    shut_far_homes(by=acting_as_clock(), at=at, day=day_of(at))
