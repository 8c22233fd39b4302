"""The queue looks after itself: jobs of a dead worker are done again, old ones are removed."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

KEPT_HOURS = 30 * 24


@app.periodic(cron="* * * * *")
@app.task(name="core.rescue_stalled", queueing_lock="core.rescue_stalled", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:
    """Put back into the queue what a worker was doing that has given no sign for half a minute."""
    del timestamp
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await jobs.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="core.remove_old", queueing_lock="core.remove_old", pass_context=True)
async def remove_old(context: JobContext, timestamp: int) -> None:
    """Remove jobs that ended a month ago, however they ended."""
    del timestamp
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
