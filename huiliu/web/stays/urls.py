"""Addresses of matches: two registrations that may be one person."""

from django.urls import path

from huiliu.web.stays import pages

urlpatterns = [
    path("matches/", pages.matches, name="matches"),
    path("matches/<uuid:match>/agree/", pages.agreement, name="agree_match"),
    path("matches/<uuid:match>/refuse/", pages.refusal, name="refuse_match"),
]
