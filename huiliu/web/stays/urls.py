"""Addresses of matches, of who answers for a link, and of what waits for an answer."""

from django.urls import path

from huiliu.web.stays import contact_persons, deciding, my_moving, pages, telling

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
    path("waiting/", deciding.waiting, name="waiting"),
    path("stays/<uuid:stay>/yes/", deciding.yes, name="say_yes"),
    path("stays/<uuid:stay>/decide/", deciding.decide, name="decide"),
    path("stays/<uuid:stay>/tell/", telling.tell, name="tell"),
    path("moves/<uuid:move>/back/", deciding.taking_back, name="take_back_step"),
    path("my/move/", my_moving.moving, name="my_move"),
    path("my/move/<uuid:move>/back/", my_moving.taking_back, name="take_back_own_step"),
]
