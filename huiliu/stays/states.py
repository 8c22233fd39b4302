"""The state of a window as one SQL expression, the twin of `rules.state_on`."""

from datetime import date

from django.db.models import Case, CharField, Value, When

from huiliu.stays.choices import WindowState


def state_on(day: date) -> Case:
    """Return the expression of a window's state on a day, from its stored days alone."""
    return Case(
        When(limit_on__lt=day, then=Value(WindowState.OVERDUE.value)),
        When(aim_on__lte=day, then=Value(WindowState.DUE.value)),
        When(opens_on__lte=day, then=Value(WindowState.OPEN.value)),
        default=Value(WindowState.RESTING.value),
        output_field=CharField(),
    )
