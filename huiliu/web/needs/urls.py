"""Addresses of needs."""

from django.urls import path

from huiliu.web.needs import pages

urlpatterns = [
    path("needs/", pages.needs, name="needs"),
    path("needs/<uuid:need>/", pages.need, name="need"),
    path("needs/<uuid:need>/take/", pages.taking, name="take_need"),
    path("needs/<uuid:need>/solve/", pages.solution, name="solve_need"),
    path("needs/<uuid:need>/confirm/", pages.confirmation, name="confirm_need"),
    path("needs/<uuid:need>/confirm-by-telephone/", pages.call, name="confirm_by_telephone"),
    path("needs/<uuid:need>/not-yet/", pages.objection, name="not_yet"),
    path("people/<uuid:person>/needs/raise/", pages.raising, name="raise_need"),
]
