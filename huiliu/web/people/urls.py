"""Addresses of people's files."""

from django.urls import path

from huiliu.web.people import pages

urlpatterns = [
    path("people/<uuid:person>/", pages.person, name="person"),
]
