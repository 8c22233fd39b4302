"""What is counted about those who stand at the door, and what a second factor can be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CountKind(models.TextChoices):
    OPEN_READ = "open_read", _("没有登录打开页面")
    OPEN_POST = "open_post", _("没有登录提交")
    PASSWORD_NETWORK = "password_network", _("一处网络试密码")
    PASSWORD = "password", _("一个登录名试密码")
    FACTOR = "factor", _("一个账号试第二道验证")
    INVITATION = "invitation", _("一处网络试邀请码")
    CODE_NETWORK = "code_network", _("一处网络要六位数")
    CODE_CITY = "code_city", _("全市要六位数")
    FAR_LIST = "far_list", _("一份市外名单试编码")
    REPORT_STATION = "report_station", _("一个服务站来报到")
    BREAK_GLASS = "break_glass", _("一个身份试着应急查看")


class FactorKind(models.TextChoices):
    APP = "app", _("验证器")
    PASSKEY = "passkey", _("通行密钥")
