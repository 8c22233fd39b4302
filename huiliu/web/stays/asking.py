"""What an organisation is asked about somebody, and the answers it can give, in words."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiliu.contact.words import day_words
from huiliu.core.ids import new_id
from huiliu.stays.choices import Act, StayMove, StayState
from huiliu.stays.models import Stay, StayStep
from huiliu.stays.words import maker_words, step_words

OF_A_HOME = frozenset({StayMove.DISOWNED, StayMove.HOME_FOUND})
"""Answers that name a home, where the others name a host."""
YES = {Act.ACCEPT_AT_HOST: StayMove.ACCEPTED, Act.CONFIRM_AT_HOME: StayMove.CONFIRMED}
"""What can be said to by one press."""
QUESTIONS = {
    Act.ACCEPT_AT_HOST: gettext_lazy("在这里吗？"),
    Act.CONFIRM_AT_HOME: gettext_lazy("是我们的党员吗？"),
    Act.DISPATCH: gettext_lazy("该由哪里联系？"),
    Act.FIND_HOME: gettext_lazy("组织关系在哪里？"),
    Act.REVIEW: gettext_lazy("联系上了吗？"),
}
ANSWERS = {
    StayMove.ACCEPTED: gettext_lazy("在，我们来联系"),
    StayMove.REFUSED: gettext_lazy("不在这里"),
    StayMove.CONFIRMED: gettext_lazy("是，我们来联系"),
    StayMove.DISOWNED: gettext_lazy("不是我们的党员"),
    StayMove.DISPATCHED: gettext_lazy("请这里接收"),
    StayMove.HOME_FOUND: gettext_lazy("找到了，请这里确认"),
    StayMove.FOUND_AGAIN: gettext_lazy("又联系上了"),
}
CONFIRMED_FAR = gettext_lazy("联系上了，对方说是")


def row(stay: Stay, steps: Sequence[tuple[StayStep, str]], day: date) -> dict[str, Any]:
    """Return one question with what was said before, and the one press that answers yes."""
    act = Act(stay.waits_for)
    until = stay.waits_until or day
    yes = YES.get(act)
    return {
        "name": stay.person.name,
        "home": stay.home,
        "host": stay.host,
        "question": QUESTIONS[act],
        "asked_of": stay.queue,
        "is_late": until < day,
        "until": day_words(until, day),
        "steps": [
            {
                "day": day_words(localtime(step.made_at).date(), day),
                "who": maker_words(step),
                "text": step_words(step, words),
            }
            for step, words in steps
        ],
        "yes": yes,
        "yes_word": ANSWERS[yes] if yes else "",
        "id": new_id(),
        "yes_url": reverse("say_yes", args=[stay.id]),
        "decide_url": reverse("tell" if act == Act.REVIEW else "decide", args=[stay.id]),
        "decide_word": _("不是，或者不在") if yes else _("去办"),
    }


def answers(stay: Stay, moves: Collection[StayMove]) -> list[tuple[str, str]]:
    """Return the answers as choices, in their own order."""
    far = stay.waits_for == Act.FIND_HOME
    words = ANSWERS | ({StayMove.CONFIRMED: CONFIRMED_FAR} if far else {})
    return [(move.value, str(words[move])) for move in ANSWERS if move in moves]


def done_words(stay: Stay) -> str:
    """Say who has to do what now, or that both sides keep in touch."""
    if stay.closed_on:
        return _("记好了，%(name)s这次流动结束了，不会再催联系。") % {"name": stay.person.name}
    if stay.state == StayState.ACTIVE:
        return _("记好了，%(name)s两边都接上了。") % {"name": stay.person.name}
    words = _("记好了，下一步：%(place)s%(act)s。")
    return words % {"place": stay.queue, "act": stay.get_waits_for_display()}
