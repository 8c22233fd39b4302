"""Addresses of the figures and of the lists they count."""

from django.urls import path

from huiliu.web.insight import pages

urlpatterns = [
    path("street/", pages.street, name="street"),
    path("street/list/", pages.street_list, name="street_list"),
    path("tallies/", pages.tallies, name="tallies"),
]
