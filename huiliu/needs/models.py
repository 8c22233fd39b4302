"""Needs, from saying it to the person's own "solved"."""

from django.db import models

from huiliu.core.fields import PathField, one_of
from huiliu.needs.choices import NeedKind, NeedState, WhoseWord
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
            models.Index(fields=["patch_path", "state"], name="need_patch"),
            models.Index(fields=["queue_path", "state"], name="need_queue"),
            models.Index(fields=["person"], name="need_person"),
        ]

    @property
    def place(self) -> str:
        return f"needs.need.{self.id}"


class Step(Addressed):
    """One move of a need: who, when, to which state, and a sentence that all three read."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="steps")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    """The need's, whose key is checked."""
    state = models.CharField(max_length=10, choices=NeedState.choices)
    made_at = models.DateTimeField()
    whose_word = models.CharField(max_length=12, choices=WhoseWord.choices)
    made_by = models.CharField(max_length=40)
    """Who put it down; of a telephone call, who took it."""
    made_by_organisation = models.CharField(max_length=120)
    words_to_all = models.BinaryField(null=True)

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("state", NeedState, name="step_state"),
            one_of("whose_word", WhoseWord, name="step_whose_word"),
        ]

    @property
    def place(self) -> str:
        return f"needs.step.{self.id}"


class NeedTally(models.Model):
    """How many needs are in a state under one organisation, as `tallies.add` keeps it."""

    pk = models.CompositePrimaryKey("path", "state")
    path = PathField()
    state = models.CharField(max_length=10, choices=NeedState.choices)
    n = models.IntegerField()

    class Meta:
        constraints = [one_of("state", NeedState, name="need_tally_state")]
