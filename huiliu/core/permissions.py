"""Every permission of the product, one enum. `access/roles.py` says who holds them."""

from enum import StrEnum


class Permission(StrEnum):
    """`domain.verb_noun`; the text is stored and shown, so it never changes its meaning."""

    EDIT_ACCOUNT = "accounts.edit_account"
    EDIT_ORGANISATION = "organisations.edit_organisation"
    VIEW_ORGANISATION = "organisations.view_organisation"
    EDIT_APPOINTMENT = "access.edit_appointment"
    ACCEPT_INVITATION = "access.accept_invitation"
    VIEW_PERSON = "people.view_person"
    SETTLE_MATCH = "people.settle_match"
    VIEW_SELF = "people.view_self"
    EDIT_RULE = "stays.edit_rule"
    VIEW_DUE = "contact.view_due"
    RECORD_CONTACT = "contact.record_contact"
    VIEW_NEED = "needs.view_need"
    RAISE_NEED = "needs.raise_need"
    WORK_NEED = "needs.work_need"
    CONFIRM_NEED = "needs.confirm_need"
    IMPORT_ROSTER = "exchange.import_roster"
    EDIT_SYNONYM = "exchange.edit_synonym"
    VIEW_STREET = "insight.view_street"
    VIEW_TALLY = "insight.view_tally"
