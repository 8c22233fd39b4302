"""Every form asks in the same way: what is known, the hint, the reason, what is wrong."""

import re
from datetime import date

from django import forms

from huiliu.web.kit.forms import DayField

TODAY = date(2026, 11, 23)


class Visit(forms.Form):
    telephone = forms.CharField(label="手机号", help_text="十一位。")
    outcome = forms.ChoiceField(
        label="结果",
        choices=[("reached", "联系上了"), ("missed", "没联系上")],
        widget=forms.RadioSelect,
    )
    day = DayField(label="哪一天", today=TODAY)
    note = forms.CharField(label="说了什么", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="同意", required=False)
    why = {"telephone": "只用来联系您。"}
    known: dict[str, str] = {}


def answers(**given: str) -> dict[str, str]:
    return {"telephone": "13800138000", "outcome": "reached", "day_0": "2026-11-23"} | given


def texts(page: str) -> list[str]:
    return [text.strip() for text in re.findall(r">([^<>]+)<", page) if text.strip()]


def test_field_says_known_hint_and_reason_before_the_control() -> None:
    form = Visit()
    form.known = {"telephone": "138 **** 8000"}

    page = str(form["telephone"].as_field_group())

    assert texts(page) == ["手机号", "已知：138 **** 8000", "十一位。", "为什么问：只用来联系您。"]
    described = 'aria-describedby="id_telephone_known id_telephone_helptext id_telephone_why"'
    assert described in page


def test_field_without_explanations_is_described_by_nothing() -> None:
    assert "aria-describedby" not in str(Visit()["note"].as_field_group())


def test_optional_field_says_so() -> None:
    assert texts(str(Visit()["note"].as_field_group()))[:2] == ["说了什么", "可不填"]
    assert "可不填" not in str(Visit()["outcome"].as_field_group())


def test_radio_choices_are_chips_with_a_label_each() -> None:
    page = str(Visit()["outcome"].as_field_group())

    assert page.count('class="chip"') == 2
    assert '<label for="id_outcome_0">联系上了</label>' in page
    assert 'id="id_outcome_0"' in page


def test_form_lists_what_is_wrong_and_leads_to_the_fields() -> None:
    page = str(Visit(answers(telephone="", outcome="")))

    assert '<a href="#id_telephone">手机号：请填上。</a>' in page
    assert '<a href="#id_outcome_group">结果：请选一个。</a>' in page
    assert 'id="id_outcome_group"' in page


def test_form_without_faults_has_no_summary() -> None:
    assert 'role="alert"' not in str(Visit(answers()))


def test_day_offers_the_last_three_days() -> None:
    page = str(Visit()["day"].as_field_group())

    assert re.findall(r'value="(2026-\d\d-\d\d)"', page) == [
        "2026-11-23",
        "2026-11-22",
        "2026-11-21",
    ]
    assert re.findall(r'value="(\S+)"[^>]*checked', page) == ["2026-11-23"]


def test_day_is_the_chip() -> None:
    form = Visit(answers(day_0="2026-11-22"))

    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2026, 11, 22)


def test_typed_day_counts_before_the_chip() -> None:
    form = Visit(answers(day_1="2026-10-30"))

    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2026, 10, 30)


def test_day_to_come_is_refused_in_words() -> None:
    form = Visit(answers(day_1="2026-11-24"))

    assert form.errors == {"day": ["这一天还没有到，请选今天或以前的日子。"]}


def test_missing_day_is_asked_for() -> None:
    page = str(Visit(answers(day_0="")))

    assert '<a href="#id_day_group">哪一天：请选一个。</a>' in page


def test_older_day_comes_back_as_typed() -> None:
    page = str(Visit(initial={"day": date(2026, 10, 1)})["day"].as_field_group())

    assert 'value="2026-10-01"' in page
    assert "<details" in page
    assert re.search(r"<details[^>]*\sopen", page)
