"""`set_up`: tables, the city's organisations, the rules, and the account `owner`."""

from typing import Any

from django.core.management.base import BaseCommand

from huiliu.commands.installation import OWNER, first_password, set_up
from huiliu.core.clock import today


class Command(BaseCommand):
    help = "建表，放入城市的组织和规定，开通账号 owner；重复运行不会多出什么"

    def handle(self, **_: Any) -> None:
        city = set_up(day=today())
        self.stdout.write(f"{city.name}已设置好。登录名 {OWNER}，首次密码 {first_password()}")
