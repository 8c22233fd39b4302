"""Addresses of people's files, and of the member's own."""

from django.urls import path

from huiliu.web.people import (
    glass,
    look_up,
    my_facts,
    my_home,
    my_leaving,
    my_sign_in,
    pages,
    telephones,
)

urlpatterns = [
    path("people/<uuid:person>/", pages.person, name="person"),
    path("people/<uuid:person>/telephone/", telephones.telephone, name="change_telephone"),
    path("people/look-up/", look_up.look_up, name="look_up"),
    path("people/beyond/", glass.glass, name="break_glass"),
    path("my/", my_home.home, name="my_home"),
    path("my/readers/", my_home.readers, name="my_readers"),
    path("my/register/", my_leaving.kept, name="my_register"),
    path("my/erase/", my_leaving.erase, name="my_erase"),
    path("my/facts/correct/", my_facts.correction, name="correct_fact"),
    path("my/facts/hidden/", my_facts.hiding, name="hide_fact"),
    path("my/sign-in/", my_sign_in.telephone, name="my_sign_in"),
    path("my/code/", my_sign_in.code, name="my_code"),
]
