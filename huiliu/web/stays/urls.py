"""Addresses of matches, and of who answers for a link."""

from django.urls import path

from huiliu.web.stays import contact_persons, pages

urlpatterns = [
    path("links/<uuid:link>/contact-person/", contact_persons.naming, name="name_contact_person"),
    path(
        "links/<uuid:link>/contact-person/back/",
        contact_persons.taking_back,
        name="take_back_contact_person",
    ),
    path("matches/", pages.matches, name="matches"),
    path("matches/<uuid:match>/agree/", pages.agreement, name="agree_match"),
    path("matches/<uuid:match>/refuse/", pages.refusal, name="refuse_match"),
]
