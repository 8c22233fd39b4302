"""`finish_erasures`: erases again whom a crash or a restored backup has brought back.

Whatever serves or works runs it first.
"""

from typing import Any

from django.core.management.base import BaseCommand

from huiliu.access.queries import acting_as_retention
from huiliu.core import erasures
from huiliu.core.clock import now
from huiliu.people.actions import finish_erasures


class Command(BaseCommand):
    help = "删除没有删完的档案：删到一半断了电，或恢复的备份里还有的"

    def handle(self, **_: Any) -> None:
        if not erasures.persons():
            return
        count = finish_erasures(by=acting_as_retention(), at=now())
        if count:
            self.stdout.write(f"又删除了 {count} 份应当已经删除的档案。")
