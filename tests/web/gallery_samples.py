"""Every page of the gallery: a name for its pictures, its template, and what it shows."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from gallery_asked import asked_rows
from gallery_forms import (
    DAY,
    Accept,
    Code,
    Decide,
    Direction,
    Invite,
    NewOrganisation,
    RecordContact,
    SignIn,
    Synonym,
    Telephone,
    Upload,
)

from huiliu.core.ids import new_id
from huiliu.web.exchange.forms import AnswerForm
from huiliu.web.stays.forms import ContactPersonForm

Pages = dict[str, tuple[str, dict[str, Any]]]

MATCH = {
    "name": "卢建国",
    "place": "环保社区",
    "other": "湖北省黄冈市横塘村",
    "agreeing": "姓名、组织关系所在党支部、性别、出生年份（相差不过一年）相同",
    "is_waiting": False,
    "agree_url": "#agree",
    "refuse_url": "#refuse",
}
SETTLED = {**MATCH, "name": "陈静", "is_waiting": True}
COLUMNS = ["两边对上", "只有一边", "该联系", "久未联系", "诉求在办", "诉求解决"]
COUNTS = [[31, 8, 5, 0, 3, 11], [18, 4, 2, 1, 1, 6], [42, 13, 9, 2, 4, 20]]
PEOPLE = json.loads(Path(__file__).with_name("gallery_people.json").read_text(encoding="utf-8"))


class Toast(SimpleNamespace):
    """A message as the message framework hands it to a template."""

    def __str__(self) -> str:
        return str(self.words)


RECORDED = Toast(
    level_tag="success", extra_tags="undo:/contact/undo/", words="记好了，卢师傅那边也看得到。"
)


def door(label: str, icon: str, *, current: bool = False) -> dict[str, Any]:
    return {"label": label, "url": "#door", "icon": icon, "current": current}


def link(label: str, *, primary: bool = False) -> dict[str, Any]:
    return {"label": label, "url": "#act", "primary": primary}


def count(label: str, number: int, *, current: bool = False) -> dict[str, Any]:
    return {"label": label, "count": number, "url": "#list", "current": current}


def seen_by_worker(**context: Any) -> dict[str, Any]:
    """Add what every page of a signed-in community worker has."""
    doors = [
        door("今日", "clock", current=True),
        door("名册", "people"),
        door("诉求", "need"),
        door("导入", "upload"),
        door("街道", "building"),
    ]
    acting = {"appointment": "环保社区社区工作者"}
    return {"acting": acting, "navigation": doors, "back_url": "#back", **context}


def figure_table(places: list[str], *, linked: bool) -> dict[str, Any]:
    """Make a table of figures, with links, or with small cells hidden."""

    def cell(number: int) -> dict[str, Any]:
        if linked:
            return {"count": number, "url": "#list"}
        return {"count": number if number >= 5 else "<5", "url": ""}

    rows = [
        {"label": place, "cells": [cell(number) for number in numbers]}
        for place, numbers in zip(places, COUNTS, strict=True)
    ]
    total = {"cells": [{"count": sum(column), "url": ""} for column in zip(*COUNTS, strict=True)]}
    return {"columns": COLUMNS, "rows": rows, "total": total}


def sign_in_pages() -> Pages:
    appointments = PEOPLE["appointments"]
    invitation = {
        "by": "李卫东",
        "organisation": "环保社区",
        "role_label": "社区工作者",
        "role_sentence": "社区工作者看得到住在本社区的党员，记联系，提诉求。",
    }
    member = {"form": Code(), "sent_to": "138 **** 8000", "again_url": "#again"}
    sign_in = "accounts/sign_in.html"
    return {
        "sign_in": (sign_in, {"form": SignIn(), "member_url": "#member"}),
        "sign_in_wrong": (sign_in, {"form": SignIn({"username": ""}), "member_url": "#member"}),
        "choose_appointment": (
            "accounts/choose_appointment.html",
            seen_by_worker(appointments=appointments, navigation=[]),
        ),
        "accept": ("access/accept.html", {"form": Accept(), "invitation": invitation}),
        "my_sign_in": ("people/my_sign_in.html", {"form": Telephone()}),
        "my_sign_in_wrong": ("people/my_sign_in.html", {"form": Telephone({"telephone": ""})}),
        "my_code": ("people/my_code.html", member),
    }


def contact_pages() -> Pages:
    figures = [
        count("可以联系", 12),
        count("该联系了", 5, current=True),
        count("久未联系", 2),
        count("全部", 86),
    ]
    due = {"day": DAY, "figures": figures, "side_word": "流入地：环保社区"}
    empty = "今天没有要联系的人。想提前看看下周的吗？"
    page = {
        "person": PEOPLE["person"],
        "window_text": "11-20 至 11-30",
        "recent": PEOPLE["contacts"],
    }
    fresh = RecordContact(initial={"channel": "phone"})
    wrong = RecordContact({"channel": "phone", "happened_on_0": "2026-11-23", "acting": "a1"})
    record = "contact/record_contact.html"
    return {
        "due_list": (
            "contact/due_list.html",
            seen_by_worker(**due, groups=PEOPLE["groups"], messages=[RECORDED]),
        ),
        "due_list_empty": (
            "contact/due_list.html",
            seen_by_worker(**due, groups=[], empty_text=empty),
        ),
        "record_contact": (record, seen_by_worker(**page, form=fresh)),
        "record_contact_first": (record, seen_by_worker(**{**page, "recent": []}, form=fresh)),
        "record_contact_wrong": (record, seen_by_worker(**page, form=wrong)),
    }


def person_pages() -> Pages:
    names = ("person", "stay", "links", "contacts", "sightings", "readers")
    person = {name: PEOPLE[name] for name in names}
    contact_person = {
        "name": "王敏",
        "side_word": "流入地",
        "telephone": "027 8555 0101",
        "note": "工作日 9 点到 17 点",
    }
    home = {
        "acting": {"appointment": "党员本人"},
        "navigation": [door("我的家", "house", current=True)],
        "organisations": [
            {"side_word": "流入地", "name": PEOPLE["person"]["host"]},
            {"side_word": "流出地", "name": PEOPLE["person"]["home"]},
        ],
        "contact_persons": [contact_person],
        "fields": PEOPLE["person"]["fields"],
        "needs": PEOPLE["need_rows"],
    }
    actions = [link("记一次联系", primary=True), link("改一改")]
    return {
        "person": (
            "people/person.html",
            seen_by_worker(**person, needs=PEOPLE["need_rows"], actions=actions),
        ),
        "person_new": ("people/person.html", seen_by_worker(person={"name": "周晓燕"}, readers=[])),
        "my_home": ("people/my_home.html", seen_by_worker(**person, **home)),
    }


def need_pages() -> Pages:
    waiting, solved = PEOPLE["need_rows"]
    figures = [count("等人认领", 1, current=True), count("在办", 3), count("解决了", 9)]
    groups = [{"label": "等人认领", "needs": [waiting]}, {"label": "解决了", "needs": [solved]}]
    need = {**waiting, "raised_on": "10-30", "raised_by": "王敏", "until": "12-01"}
    one = {
        "need": need,
        "stages": PEOPLE["stages"],
        "acts": [link("我们来办", primary=True), link("转给别的组织")],
        "trail": [{"day": "10-30", "text": "联系时说起", "by": "王敏"}],
    }
    return {
        "needs": ("needs/needs.html", seen_by_worker(figures=figures, groups=groups)),
        "need": ("needs/need.html", seen_by_worker(**one)),
    }


def insight_pages() -> Pages:
    tiles = PEOPLE["tiles"]
    bars = [
        {"label": "环保社区", "count": 5, "total": 31, "percent": 16, "url": "#list"},
        {"label": "建设社区", "count": 11, "total": 42, "percent": 26, "url": "#list"},
    ]
    street = figure_table(["环保社区", "建设社区", "北湖社区"], linked=True)
    district = figure_table(["北湖街道", "民族街道", "花楼水塔街道"], linked=False)
    named = {"name": "links", "title": "流入地的联系"}
    counted = {
        "name": "马春兰",
        "url": "#person",
        "state": "overdue",
        "state_word": "久未联系",
        "window_text": "11-01 至 11-22",
        "reason": "等北湖街道：分派到街道社区，最迟 11-30",
        "facts": ["环保社区"],
    }
    return {
        "street": (
            "insight/street.html",
            seen_by_worker(
                street="北湖街道", day=DAY, tiles=tiles, bars=bars, tables=[street | named]
            ),
        ),
        "street_list": (
            "insight/street_list.html",
            seen_by_worker(
                place="环保社区", figure="久未联系", total=51, rows=[counted] * 3, next_url="#next"
            ),
        ),
        "district": (
            "insight/district.html",
            seen_by_worker(
                district="江汉区",
                day=DAY,
                by="按街道看",
                tiles=[{**tile, "url": ""} for tile in tiles],
                tables=[district | named],
            ),
        ),
    }


def exchange_pages() -> Pages:
    batch, problems = PEOPLE["batch"], PEOPLE["problems"]
    preview = {
        "batch": batch,
        "counts": {"new": 268, "changed": 21, "same": 9, "missing": 4, "errors": 14},
        "direction_word": "流入的党员",
        "direction_reason": "有“现居住地”和“流出地党组织”两列，没有“流往何处”。",
        "direction_form": Direction(),
        "workbook_url": "#book",
        "problems": problems,
        "columns": PEOPLE["mapped"],
    }
    taken_back = {**batch, "state_word": "已撤回", "state": "none", "undo_url": ""}
    batches = {"batches": [batch, taken_back], "upload_url": "#upload", "next_url": "#next"}
    kept = [{"what": "卢建国的联系记录", "why": "10-30 王敏已经联系过他"}]
    one = {"batch": batch, "tiles": PEOPLE["tiles"], "problems": problems[:1], "stays": kept}
    known = {"header": "联系方式", "field_label": "手机号", "by": "王敏", "day": "11-02"}
    synonyms = {"form": Synonym(), "unknown": ["备注2", "片区"], "synonyms": [known]}
    return {
        "upload": ("exchange/upload.html", seen_by_worker(form=Upload(), batches_url="#all")),
        "preview": ("exchange/preview.html", seen_by_worker(**preview)),
        "batches": ("exchange/batches.html", seen_by_worker(**batches, text="第 1 页，共 3 页")),
        "batches_empty": ("exchange/batches.html", seen_by_worker(upload_url="#upload")),
        "batch": ("exchange/batch.html", seen_by_worker(**one, batches_url="#", undo_url="#")),
        "synonyms": ("exchange/synonyms.html", seen_by_worker(**synonyms)),
        "missing": ("exchange/missing.html", seen_by_worker(**questions(), batches_url="#")),
        "batch_applying": (
            "exchange/batch.html",
            seen_by_worker(batch=batch, is_applying=True, is_under_way=True, again_url="#"),
        ),
        "matches": ("stays/matches.html", seen_by_worker(asked=[MATCH], waiting=[SETTLED])),
        **contact_person_pages(),
        **asked_pages(),
    }


def asked_pages() -> Pages:
    """Show what waits for an answer, in time and late, and a question with what was said."""
    late, rows = asked_rows()
    page = {"form": Decide(), "row": late, "person_url": "#person"}
    return {
        "waiting": ("stays/waiting.html", seen_by_worker(**rows)),
        "waiting_none": ("stays/waiting.html", seen_by_worker()),
        "decide": ("stays/decide.html", seen_by_worker(**page)),
    }


def contact_person_pages() -> Pages:
    """Choosing a contact person, and where there is nobody to choose."""
    page = {"name": "卢建国", "place": "环保社区居委会", "take_back_url": "#back"}
    offered = {new_id(): words for words in ("方联系，现在联系 3 人", "沈联系，现在联系 5 人")}
    first = next(iter(offered))
    chosen = {
        "form": ContactPersonForm(None, offered=offered, current=first),
        "fitting": [*offered],
        "current": {"account": {"name": "方联系"}},
    }
    nobody = {
        "empty_text": "环保社区居委会还没有联系人。先邀请一位，身份选“联系人”。",
        "invite_url": "#invite",
    }
    template = "stays/contact_person.html"
    return {
        "contact_person": (template, seen_by_worker(**page, **chosen)),
        "contact_person_none": (template, seen_by_worker(**page, **nobody)),
    }


def questions() -> dict[str, Any]:
    rows = [
        {
            "name": name,
            "url": "#person",
            "asked_on": "11-20",
            "form": AnswerForm(auto_id=f"{name}_%s"),
            "answer_url": "#answer",
        }
        for name in ("卢建国", "陈静")
    ]
    return {"groups": [{"label": "环保社区", "rows": rows}]}


def organisation_pages() -> Pages:
    tree = {"breadcrumb": PEOPLE["breadcrumb"], "children": PEOPLE["children"]}
    street = {"name": "北湖街道", "kind_word": "街道", "code": "420103007"}
    community = {"name": "环保社区", "kind_word": "社区", "code": "420103007001"}
    appointments = PEOPLE["appointments"]
    invited = {
        "who": "陈静",
        "role_label": "网格员",
        "organisation": "环保社区第三网格",
        "until": "11-30",
        "withdraw_url": "#withdraw",
    }
    return {
        "organisations": (
            "organisations/organisations.html",
            seen_by_worker(**tree, organisation=street, form=NewOrganisation()),
        ),
        "organisation": (
            "organisations/organisation.html",
            seen_by_worker(
                **tree,
                organisation=community,
                appointments=appointments,
                form=NewOrganisation({"name": ""}),
                actions=[link("邀请", primary=True)],
            ),
        ),
        "appointments": (
            "access/appointments.html",
            seen_by_worker(appointments=appointments, invite_url="#", invitations=[invited]),
        ),
        "invite": (
            "access/invite.html",
            seen_by_worker(form=Invite(), invitation_link="https://huiliu.example/i/7KQ2M9XD"),
        ),
    }


def other_pages() -> Pages:
    question = {
        "question": "把王敏的任职停在今天？",
        "explanation": "停了以后，她看不到这里的档案。",
        "consequences": ["她记过的联系都留着。", "她负责联系的 12 人要另定联系人。"],
        "confirm_label": "停在今天",
        "cancel_url": "#cancel",
        "tone": "danger",
    }
    refusal = {
        "heading": "这里不归环保社区管",
        "reason": "这位党员住在北湖社区，已转给北湖街道，由李同志在 12 月 1 日前答复。",
        "what_to_do": "要是搬家了，请在档案里改住处。",
        "status": 403,
    }
    return {
        "confirm": ("components/confirm_page.html", seen_by_worker(**question)),
        "refused": ("errors/refused.html", seen_by_worker(**refusal)),
        "refused_bare": ("errors/refused.html", {}),
    }


def pages() -> Pages:
    return {
        **sign_in_pages(),
        **contact_pages(),
        **person_pages(),
        **need_pages(),
        **insight_pages(),
        **exchange_pages(),
        **organisation_pages(),
        **other_pages(),
    }
