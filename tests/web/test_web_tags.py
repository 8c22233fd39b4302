"""Template tags: dial links, the way back of a message, cells beside their columns."""

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message

from huiliu.web.templatetags.huiliu import beside, dial, icon, undo_url, withdraw_url


def test_dial_keeps_digits_and_the_plus() -> None:
    assert dial("+86 138 0013 8000") == "+8613800138000"
    assert dial("027-8555 0101") == "02785550101"


def test_message_with_undo_tag_gives_its_address() -> None:
    assert undo_url(Message(SUCCESS, "记好了", "undo:/contact/7/undo/")) == "/contact/7/undo/"


def test_message_that_asks_for_a_reason_leads_to_a_page_and_is_not_posted() -> None:
    message = Message(SUCCESS, "记好了", "withdraw:/contacts/7/void/")

    assert (withdraw_url(message), undo_url(message)) == ("/contacts/7/void/", "")


@pytest.mark.parametrize(
    "tags", ["", "other", "undo:", "undo:https://a.example/", "undo://a.example/"]
)
def test_message_without_an_address_of_this_site_gives_none(tags: str) -> None:
    assert undo_url(Message(SUCCESS, "记好了", tags)) == ""


def test_cells_stand_beside_their_columns() -> None:
    assert list(beside(["甲", "乙"], [1, 2])) == [("甲", 1), ("乙", 2)]


def test_row_with_a_missing_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        list(beside(["甲", "乙"], [1]))


def test_icon_is_silent_and_names_its_drawing() -> None:
    drawing = icon("phone")

    assert 'aria-hidden="true"' in drawing
    assert "icons.svg#phone" in drawing
