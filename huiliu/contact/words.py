"""The due list in words: one line of it as page, command line and message say it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from huiliu.contact.choices import ContactChannel
from huiliu.contact.models import Attempt
from huiliu.contact.queries import Due
from huiliu.stays.choices import Because, WindowState
from huiliu.stays.models import Window


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says of a person."""

    name: str
    state: str
    state_word: str
    window_text: str
    reason: str
    last_contact_text: str
    place: str
    attempts_text: str
    person_id: UUID
    link_id: UUID


def line_of(due: Due, day: date) -> Line:
    window = due.window
    return Line(
        name=window.person.name,
        state=due.state.value,
        state_word=str(due.state.label),
        window_text=window_words(window, day),
        reason=reason_of(due, day),
        last_contact_text=last_contact_words(due, day),
        place=place_of(window),
        attempts_text=attempts_words(due, day),
        person_id=window.person_id,
        link_id=window.link_id,
    )


def window_words(window: Window, day: date) -> str:
    """Return `11-20 至 11-30`, with the year where it is not this one."""
    return _("%(start)s 至 %(end)s") % {
        "start": day_words(window.opens_on, day),
        "end": day_words(window.limit_on, day),
    }


def day_words(value: date, day: date) -> str:
    return value.strftime("%m-%d" if value.year == day.year else "%Y-%m-%d")


def reason_of(due: Due, day: date) -> str:
    """Return why now, in one sentence."""
    window = due.window
    if due.state == WindowState.OVERDUE:
        return _("已经 %(days)s 天没有联系上，可以换个时间打，或请楼栋长捎句话。") % {
            "days": (day - window.since).days
        }
    if due.state == WindowState.DUE:
        return _("该联系了，最迟 %(day)s。") % {"day": day_words(window.limit_on, day)}
    if due.state == WindowState.OPEN:
        return _("现在就可以联系，最好在 %(day)s 前后。") % {"day": day_words(window.aim_on, day)}
    return _("近期不用联系，%(day)s 起可以联系。") % {"day": day_words(window.opens_on, day)}


def last_contact_words(due: Due, day: date) -> str:
    if due.last_contact_on is not None:
        return _("上次联系 %(day)s") % {"day": day_words(due.last_contact_on, day)}
    if due.window.because == Because.REGISTERED:
        return _("登记后还没联系过")
    return ""


def attempts_words(due: Due, day: date) -> str:
    if not due.tried.attempts or due.tried.last_on is None:
        return ""
    return _("%(day)s 试过，没联系上，共试了 %(n)s 次。") % {
        "day": day_words(due.tried.last_on, day),
        "n": due.tried.attempts,
    }


def place_of(window: Window) -> str:
    place = window.patch or window.host or window.home
    return place.name if place else ""


def is_own_word(attempt: Attempt) -> bool:
    """Say whether the member said it on the own page."""
    return attempt.channel == ContactChannel.OWN_PAGE


def who_made(attempt: Attempt) -> str:
    if is_own_word(attempt):
        return _("本人")
    return f"{attempt.made_by_organisation} {attempt.made_by}"


def outcome_words(attempt: Attempt) -> str:
    if attempt.voided_at is not None:
        return _("已撤回，%(because)s") % {"because": attempt.voided_because}
    return _("报了平安") if is_own_word(attempt) else attempt.get_outcome_display()
