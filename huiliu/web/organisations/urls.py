"""Addresses of the tree of organisations."""

from django.urls import path

from huiliu.web.organisations import outside, pages

urlpatterns = [
    path("outside-homes/", outside.alike, name="outside_homes"),
    path("outside-homes/join/", outside.joining, name="join_outside"),
    path("organisations/", pages.organisations, name="organisations"),
    path("organisations/<uuid:organisation>/", pages.organisation, name="organisation"),
    path("organisations/<uuid:organisation>/open/", pages.opening, name="open_organisation"),
    path("organisations/<uuid:organisation>/rename/", pages.renaming, name="rename_organisation"),
    path("organisations/<uuid:organisation>/names/", pages.spelling, name="add_name"),
    path("organisations/<uuid:organisation>/close/", pages.closing, name="close_organisation"),
    path("organisation-names/<uuid:name>/remove/", pages.spelling_removal, name="remove_name"),
]
