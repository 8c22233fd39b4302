"""Addresses of appointments, invitations and roles."""

from django.urls import path

from huiliu.web.access import accounts, far_door, far_lists, invitations, pages

urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<uuid:account>/end-sessions/", accounts.ending, name="end_sessions"),
    path("accounts/<uuid:account>/reset-factor/", accounts.resetting, name="reset_factor"),
    path("roles/", pages.roles, name="roles"),
    path(
        "organisations/<uuid:organisation>/appointments/", pages.appointments, name="appointments"
    ),
    path("organisations/<uuid:organisation>/appoint/", pages.appointing, name="appoint"),
    path("organisations/<uuid:organisation>/invite/", invitations.inviting, name="invite"),
    path("appointments/<uuid:appointment>/end/", pages.ending, name="end_appointment"),
    path("appointments/<uuid:appointment>/restore/", pages.restoring, name="restore_appointment"),
    path(
        "invitations/<uuid:invitation>/withdraw/",
        invitations.withdrawal,
        name="withdraw_invitation",
    ),
    path("far/<uuid:far_list>/", far_door.door, name="far_door"),
    path("far/<uuid:far_list>/code/", far_door.code, name="far_code"),
    path("far/<uuid:far_list>/letter/", far_door.letter, name="far_by_letter"),
    path("far-lists/", far_lists.listed, name="far_lists"),
    path("far-lists/<uuid:far_list>/", far_lists.far_list, name="far_list"),
    path("far-lists/<uuid:far_list>/letter/", far_lists.letter, name="write_far_letter"),
    path("far-lists/<uuid:far_list>/shut/", far_lists.shutting, name="shut_far_list"),
    path("homes/<uuid:home>/far-list/", far_lists.opening, name="open_far_list"),
    path("invitation/", invitations.accepting, name="accept_invitation"),
]
