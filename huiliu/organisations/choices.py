"""Kinds of organisations, and how one outside the city can be reached."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    CITY = "city", _("市")
    DISTRICT = "district", _("区")
    STREET = "street", _("街道")
    COMMUNITY = "community", _("社区")
    GENERAL_BRANCH = "general_branch", _("党总支")
    BRANCH = "branch", _("党支部")
    GROUP = "group", _("党小组")
    GRID = "grid", _("网格")
    BUILDING = "building", _("楼栋")
    INDUSTRY_COMMITTEE = "industry_committee", _("行业党委")
    OUTSIDE = "outside", _("市外党组织")


class ReachedBy(models.TextChoices):
    ACCOUNT = "account", _("有账号")
    FAR_LIST = "far_list", _("临时名单")
    BUNDLE = "bundle", _("文件往来")
    LETTER = "letter", _("信函")
    NOTHING = "nothing", _("还没有联系上")


RESIDENCE = frozenset({Kind.COMMUNITY, Kind.GRID, Kind.BUILDING})
"""Kinds that can be somebody's patch: where they live."""

HOSTS = frozenset(
    {Kind.STREET, Kind.COMMUNITY, Kind.GENERAL_BRANCH, Kind.BRANCH, Kind.INDUSTRY_COMMITTEE}
)
"""Kinds that can take somebody in; a district or the city is nobody's host."""
HOMES = HOSTS | {Kind.OUTSIDE}
"""Kinds that can hold the formal relationship."""
