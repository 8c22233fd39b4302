"""Values of a file in words: codes as they were written, numbers masked."""

from typing import Any

from django.utils.translation import gettext as _

from huiliu.audit.queries import BEYOND
from huiliu.people.choices import GlassReason
from huiliu.people.rules import mask_citizen_number, mask_telephone

TELEPHONES = frozenset({"mobile", "telephone", "landline"})

MASKS = {
    "citizen_number": mask_citizen_number,
    "mobile": mask_telephone,
    "telephone": mask_telephone,
    "landline": mask_telephone,
}


def value_words(field: str, value: Any, *, own: bool = False) -> str:
    """Return a stored value as a person reads it.

    Numbers are masked unless a duty needs them; on one's `own` page a telephone number is not, and
    the citizen number still is, because others may look over the shoulder.
    """
    if isinstance(value, bool):
        return _("是") if value else _("否")
    text = value["text"] if isinstance(value, dict) else str(value)
    if own and field in TELEPHONES:
        return str(text)
    return MASKS[field](text) if field in MASKS else str(text)


LOOKS = {
    "person": "打开了您的档案",
    "record_contact": "记联系时看到您的电话",
    "void_contact": "撤回联系时看到您的姓名",
    "due_list": "在该联系的名单上看到您",
    "due_command": "在该联系的名单上看到您",
    "look_up": "找人时看到您的姓名",
    "street_list": "在街道的名单上看到您",
    "needs": "在困难诉求的名单上看到您",
    "need": "打开了您的困难诉求",
    "raise_need": "记困难时看到您的姓名",
    "missing": "问您是不是还在时看到您的姓名",
    "undo_batch": "撤回名册时看到您的姓名",
    "change_telephone": "给您换手机号时看到您的姓名",
    "objections": "在等答复的异议里看到您说的",
    "objection": "答复您的异议时看到您说的",
    "look_objections": "在对查看的异议里看到您说的",
    "look_objection": "答复您对查看的异议时看到您说的",
    "my_home": "替您看了您的档案",
    "print_file": "给您打印档案时看到您的姓名",
    "printed_file": "给您打印了一份档案",
    "name_contact_person": "定联系人时看到您的姓名",
    "call_list": "印出了一份联系名单，上面有您",
    "roster_received": "导出了一份流入党员名册，里面有您",
    "matches": "核对是不是同一个人时看到您的姓名",
    "waiting": "在等答复的名单上看到您",
    "decide": "答复您在不在这里、是不是这里的党员时看到您的姓名",
    "tell": "记您的去向时看到您的姓名",
}


def purpose_words(purpose: str) -> str:
    """Return why somebody looked, where the page asked for it or it lay beyond their reach."""
    if not purpose.startswith(BEYOND):
        return purpose
    reason = GlassReason(purpose.removeprefix(BEYOND)).label
    return _("应急查看，%(reason)s") % {"reason": reason}


def seen_words(page: str) -> str:
    """Return what a look was, for a reader who is not the person."""
    return look_words(page).replace(_("您"), _("本人"))


def look_words(page: str) -> str:
    """Return what a look was, from the page that was looked at."""
    return _(LOOKS.get(page, "在名单上看到您"))
