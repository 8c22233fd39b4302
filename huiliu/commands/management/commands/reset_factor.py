"""`reset_factor USERNAME`: for who lost the telephone and the paper; a new factor is then added."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huiliu.access.queries import acting_as_set_up
from huiliu.accounts.actions import reset_factors
from huiliu.accounts.models import Account
from huiliu.core.clock import now


class Command(BaseCommand):
    help = "手机和备用码都丢了的：去掉第二道验证，让所有设备退出，下次登录时重新加"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **_: Any) -> None:
        account = Account.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"没有登录名是 {username} 的账号。")
        removed = reset_factors(by=acting_as_set_up(), account=account, at=now())
        self.stdout.write(
            f"{account.name}的第二道验证去掉了 {removed} 个，所有设备都退出了。"
            "请先确认是本人，再让本人用密码登录，重新加一次。"
        )
