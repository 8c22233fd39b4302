"""Addresses of appointments, invitations and roles."""

from django.urls import path

from huiliu.web.access import accounts, invitations, pages

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
    path("invitation/", invitations.accepting, name="accept_invitation"),
]
