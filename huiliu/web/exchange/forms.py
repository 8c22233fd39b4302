"""What rosters ask: a file, a direction, what became of somebody, what a header means."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huiliu.exchange.choices import MissingAnswer
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field

LONGEST_FILE_NAME = 120
LONGEST_HEADER = 40
HEADERS = "unknown-headers"
"""The element with the headers that are offered."""


class UploadForm(forms.Form):
    """One file; the organisation is the one as which somebody acts."""

    file = forms.FileField(
        label=_("名册文件"),
        max_length=LONGEST_FILE_NAME,
        widget=forms.FileInput({"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={
            "empty": _("文件是空的，请重新导出或保存后再上传。"),
            "max_length": _("文件名太长，请改短后再上传。"),
            "missing": _("没有收到文件，请再选一次。"),
        },
    )
    id = forms.UUIDField(widget=forms.HiddenInput)


class UndoForm(forms.Form):
    """Which of the two steps of taking a batch back is pressed."""

    LOOK, DO = "look", "do"

    step = forms.ChoiceField(choices=[(LOOK, LOOK), (DO, DO)], widget=forms.HiddenInput)


AS_DETECTED = "detected"


class DirectionForm(forms.Form):
    """What a person says against what was detected, or that this is right after all."""

    direction = forms.ChoiceField(
        label=_("这份表是"),
        choices=[
            (AS_DETECTED, _("照表里看出来的")),
            *((one.value, one.label) for one in Direction),
        ],
        widget=forms.RadioSelect,
    )

    def said(self) -> Direction | None:
        told = self.cleaned_data["direction"]
        return None if told == AS_DETECTED else Direction(told)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("怎么回事"),
        choices=[(one.value, one.label) for one in MissingAnswer if one],
        widget=forms.RadioSelect,
    )


class SynonymForm(forms.Form):
    """A header as the roster has it, and the field that it means."""

    header = forms.CharField(
        label=_("表头"),
        max_length=LONGEST_HEADER,
        widget=forms.TextInput({"list": HEADERS, "autocomplete": "off"}),
        help_text=_("表里怎么写，就怎么填。两行表头的，上下连着写。"),
    )
    field = forms.ChoiceField(label=_("它是什么"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [(field.value, field.label) for field in Field if field.kept]
        dropped = [(field.value, field.label) for field in Field if not field.kept]
        choices = [("", _("请选一个")), (_("收下"), kept), (_("不收"), dropped)]
        self.fields["field"] = forms.ChoiceField(label=_("它是什么"), choices=choices)
