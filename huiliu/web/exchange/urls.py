"""Addresses of rosters, of the questions they ask, and of their words."""

from django.urls import path

from huiliu.web.exchange import pages, questions, words

urlpatterns = [
    path("rosters/", pages.listed, name="batches"),
    path("rosters/upload/", pages.upload, name="upload"),
    path("rosters/missing/", questions.missing, name="missing"),
    path("rosters/missing/<uuid:missing>/answer/", questions.answer, name="answer_missing"),
    path("rosters/headers/", words.listed, name="synonyms"),
    path("rosters/headers/<uuid:synonym>/remove/", words.removal, name="remove_synonym"),
    path("rosters/<uuid:batch>/", pages.batch, name="batch"),
    path("rosters/<uuid:batch>/preview/", pages.preview, name="preview"),
    path("rosters/<uuid:batch>/direction/", pages.direction, name="direction"),
    path("rosters/<uuid:batch>/apply/", pages.confirmation, name="apply_batch"),
    path("rosters/<uuid:batch>/drop/", pages.rejection, name="drop_batch"),
    path("rosters/<uuid:batch>/undo/", pages.undo, name="undo_batch"),
    path("rosters/<uuid:batch>/workbook/", pages.workbook, name="workbook"),
]
