"""The queue looks after itself: jobs of a dead worker are done again, old ones are removed."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from huiliu.core.jobs import UPKEEP, WORKER_IS_GONE_AFTER_SECONDS

KEPT_HOURS = 30 * 24
UPKEEP_KEPT_HOURS = 24


@app.periodic(cron="* * * * * */10")
@app.task(
    name="core.rescue_stalled",
    queue=UPKEEP,
    queueing_lock="core.rescue_stalled",
    pass_context=True,
)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:
    """Put back into the queue what a worker was doing that gives no sign any more.

    Every ten seconds: with the seconds after which a worker counts as gone, and those of the work
    itself, what a killed worker left is done within a minute.
    """
    del timestamp
    jobs = context.app.job_manager
    gone = WORKER_IS_GONE_AFTER_SECONDS
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=gone):
        try:
            await jobs.retry_job(job)
        except UniqueViolation:
            # Somebody asked again meanwhile, and one of the same lock waits: it does the work.
            await jobs.finish_job(job, status=Status.ABORTED, delete_job=False)


@app.periodic(cron="17 3 * * *")
@app.task(name="core.remove_old", queue=UPKEEP, queueing_lock="core.remove_old", pass_context=True)
async def remove_old(context: JobContext, timestamp: int) -> None:
    """Remove jobs that ended a month ago, however they ended; the queue's own after a day."""
    del timestamp
    await context.app.job_manager.delete_old_jobs(
        nb_hours=UPKEEP_KEPT_HOURS, queue=UPKEEP, include_failed=True
    )
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
