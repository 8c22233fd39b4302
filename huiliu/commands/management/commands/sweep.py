"""`sweep`: overwrites what deleted rows left in the files of the database; for the night."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections
from psycopg import sql

from huiliu.core.register import FACTS, register

STATISTICS = "pg_statistic"
"""Where the planner keeps frequent values, names among them."""
REWRITTEN = (
    sql.SQL("VACUUM {}"),
    sql.SQL("VACUUM FULL {}"),
    sql.SQL("ANALYZE {}"),
)
"""A full vacuum alone keeps rows for any transaction of the whole server, in other databases too;
the one before has removed them by then, as it asks in its own database alone."""
ADDED_TO = {"audit_entry", "audit_reading"}


class Command(BaseCommand):
    help = "清扫：删除过的内容在数据库文件里也不留下，夜里没人用时运行"

    def handle(self, **_: Any) -> None:
        tables = sorted({entry.table for entry in register().entries.values()})
        with connections["owner"].cursor() as cursor:
            for table in tables:
                if table not in ADDED_TO | {FACTS}:
                    for command in REWRITTEN:
                        cursor.execute(command.format(sql.Identifier(table)))
            for command in REWRITTEN[:2]:
                cursor.execute(command.format(sql.Identifier(STATISTICS)))
        self.stdout.write("清扫好了。")
