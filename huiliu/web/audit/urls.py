"""Addresses of the auditor's work."""

from django.urls import path

from huiliu.web.audit import pages

urlpatterns = [
    path("looks/", pages.looks, name="looks"),
    path("looks/<uuid:look>/review/", pages.review, name="review_look"),
]
