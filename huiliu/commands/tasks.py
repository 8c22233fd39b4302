"""What a worker does every night, and twice a minute."""

from django.core.management import call_command
from procrastinate.contrib.django import app

from huiliu.access.queries import acting_as_retention
from huiliu.commands.retention import end_keeping
from huiliu.core import erasures, keys
from huiliu.core.clock import day_of, now
from huiliu.core.jobs import UPKEEP
from huiliu.rights.actions import hand_on_objections


@app.periodic(cron="37 18 * * *")
@app.task(name="commands.end_keeping", queueing_lock="commands.end_keeping")
def end(timestamp: int) -> None:
    """Remove what has been kept long enough, at 2:37 in Wuhan; a night that was missed is made up.

    What is due stays due, so that the next night does it. What was said of looks is handed on from
    whoever left office.
    """
    del timestamp
    at = now()
    end_keeping(at=at, day=day_of(at))
    hand_on_objections(by=acting_as_retention(), day=day_of(at))


@app.periodic(cron="* * * * * */30")
@app.task(name="commands.finish_erasures", queue=UPKEEP, queueing_lock="commands.finish_erasures")
def finish(timestamp: int) -> None:
    """Erase whom the ledger names and whose key is still there.

    Nothing that was killed need have been a program of ours: where the database goes away as an
    erasure commits, the pages live on, and nobody starts anew and sees to the key.
    """
    del timestamp
    if keys.of(erasures.persons()):
        call_command("finish_erasures")
