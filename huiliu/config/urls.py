"""All addresses: words and ids, never a name, a number or an organisation."""

from django.urls import include, path

urlpatterns = [
    path("", include("huiliu.web.home.urls")),
    path("", include("huiliu.web.accounts.urls")),
    path("", include("huiliu.web.contact.urls")),
    path("", include("huiliu.web.people.urls")),
    path("", include("huiliu.web.insight.urls")),
    path("", include("huiliu.web.needs.urls")),
    path("", include("huiliu.web.organisations.urls")),
    path("", include("huiliu.web.places.urls")),
    path("", include("huiliu.web.access.urls")),
    path("", include("huiliu.web.exchange.urls")),
    path("", include("huiliu.web.stays.urls")),
    path("", include("huiliu.web.audit.urls")),
    path("", include("huiliu.web.core.urls")),
    path("", include("huiliu.web.rights.urls")),
]

handler400 = "huiliu.web.kit.refusals.bad_request"
handler404 = "huiliu.web.kit.refusals.not_found"
handler500 = "huiliu.web.kit.refusals.broken"
