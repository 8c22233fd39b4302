"""How the installation is: what waits, what failed, whether the boundary stands."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from huiliu.core.catalogue import faults
from huiliu.core.jobs import jobs_by_state
from huiliu.core.permissions import Permission
from huiliu.web.kit.pages import Asked, page

STATES = {"todo": "等着做", "doing": "正在做", "failed": "没有做成"}


@page(Permission.VIEW_STATUS)
def status(request: Asked) -> HttpResponse:
    jobs = jobs_by_state(states=tuple(STATES))
    context = {
        "moment": localtime(request.at).strftime("%m-%d %H:%M"),
        "tiles": [
            {"label": _(word), "count": sum(jobs[state].values())} for state, word in STATES.items()
        ],
        "failed": sorted(jobs["failed"].items()),
        "faults": faults(),
    }
    return render(request, "core/status.html", context)
