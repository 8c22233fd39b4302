"""Addresses of the due list and of recording a contact."""

from django.urls import path

from huiliu.web.contact import hellos, pages, withdrawals

urlpatterns = [
    path("due/", pages.due, name="due_list"),
    path("contacts/<uuid:link>/record/", pages.record, name="record_contact"),
    path("contacts/<uuid:attempt>/void/", withdrawals.withdrawal, name="void_contact"),
    path("my/hello/", hellos.saying, name="say_hello"),
    path("my/hello/<uuid:attempt>/take-back/", hellos.taking_back, name="take_back_hello"),
]
