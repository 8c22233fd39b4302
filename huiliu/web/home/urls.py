"""The front door."""

from django.urls import path

from huiliu.web.home import pages

urlpatterns = [path("", pages.home, name="home")]
