"""A move of a stay in words: what happened, who said so, and why."""

from django.utils.translation import gettext as _

from huiliu.stays.models import StayStep

MACHINE = "machine:"


def step_words(step: StayStep, words: str) -> str:
    said = str(step.get_move_display())
    return _("%(said)s：%(words)s") % {"said": said, "words": words} if words else said


def maker_words(step: StayStep) -> str:
    """Return who said so; what nobody said, because time was over, has no maker."""
    if step.made_by.startswith(MACHINE):
        return ""
    return f"{step.made_by_organisation} {step.made_by}".strip()
