"""Addresses of the own rights, of copies, and of objections and their answers."""

from django.urls import path

from huiliu.web.rights import copies, delegations, my_objections, my_rights, objections

urlpatterns = [
    path("my/objections/", my_objections.own, name="my_objections"),
    path("my/facts/<uuid:sighting>/object/", my_objections.fact, name="object_fact"),
    path("my/contacts/<uuid:attempt>/object/", my_objections.contact, name="object_contact"),
    path("my/steps/<uuid:step>/object/", my_objections.step, name="object_step"),
    path("my/looks/<uuid:look>/object/", my_objections.look, name="object_look"),
    path("my/rights/", my_rights.rights, name="my_rights"),
    path("my/copy/json/", copies.own_json, name="my_copy_json"),
    path("my/copy/pdf/", copies.own_pdf, name="my_copy_pdf"),
    path("people/<uuid:person>/print/", copies.printed, name="print_file"),
    path("my/delegates/", delegations.delegates, name="my_delegates"),
    path("my/delegates/name/", delegations.naming, name="name_delegate"),
    path("my/delegates/accept/", delegations.acceptance, name="accept_delegation"),
    path("my/delegates/<uuid:delegation>/act/", delegations.acting, name="act_for"),
    path("my/delegates/<uuid:delegation>/end/", delegations.ending, name="end_delegation"),
    path("objections/", objections.waiting, name="objections"),
    path("objections/<uuid:objection>/", objections.answer, name="answer_objection"),
    path("looks/objections/", objections.of_looks, name="look_objections"),
    path("looks/objections/<uuid:objection>/", objections.answer_of_look, name="answer_look"),
]
