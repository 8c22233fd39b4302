"""Needs, from saying it to the person's own "solved"."""

from django.db import models

from huiliu.core.fields import one_of
from huiliu.needs.choices import NeedKind, NeedState
from huiliu.organisations.models import Addressed, Organisation
from huiliu.people.models import Person


class Need(Addressed):
    """Something a person needs. Where it stands is cached from its steps."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=10, choices=NeedKind.choices)
    state = models.CharField(max_length=10, choices=NeedState.choices)
    words_to_all = models.BinaryField(null=True)
    raised_on = models.DateField()
    raised_by = models.CharField(max_length=40)
    taken_by = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("kind", NeedKind, name="need_kind"),
            one_of("state", NeedState, name="need_state"),
        ]
        indexes = [
            models.Index(fields=["host_path", "state"], name="need_host"),
            models.Index(fields=["home_path", "state"], name="need_home"),
            models.Index(fields=["person"], name="need_person"),
        ]

    @property
    def place(self) -> str:
        return f"needs.need.{self.id}"


class Step(Addressed):
    """One move of a need: who, when, to which state, and a sentence that all three read."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="steps")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=NeedState.choices)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    made_by_organisation = models.CharField(max_length=120)
    words_to_all = models.BinaryField(null=True)

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("state", NeedState, name="step_state"),
        ]

    @property
    def place(self) -> str:
        return f"needs.step.{self.id}"
