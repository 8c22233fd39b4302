"""What is kept about a member and for how long, and leaving: the member's file is erased."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.core.errors import OutOfReach
from huiliu.core.permissions import Permission
from huiliu.core.register import register
from huiliu.people.actions import erase_file
from huiliu.people.queries import oneself
from huiliu.web.kit.pages import FORM, Asked, page
from huiliu.web.people import my_panels


@page(Permission.VIEW_SELF)
def kept(request: Asked) -> HttpResponse:
    context = {
        "groups": my_panels.kept(register()),
        "erase_url": reverse("my_erase"),
        "back_url": reverse("my_home"),
    }
    return render(request, "people/my_register.html", context)


@page(Permission.ERASE_FILE, methods=FORM)
def erase(request: Asked) -> HttpResponse:
    if not oneself(persons=request.by.reach.own):
        raise OutOfReach
    if request.method == "POST":
        erase_file(by=request.by, persons=request.by.reach.own, at=request.at)
        logout(request)
        messages.success(request, _("您在汇流的记录都删除了。"))
        response = redirect("sign_in")
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response
    context = {
        "question": _("离开并删除我的记录"),
        "explanation": _("按下面的按钮，马上就删，删了拿不回来，备份里的也打不开。"),
        "consequences": [
            _(
                "删掉：姓名、证件号、手机号、住址，名册里写您的每一项，联系记录，困难诉求，您的登录。"
            ),
            _("留下：几月几日有人办过、看过一份档案，只有编号，没有姓名；各级的人数少一个。"),
            _("不会通知您的党组织。组织关系不受影响，它在党员系统里，不在这里。"),
            _("以后名册里再有您，会重新建一份，从头开始。"),
        ],
        "confirm_label": _("删除我的记录"),
        "tone": "danger",
        "cancel_url": reverse("my_home"),
    }
    return render(request, "components/confirm_page.html", context)
