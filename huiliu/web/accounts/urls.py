"""Addresses of signing in."""

from django.urls import path

from huiliu.web.accounts import pages

urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("act-as/", pages.choose_appointment, name="choose_appointment"),
    path("text-size/", pages.text_size, name="text_size"),
]
