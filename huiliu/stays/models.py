"""Stays, their three links, and the windows of each link."""

from collections.abc import Collection
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import Count, F, Q

from huiliu.access.models import Appointment
from huiliu.core.fields import PathField, Row, one_of
from huiliu.core.reach import Reach
from huiliu.organisations.models import Addressed, Organisation
from huiliu.people.models import Person
from huiliu.stays.choices import (
    Act,
    Because,
    ClosedBecause,
    Doubt,
    Side,
    StayMove,
    StayState,
    WindowState,
)
from huiliu.stays.rules import Rhythm, Span, Standing
from huiliu.stays.states import state_on


class Stay(Addressed):
    """One departure-to-closure episode of a person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="stays")
    state = models.CharField(max_length=30, choices=StayState.choices)
    """Where it stands, what is waited for and whose queue it is in, as `Course` says it."""
    bound_path = PathField()
    """Who finds a host while none is named."""
    home_registered_on = models.DateField(null=True)
    host_registered_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    arrived_on = models.DateField(null=True)
    waits_for = models.CharField(max_length=20, choices=Act.choices, default="", blank=True)
    """What the organisation in the queue has to do next."""
    waits_until = models.DateField(null=True)
    """Until when, in official workdays from the day on which it began to be waited for."""
    climbed = models.PositiveSmallIntegerField(default=0)
    """How many levels it has climbed because nobody acted in time."""
    doubt = models.CharField(max_length=10, choices=Doubt.choices, default="", blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(
        max_length=20, choices=ClosedBecause.choices, default="", blank=True
    )
    joined_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False
    )
    batch = models.UUIDField(null=True)

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("state", StayState, name="stay_state"),
            one_of("doubt", Doubt, name="stay_doubt"),
            one_of("closed_because", ClosedBecause, name="stay_closed_because"),
            models.CheckConstraint(
                condition=Q(waits_for="", waits_until=None)
                | (Q(waits_for__in=Act.values) & Q(waits_until__isnull=False)),
                name="stay_waits_with_clock",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_because="")
                | (Q(closed_on__isnull=False) & ~Q(closed_because="")),
                name="stay_closed_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["host_path", "state"], name="stay_host"),
            models.Index(fields=["home_path", "state"], name="stay_home"),
            models.Index(fields=["queue_path"], name="stay_queue"),
            models.Index(fields=["batch"], name="stay_batch"),
            models.Index(
                fields=["joined_into"],
                condition=Q(joined_into__isnull=False),
                name="stay_joined_into",
            ),
        ]


class StayStep(Addressed):
    """One move of a stay: who said so, when, and a sentence that all three read.

    It goes where the stay goes, so that whoever has it now reads how it came.
    """

    stay = models.ForeignKey(Stay, models.CASCADE, related_name="steps")
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    """The stay's, whose key is checked."""
    move = models.CharField(max_length=20, choices=StayMove.choices)
    state = models.CharField(max_length=30, choices=StayState.choices)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    made_by_organisation = models.CharField(max_length=120)
    made_under = models.UUIDField(null=True)
    """The appointment; nothing of a move that nobody made, as when time was over."""
    words_to_all = models.BinaryField(null=True)
    known_before = models.JSONField(null=True)
    """The `Course` before it, with days and who was named: to that it can be taken back.

    Of what nobody can take back, nothing.
    """

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("move", StayMove, name="staystep_move"),
            one_of("state", StayState, name="staystep_state"),
        ]

    @property
    def place(self) -> str:
        return f"stays.staystep.{self.id}"


class Rule(Row):
    """How often a link is due: dated, and the most specific one that fits a link wins."""

    side = models.CharField(max_length=10, choices=Side.choices)
    area_path = PathField(null=True)
    aim_days = models.PositiveSmallIntegerField(null=True)
    aim_months = models.PositiveSmallIntegerField(null=True)
    limit_days = models.PositiveSmallIntegerField(null=True)
    limit_months = models.PositiveSmallIntegerField(null=True)
    opens_days_before = models.PositiveSmallIntegerField()
    sentence = models.CharField(max_length=120)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)

    @cached_property
    def rhythm(self) -> Rhythm:
        return Rhythm(
            aim=Span(days=self.aim_days or 0, months=self.aim_months or 0),
            limit=Span(days=self.limit_days or 0, months=self.limit_months or 0),
            opens_before=self.opens_days_before,
        )

    @property
    def standing(self) -> Standing:
        return Standing(
            area_path=self.area_path,
            begins_on=self.begins_on,
            ends_on=self.ends_on,
        )

    class Meta:
        constraints = [
            one_of("side", Side, name="rule_side"),
            models.CheckConstraint(
                condition=(Q(aim_days=None) ^ Q(aim_months=None))
                & (Q(limit_days=None) ^ Q(limit_months=None)),
                name="rule_days_or_months",
            ),
        ]


class Clock(Row):
    """How many official workdays somebody has for an act: dated, like the rules."""

    act = models.CharField(max_length=20, choices=Act.choices)
    workdays = models.PositiveSmallIntegerField()
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [one_of("act", Act, name="clock_act")]


class Link(Addressed):
    """One of the three links of a stay: whether it is connected, and who is its contact person."""

    stay = models.ForeignKey(Stay, models.CASCADE, related_name="links", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_constraint=False)
    """The stay's, whose key is checked."""
    side = models.CharField(max_length=10, choices=Side.choices)
    connected = models.BooleanField()
    contact_person = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("side", Side, name="link_side"),
            models.UniqueConstraint(fields=["stay", "side"], name="link_once"),
        ]
        indexes = [
            models.Index(
                fields=["contact_person"],
                condition=Q(contact_person__isnull=False),
                name="link_contact_person",
            ),
        ]

    def answered_within(self, reach: Reach) -> bool:
        """Say whether this is the link of the side for which somebody with this reach acts."""
        if reach.appointment is not None and self.contact_person_id == reach.appointment:
            return True
        if self.side == Side.HOME:
            return reach.home is not None and reach.home.holds(self.home_path)
        own = reach.holds(host=self.host_path) or reach.holds(patch=self.patch_path)
        return self.side == Side.HOST and own

    def held_within(self, reach: Reach) -> bool:
        """Say whether the organisation that answers for it lies in this reach."""
        held = {Side.HOME: reach.home, Side.HOST: reach.host}.get(Side(self.side))
        return held is not None and held.holds(self.own_path)

    def contact_person_on(self, day: date) -> Appointment | None:
        """Return who answers for it on a day; once the appointment has ended, nobody by name."""
        held = self.contact_person
        return held if held is not None and held.holds_on(day) else None

    @property
    def own_organisation(self) -> Organisation | None:
        """The organisation that answers for it, as it was written."""
        return self.home if self.side == Side.HOME else self.host

    @property
    def own_path(self) -> str | None:
        """The path of the side that answers for it; the member's own follows the host's area."""
        return self.home_path if self.side == Side.HOME else self.host_path


class WindowQuerySet(models.QuerySet["Window"]):
    """Windows, with the one definition of their state."""

    def known(self) -> Self:
        return self.filter(known_to=None)

    def answered_within(self, reach: Reach) -> Self:
        """Keep the windows that somebody answers for: of the home side, the host side, or a patch.

        Whoever goes round a patch makes the host's visits there. A contact person answers for the
        links that were entrusted one by one, of either side.
        """
        terms = [
            Q(side=side, **{f"{path}__gte": held.lo, f"{path}__lt": held.hi})
            for side, path, held in (
                (Side.HOME, "home_path", reach.home),
                (Side.HOST, "host_path", reach.host),
                (Side.HOST, "patch_path", reach.patch if reach.host is None else None),
            )
            if held is not None
        ]
        if reach.appointment is not None:
            terms.append(Q(link__contact_person=reach.appointment))
        return self.filter(reduce(or_, terms)) if terms else self.none()

    def with_state(self, day: date) -> Self:
        return self.annotate(state_found=state_on(day))

    def in_states(self, day: date, states: Collection[str]) -> Self:
        return self.with_state(day).filter(state_found__in=states)

    def count_by_state(self, day: date) -> dict[str, int]:
        states = self.annotate(state_found=state_on(day)).values_list("state_found")
        return dict(states.annotate(n=Count("id")).order_by())


class Window(Addressed):
    """When a link can, should and must at the latest be contacted, and from when this was known.

    Rows are closed by `known_to` and followed by the next, so that a past day can be asked for.
    """

    link = models.ForeignKey(Link, models.CASCADE, related_name="windows")
    stay = models.ForeignKey(
        Stay, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    """Stay and person are the link's, whose key is checked."""
    side = models.CharField(max_length=10, choices=Side.choices)
    opens_on = models.DateField()
    aim_on = models.DateField()
    limit_on = models.DateField()
    because = models.CharField(max_length=20, choices=Because.choices)
    since = models.DateField()
    """The day it counts from: of the contact, or of the registration."""
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+", db_index=False)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)

    objects = WindowQuerySet.as_manager()

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("side", Side, name="window_side"),
            one_of("because", Because, name="window_because"),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("aim_on"), aim_on__lte=F("limit_on")),
                name="window_in_order",
            ),
            models.UniqueConstraint(
                fields=["link"], condition=Q(known_to=None), name="window_one_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["host_path", "limit_on"],
                condition=Q(known_to=None, side=Side.HOST),
                name="window_host",
            ),
            models.Index(
                fields=["home_path", "limit_on"],
                condition=Q(known_to=None, side=Side.HOME),
                name="window_home",
            ),
            models.Index(
                fields=["patch_path", "limit_on"],
                condition=Q(known_to=None),
                name="window_patch",
            ),
        ]

    @property
    def state(self) -> WindowState:
        """On the day that the query asked for; a query that asked for none gives an error."""
        return WindowState(vars(self)["state_found"])


class StayTally(models.Model):
    """How many stays are in a state under one organisation, as `tallies.add` keeps it."""

    pk = models.CompositePrimaryKey("path", "state")
    path = PathField()
    state = models.CharField(max_length=30, choices=StayState.choices)
    n = models.IntegerField()

    class Meta:
        constraints = [one_of("state", StayState, name="stay_tally_state")]


class WindowTally(models.Model):
    """How many known windows of a side have these days under one organisation."""

    pk = models.CompositePrimaryKey("path", "side", "opens_on", "aim_on", "limit_on")
    path = PathField()
    side = models.CharField(max_length=10, choices=Side.choices)
    opens_on = models.DateField()
    aim_on = models.DateField()
    limit_on = models.DateField()
    n = models.IntegerField()

    class Meta:
        constraints = [one_of("side", Side, name="window_tally_side")]
