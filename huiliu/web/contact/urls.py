"""Addresses of the due list and of recording a contact."""

from django.urls import path

from huiliu.web.contact import pages, withdrawals

urlpatterns = [
    path("due/", pages.due, name="due_list"),
    path("contacts/<uuid:link>/record/", pages.record, name="record_contact"),
    path("contacts/<uuid:attempt>/void/", withdrawals.withdrawal, name="void_contact"),
]
