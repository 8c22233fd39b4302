"""Addresses of people's files, and of the member's own."""

from django.urls import path

from huiliu.web.people import my_home, my_sign_in, pages

urlpatterns = [
    path("people/<uuid:person>/", pages.person, name="person"),
    path("my/", my_home.home, name="my_home"),
    path("my/readers/", my_home.readers, name="my_readers"),
    path("my/sign-in/", my_sign_in.telephone, name="my_sign_in"),
    path("my/code/", my_sign_in.code, name="my_code"),
]
