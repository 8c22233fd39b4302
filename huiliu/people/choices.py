"""Codes of people and of the sources that speak about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """Where a sighting comes from, strongest first: whose word is shown when two differ."""

    MEMBER = "member", _("本人")
    HOME_REGISTER = "home_register", _("流出地名册")
    HOST = "host", _("流入地名册")
    CANVASS = "canvass", _("摸排")


class Sex(models.TextChoices):
    UNKNOWN = "0", _("不详")
    MALE = "1", _("男")
    FEMALE = "2", _("女")


class MatchState(models.TextChoices):
    PROPOSED = "proposed", _("等两边确认")
    AGREED = "agreed", _("是同一个人")
    REFUSED = "refused", _("不是同一个人")


class GlassReason(models.TextChoices):
    """Why somebody looks at a file beyond their reach. The person reads it, so it names nobody."""

    CALLED = "called", _("本人或家属打电话来求助")
    SAFETY = "safety", _("担心人身安全")
    UNANSWERED = "unanswered", _("两边的组织都联系不上")


PLAIN = frozenset(
    {
        *("name", "sex", "ethnicity", "education", "degree", "age"),
        *("category", "joined_on", "full_on", "standing", "post", "branch"),
        *("floating", "out_of_touch", "out_of_touch_since", "left_on", "arrived_on"),
        *("came_back_on", "reported_on", "bound_for", "host", "came_from"),
        *("flow_kind", "flow_range", "flow_reason", "flow_industry", "has_certificate"),
        *("occupation", "industry", "migrant_worker", "new_stratum", "new_employment_group"),
    }
)
"""Facts that stand plainly in a sighting; every other is sealed under the person's key."""

OWN_WORDS = frozenset(
    {"address", "compound", "building", "room"}
    | {"employer", "occupation", "profession_title", "school", "strengths"}
)
"""Facts of which people are themselves the best witness, and by which nobody else decides anything.

A name and a citizen number stand on papers, and files are matched by them. A number lets into the
file, and is changed at a counter. Membership is the register's. District, street, community and
grid decide who answers for somebody.
"""

HIDDEN = {"code": "hidden", "text": "本人不让显示"}
"""What stands in place of a fact that a person keeps from others."""

MAY_BE_HIDDEN = OWN_WORDS | frozenset(
    {"former_name", "ethnicity", "born_on", "education", "degree", "native_place"}
    | {"registered_at", "worked_since", "veteran", "remark", "formerly"}
)
"""Facts that people may keep from others: no duty towards them needs one."""
