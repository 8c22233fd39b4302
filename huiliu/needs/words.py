"""A need in words: where it stands, and what each step of it was."""

from datetime import date

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from huiliu.needs.choices import NeedState, WhoseWord
from huiliu.needs.models import Need, Step

SAID = {
    (NeedState.OPEN, WhoseWord.PERSON): "本人说，还没有解决",
    (NeedState.TAKEN, WhoseWord.ORGANISATION): "接手来办",
    (NeedState.TAKEN, WhoseWord.PERSON): "本人说，还没有解决",
    (NeedState.SOLVED, WhoseWord.ORGANISATION): "说办好了",
    (NeedState.CONFIRMED, WhoseWord.PERSON): "本人说，解决了",
    (NeedState.CONFIRMED, WhoseWord.TELEPHONE): "本人在电话里说，解决了",
}


def step_words(step: Step, words: str) -> str:
    """Return what a step says, with its sentence; the first one is how the need came up."""
    said = _("说起这件事")
    if step.id != step.need_id:
        said = _(SAID[NeedState(step.state), WhoseWord(step.whose_word)])
    return _("%(said)s：%(words)s") % {"said": said, "words": words} if words else said


def maker_words(step: Step) -> str:
    """Return who put a step down; a call is put down by whoever took it."""
    maker = f"{step.made_by_organisation} {step.made_by}".strip()
    if step.whose_word == WhoseWord.TELEPHONE:
        return _("%(maker)s接的电话") % {"maker": maker}
    return maker


def moment_words(step: Step, day: date) -> str:
    moment = localtime(step.made_at)
    return moment.strftime("%m-%d %H:%M" if moment.year == day.year else "%Y-%m-%d %H:%M")


def place_of(need: Need) -> str:
    place = need.patch or need.host or need.home
    return place.name if place else ""
