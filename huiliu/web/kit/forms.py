"""One way for every form to ask: label, what is known already, hint, reason and error."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as DjangoEngine
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

WEB = Path(__file__).resolve().parent.parent


class AskedField(BoundField):
    """A form field with what is known and why we ask, both keyed by field name on the form.

    A form declares `why = {"telephone": "只用来联系您"}`; a page that knows an older answer sets
    `form.known = {"telephone": "138 **** 8000（8月3日本人说的）"}`.
    """

    @property
    def known(self) -> str:
        return self._said_by_form("known")

    @property
    def why(self) -> str:
        return self._said_by_form("why")

    @property
    def shape(self) -> str:
        """Name the template branch that draws this field."""
        widget = self.field.widget
        if isinstance(widget, DayChoice):
            return "day"
        if isinstance(widget, forms.RadioSelect):
            return "chips"
        if isinstance(widget, forms.CheckboxInput):
            return "tick"
        return "note" if isinstance(widget, forms.Textarea) else "line"

    @property
    def problems(self) -> list[str]:
        """Say what is wrong in the words of the house instead of the library's."""
        asks = _("请选一个。") if self.shape in {"chips", "day"} else _("请填上。")
        return [
            str(words)
            for error in self.errors.as_data()
            for words in ([asks] if error.code == "required" else error.messages)
        ]

    @property
    def target(self) -> str:
        """Name the element an error summary leads to: the group for chips, else the control."""
        return f"{self.auto_id}_group" if self.shape in {"chips", "day"} else self.id_for_label

    @property
    def aria_describedby(self) -> str | None:
        present = {
            "known": self.known,
            "helptext": self.help_text,
            "why": self.why,
            "error": self.errors,
        }
        return " ".join(f"{self.auto_id}_{name}" for name, said in present.items() if said)

    def _said_by_form(self, name: str) -> str:
        said: Mapping[str, str] = getattr(self.form, name, {})
        return said.get(self.name, "")


class HuiliuRenderer(DjangoTemplates):
    """Draws every form and field with the templates under `forms/`.

    It has an engine of its own, because the widgets' templates lie in Django itself.
    """

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = AskedField

    @cached_property
    def engine(self) -> DjangoEngine:
        return DjangoEngine(
            {
                "NAME": "forms",
                "DIRS": [WEB / "templates", Path(forms.__file__).parent / "templates"],
                "APP_DIRS": False,
                "OPTIONS": {"libraries": {"huiliu": "huiliu.web.templatetags.huiliu"}},
            }
        )


class DayChoice(forms.MultiWidget):
    """今天, 昨天 and 前天 as chips, and a date for any other day."""

    template_name = "forms/day_choice.html"
    use_fieldset = True

    def __init__(self, *, today: date) -> None:
        self.today = today
        words = (_("今天"), _("昨天"), _("前天"))
        choices = [((today - timedelta(back)).isoformat(), word) for back, word in enumerate(words)]
        typed = forms.DateInput({"type": "date", "max": today.isoformat()}, format="%Y-%m-%d")
        super().__init__([forms.RadioSelect(choices=choices), typed])

    def decompress(self, value: date | None) -> list[Any]:
        if value is None:
            return [None, None]
        near = timedelta(0) <= self.today - value <= timedelta(2)
        return [value.isoformat(), None] if near else [None, value]

    def id_for_label(self, id_: str, index: str | int | None = None) -> str:
        """Give no single control: the legend names the group."""
        del id_, index
        return ""


class DayField(forms.MultiValueField):
    """A day up to today. A typed date counts before a chip, because typing is the later wish."""

    widget: DayChoice

    def __init__(self, *, today: date, **options: Any) -> None:
        self.today = today
        parts = (forms.DateField(required=False), forms.DateField(required=False))
        options.setdefault("initial", today)
        super().__init__(parts, require_all_fields=False, widget=DayChoice(today=today), **options)

    def compress(self, data_list: list[Any]) -> date | None:
        chip, typed = data_list or [None, None]
        day: date | None = typed or chip
        if day is not None and day > self.today:
            raise forms.ValidationError(_("这一天还没有到，请选今天或以前的日子。"))
        return day
