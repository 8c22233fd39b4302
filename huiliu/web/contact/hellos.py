"""The member's own link: one press says that all is well, or that a call would be good."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiliu.contact.actions import say_hello, take_back_hello
from huiliu.contact.choices import Hello
from huiliu.core.permissions import Permission
from huiliu.needs.queries import need_in_reach
from huiliu.web.contact.forms import HelloForm
from huiliu.web.kit.pages import POST, Asked, page

WORDS = {
    Hello.FINE: gettext_lazy("记下了，两边的组织都看得到。"),
    Hello.TALK: gettext_lazy("记下了。联系人看到就给您打电话，下面看得到是谁接了。"),
}


@page(Permission.SAY_HELLO, methods=POST)
def saying(request: Asked) -> HttpResponse:
    form = HelloForm(request.POST)
    if form.is_valid():
        hello = Hello(form.cleaned_data["hello"])
        id = form.cleaned_data["id"]
        said = say_hello(by=request.by, id=id, hello=hello, at=request.at, day=request.day)
        undo = reverse("take_back_hello", args=[said.id])
        messages.success(request, WORDS[hello], extra_tags=f"undo:{undo}")
    return redirect("my_home")


@page(Permission.SAY_HELLO, methods=POST)
def taking_back(request: Asked, attempt: UUID) -> HttpResponse:
    take_back_hello(by=request.by, id=attempt, at=request.at, day=request.day)
    words = _("撤回了，和没有按过一样。")
    if need_in_reach(id=attempt) is not None:
        words = _("撤回了。请人打电话的那一件还在下面；不用了，就在那里说解决了。")
    messages.success(request, words)
    return redirect("my_home")
