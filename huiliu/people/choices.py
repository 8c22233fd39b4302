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
