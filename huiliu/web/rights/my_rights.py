"""What people may do about their own file, in plain words, on one page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.core.permissions import Permission
from huiliu.web.kit.pages import Asked, page

RIGHTS = (
    ("看全部", "写在您名下的，您全看得到，一项不藏。", (("看我的档案", "my_home"),)),
    ("看谁看过", "谁、哪个组织、什么时候、为什么看的，都记着。", (("谁看过", "my_readers"),)),
    (
        "说这里不对",
        "哪一行写得不对，点那一行的“这里不对”；哪一次不该看，点“这次查看我觉得不对”。由上一级在七天里答复，不经过写的人、看的人。",
        (("我提的异议", "my_objections"),),
    ),
    (
        "改过来",
        "住哪里、在哪里干活、会什么，您自己说了算，马上就换。手机号请带证件到社区换。",
        (("改一改", "correct_fact"),),
    ),
    (
        "不让别人看",
        "不是非看不可的，您可以不让别人看。姓名、电话和组织除外，要靠它们联系您。",
        (("不让别人看", "hide_fact"),),
    ),
    (
        "拿走一份",
        "全部记录，打印用的和电脑读的各有一份。",
        (("打印用的（PDF）", "my_copy_pdf"), ("电脑读的（JSON）", "my_copy_json")),
    ),
    (
        "请人替我办",
        "请家里人、邻居替您看档案、说难处，到您定的那一天。您随时可以不再请他。",
        (("请人替我办", "my_delegates"),),
    ),
)
"""What it is called, what it means, and where one does it."""


@page(Permission.COPY_FILE)
def rights(request: Asked) -> HttpResponse:
    context = {
        "rights": [
            {
                "title": _(title),
                "words": _(words),
                "links": [{"label": _(label), "url": reverse(name)} for label, name in links],
            }
            for title, words, links in RIGHTS
        ],
        "back_url": reverse("my_home"),
    }
    return render(request, "rights/my_rights.html", context)
