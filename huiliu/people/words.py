"""Values of a file in words: codes as they were written, numbers masked."""

from typing import Any

from django.utils.translation import gettext as _

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
    "street_list": "在街道的名单上看到您",
    "needs": "在困难诉求的名单上看到您",
    "need": "打开了您的困难诉求",
    "raise_need": "记困难时看到您的姓名",
    "missing": "问您是不是还在时看到您的姓名",
    "undo_batch": "撤回名册时看到您的姓名",
    "matches": "核对是不是同一个人时看到您的姓名",
}


def look_words(page: str) -> str:
    """Return what a look was, from the page that was looked at."""
    return _(LOOKS.get(page, "在名单上看到您"))
