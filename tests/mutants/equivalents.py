"""Mutants that do what the code does: named one by one, each with why nobody can tell."""

ASKED_AGAIN = (
    "huiliu/web/access/invitations.py withdrawal: Permission.EDIT_APPOINTMENT",
    "huiliu/web/access/pages.py restoring: Permission.EDIT_APPOINTMENT",
    "huiliu/web/audit/pages.py review: Permission.REVIEW_READING",
    "huiliu/web/contact/hellos.py taking_back: Permission.SAY_HELLO",
    "huiliu/web/stays/deciding.py taking_back: Permission.DECIDE_STAY",
    "huiliu/web/stays/my_moving.py taking_back: Permission.MOVE_ONESELF",
    "huiliu/web/exchange/exports.py agreement: Permission.AGREE_EXPORT",
    "huiliu/web/exchange/exports.py password: Permission.TAKE_EXPORT",
    "huiliu/web/exchange/exports.py withdrawal: Permission.TAKE_EXPORT",
    "huiliu/web/exchange/pages.py confirmation: Permission.IMPORT_ROSTER",
    "huiliu/web/exchange/pages.py rejection: Permission.IMPORT_ROSTER",
    "huiliu/web/exchange/permits.py ending: Permission.PERMIT_EXPORT",
    "huiliu/web/exchange/words.py removal: Permission.EDIT_SYNONYM",
    "huiliu/web/organisations/pages.py spelling_removal: Permission.EDIT_ORGANISATION",
    "huiliu/web/stays/pages.py agreement: Permission.SETTLE_MATCH",
    "huiliu/web/stays/pages.py refusal: Permission.SETTLE_MATCH",
)
"""Doors that show nothing, and whose first act asks the same."""
EQUIVALENTS: dict[str, str] = {
    **{f"door does not ask: {door}": "its first act asks the same" for door in ASKED_AGAIN},
    **{
        f"door opens without the second factor: huiliu/web/accounts/{place}": (
            "whoever has a factor and did not give it here is led to it by the page itself"
        )
        for place in (
            "factors.py adding: signed_in(methods=FORM)",
            "passkeys.py adding: signed_in(methods=POST)",
        )
    },
    "permission counts as held: huiliu/web/audit/pages.py looks: "
    "request.by.may(Permission.ANSWER_LOOK)": "whoever reviews looks holds this too",
    "permission counts as held: huiliu/web/audit/pages.py looks: "
    "request.by.may(Permission.TRACE_EXPORT)": "whoever reviews looks holds this too",
    "scope of a query is left out: huiliu/accounts/actions.py give_factor: "
    "account=by.in_person() (2)": "the digest of a code on paper holds the account too",
    "scope of a query is left out: huiliu/rights/actions.py raise_objection: "
    "person__in=by.reach.own": (
        "nobody but the person is shown an objection, and the line is one of the own file"
    ),
    "scope is everywhere: huiliu/stays/queries.py acting_with_entrusted: "
    "scope.entered(by.reach)": "the query asks for the links of this very appointment",
    "permission counts as held: huiliu/web/exchange/export_panels.py _acts_of_another: "
    "request.by.may(Permission.AGREE_EXPORT)": "whoever comes to this page holds this too",
    "refusal is skipped: huiliu/web/insight/pages.py _place_of: "
    "by.organisation_id is None or by.range is None": (
        "nobody holds this permission without an organisation; the types do not know that"
    ),
    "refusal is skipped: huiliu/web/access/accounts.py accounts: "
    "request.by.organisation_path is None": (
        "nobody holds this permission without an organisation; the types do not know that"
    ),
    "refusal is skipped: huiliu/web/organisations/pages.py organisations: "
    "request.by.organisation_id is None": (
        "nobody holds this permission without an organisation; the types do not know that"
    ),
    "refusal is skipped: huiliu/web/people/my_home.py home: not people": (
        "whoever acts as oneself has a file; where it has just gone, either answer shows nothing"
    ),
    "refusal is skipped: huiliu/web/people/my_leaving.py erase: "
    "not oneself(persons=request.by.reach.own)": (
        "whoever acts as oneself has a file; of one that has gone nothing is left to erase"
    ),
    "permission counts as held: huiliu/web/organisations/panels.py acts: "
    "by.may(Permission.EDIT_APPOINTMENT)": "whoever sees an organisation holds this too",
    "permission counts as held: huiliu/web/organisations/panels.py acts: "
    "by.may(Permission.EDIT_ORGANISATION, at=organisation.path)": (
        "whoever sees an organisation holds this too, and sees those of the own range alone"
    ),
    "permission holds everywhere: huiliu/web/organisations/panels.py acts: organisation.path": (
        "whoever sees an organisation has it in the own range"
    ),
    "permission counts as held: huiliu/web/people/panels.py recordable: "
    "by.may(Permission.RECORD_CONTACT)": "whoever answers for a link holds this too",
    "permission counts as held: huiliu/web/people/panels.py _decide_url: "
    "by.may(Permission.DECIDE_STAY)": "whoever reads files and has a queue decides what is in it",
    "permission counts as held: huiliu/web/people/panels.py telling: "
    "by.may(Permission.DECIDE_STAY)": "whoever speaks for a side of a stay decides about it",
    "permission counts as held: huiliu/web/people/panels.py entrusting: "
    "by.may(Permission.NAME_CONTACT_PERSON)": "whoever holds a side of a link holds this too",
    "permission holds everywhere: huiliu/web/stays/contact_persons.py _asked: link.own_path": (
        "whoever holds a side of the link and appoints at all, appoints there"
    ),
    "scope of a query is left out: huiliu/contact/actions.py take_back_hello: "
    "person__in=by.reach.own": "the policy shows whoever acts as oneself the own rows alone",
    "crossing is not opened: huiliu/stays/actions/moving.py say: "
    "crossing(Crossing.DISPATCH, by=by)": "it locks whole files and decides nothing",
    "crossing is not recorded: huiliu/stays/actions/moving.py say: "
    "crossing(Crossing.DISPATCH, by=by)": "another of the same name follows in the same act",
    "scope of a query is left out: huiliu/stays/actions/registering.py _put_where_stands: "
    "id__in=own": "the stay that goes on is written again right after",
    "scope of a query is left out: huiliu/stays/actions/registering.py _put_where_stands: "
    "stay__in=own": "the links and steps of the stay that goes on follow it right after",
    "refusal is skipped: huiliu/web/exchange/registering.py register: not offered": (
        "whoever holds this permission has a home or a host in reach"
    ),
    "scope is everywhere: huiliu/commands/management/commands/due.py _lines: "
    "scope.entered(by.reach)": (
        "the query keeps the reach, and what is told is told of those whom it found"
    ),
}
"""Of the syntax tree."""
POLICIES: dict[str, str] = {
    "table is open: audit_dayroot add": "the sealer alone has a grant on it, and sees it all",
    "table is open: audit_seal add": "the sealer alone has a grant on it, and sees it all",
}
"""Of the catalogue."""
