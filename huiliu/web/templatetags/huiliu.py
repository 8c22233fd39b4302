"""Template tags of the look: icons, dial links and the undo address of a message."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

UNDO = "undo:"
WITHDRAW = "withdraw:"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one icon of the sprite; it stays silent because a word always stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.filter
def dial(telephone: str) -> str:
    """Reduce a telephone number as people write it to what a `tel:` link takes."""
    return "".join(mark for mark in telephone if mark.isdigit() or mark == "+")


@register.filter
def undo_url(message: Message) -> str:
    """Give the address that takes back what a message reports, from its tag `undo:/path`."""
    return _address_in(message, UNDO)


@register.filter
def withdraw_url(message: Message) -> str:
    """Give the page that asks why it is taken back, from the tag `withdraw:/path`."""
    return _address_in(message, WITHDRAW)


def _address_in(message: Message, kind: str) -> str:
    """Return the address behind a tag; only addresses inside this site count."""
    tag = next((tag for tag in (message.extra_tags or "").split() if tag.startswith(kind)), kind)
    url = tag.removeprefix(kind)
    return url if url.startswith("/") and not url.startswith("//") else ""


@register.filter
def beside(columns: Iterable[Any], cells: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Walk column names and the cells of one row together."""
    return zip(columns, cells, strict=True)
