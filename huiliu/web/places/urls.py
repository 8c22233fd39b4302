"""Addresses of stations and of what is printed for them."""

from django.urls import path

from huiliu.web.places import pages

urlpatterns = [
    path("stations/", pages.stations, name="stations"),
    path("stations/open/", pages.opening, name="open_station"),
    path("stations/<uuid:station>/", pages.station, name="station"),
    path("stations/<uuid:station>/change/", pages.changing, name="change_station"),
    path("stations/<uuid:station>/close/", pages.closing, name="close_station"),
    path("stations/<uuid:station>/reopen/", pages.reopening, name="reopen_station"),
    path("stations/<uuid:station>/poster/", pages.poster, name="station_poster"),
]
