"""Addresses of the installation itself."""

from django.urls import path

from huiliu.web.core import pages

urlpatterns = [path("status/", pages.status, name="status")]
