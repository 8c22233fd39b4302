"""Addresses of rosters, of the questions they ask, of their words, and of lists that go out."""

from django.urls import path

from huiliu.web.exchange import exports, pages, permits, questions, registering, words

urlpatterns = [
    path("rosters/", pages.listed, name="batches"),
    path("rosters/upload/", pages.upload, name="upload"),
    path("rosters/register/", registering.register, name="register"),
    path("rosters/missing/", questions.missing, name="missing"),
    path("rosters/missing/<uuid:missing>/answer/", questions.answer, name="answer_missing"),
    path("rosters/headers/", words.listed, name="synonyms"),
    path("rosters/headers/<uuid:synonym>/remove/", words.removal, name="remove_synonym"),
    path("exports/", exports.listed, name="exports"),
    path("exports/ask/", exports.asking, name="ask_export"),
    path("exports/trace/", permits.tracing, name="trace_export"),
    path("exports/permits/", permits.listed, name="permits"),
    path("exports/permits/<uuid:permit>/end/", permits.ending, name="end_permit"),
    path("exports/<uuid:export>/", exports.export, name="export"),
    path("exports/<uuid:export>/agree/", exports.agreement, name="agree_export"),
    path("exports/<uuid:export>/refuse/", exports.refusal, name="refuse_export"),
    path("exports/<uuid:export>/withdraw/", exports.withdrawal, name="withdraw_export"),
    path("exports/<uuid:export>/password/", exports.password, name="export_password"),
    path("exports/<uuid:export>/file/", exports.file, name="export_file"),
    path("exports/<uuid:export>/print/", exports.paper, name="print_export"),
    path("organisations/<uuid:organisation>/exports/", permits.opening, name="permit_export"),
    path("rosters/<uuid:batch>/", pages.batch, name="batch"),
    path("rosters/<uuid:batch>/preview/", pages.preview, name="preview"),
    path("rosters/<uuid:batch>/direction/", pages.direction, name="direction"),
    path("rosters/<uuid:batch>/apply/", pages.confirmation, name="apply_batch"),
    path("rosters/<uuid:batch>/drop/", pages.rejection, name="drop_batch"),
    path("rosters/<uuid:batch>/undo/", pages.undo, name="undo_batch"),
    path("rosters/<uuid:batch>/workbook/", pages.workbook, name="workbook"),
]
