"""Reads of stays, links and windows, always within a reach and for a day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Self
from uuid import UUID

from django.db.models import QuerySet

from huiliu.stays.choices import Act
from huiliu.stays.models import Clock, Link, Rule, Stay, Window


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules in force on a day, the most specific first."""

    rules: tuple[Rule, ...]
    day: date
    _found: dict[tuple[str, str | None], Rule] = field(default_factory=dict)

    @classmethod
    def on(cls, day: date) -> Self:
        ranked = sorted(Rule.objects.all(), key=lambda rule: rule.standing.rank, reverse=True)
        return cls(rules=tuple(ranked), day=day)

    def rule_for(self, *, side: str, path: str | None) -> Rule:
        """Return the most specific rule that fits; an installation always has the default ones."""
        if (side, path) not in self._found:
            self._found[side, path] = self._rule_for(side, path)
        return self._found[side, path]

    def _rule_for(self, side: str, path: str | None) -> Rule:
        for rule in self.rules:
            if rule.side == side and rule.standing.fits(path=path, day=self.day):
                return rule
        message = f"no rule for {side}"
        raise LookupError(message)


def open_stay_of(*, persons: Iterable[UUID]) -> Stay | None:
    stays = Stay.objects.filter(person__in=persons, closed_on=None).order_by("opened_on", "id")
    return stays.select_related("home", "host", "queue").first()


def standing_windows(*, stay: Stay, day: date) -> QuerySet[Window]:
    return Window.objects.known().filter(stay=stay).with_state(day)


def links_of(*, stay: Stay) -> list[Link]:
    links = Link.objects.filter(stay=stay).select_related("contact_person__account")
    return list(links.order_by("side"))


def workdays_in_force(*, day: date) -> dict[Act, int]:
    """Return how many workdays each act has, by the clocks of the day."""
    clocks = Clock.objects.filter(begins_on__lte=day).exclude(ends_on__lte=day)
    return {Act(clock.act): clock.workdays for clock in clocks.order_by("begins_on", "id")}
