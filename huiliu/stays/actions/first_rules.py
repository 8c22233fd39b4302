"""The default rules are put in force here."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.permissions import Permission
from huiliu.stays.models import Clock, Rule

DEFAULTS = Path(__file__).parent.parent / "data"


@action(Permission.EDIT_RULE)
def set_first_rules(*, by: Acting, day: date) -> None:
    """Put the default rhythm in force; an installation that has rules keeps them.

    So it does with clocks, but for acts that came with a later version and have none.
    """
    has_rules, timed = Rule.objects.exists(), set(Clock.objects.values_list("act", flat=True))
    given = [] if has_rules else _rows(DEFAULTS / "rules.csv")
    rules = [Rule(begins_on=day, **row) for row in given]
    untimed = [row for row in _rows(DEFAULTS / "clocks.csv") if row["act"] not in timed]
    clocks = [Clock(begins_on=day, **row) for row in untimed]
    if not rules and not clocks:
        repeated()
        return
    Rule.objects.bulk_create(rules)
    Clock.objects.bulk_create(clocks)
    detail = {"rules": len(rules), "clocks": len(clocks)}
    record(by=by, act="stays.set_first_rules", detail=detail)


def _rows(table: Path) -> list[dict[str, Any]]:
    with table.open(encoding="utf-8", newline="") as lines:
        return [{name: text or None for name, text in row.items()} for row in csv.DictReader(lines)]
