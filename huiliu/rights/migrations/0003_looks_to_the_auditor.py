"""Objections to a look are there for the auditor above, and not for whose queue they stand in."""

from django.db import migrations, models

from huiliu.core.policies import PERSONS, WITHIN_A_CROSSING, within
from huiliu.core.reach import ADDRESSES

BEFORE = " OR ".join(
    [*(within(f"{name}_path", name) for name in ADDRESSES), f"person_id = ANY({PERSONS})"]
)
AFTER = " OR ".join(
    [
        *(f"({within(f'{name}_path', name)} AND NOT audited)" for name in ADDRESSES),
        f"({within('queue_path', 'trail')} AND audited)",
        f"({WITHIN_A_CROSSING})",
        f"person_id = ANY({PERSONS})",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("rights", "0002_delegation")]

    operations = [
        migrations.AddField("objection", "audited", models.BooleanField(default=False)),
        migrations.RunSQL(
            f"ALTER POLICY reach ON rights_objection USING ({AFTER}) WITH CHECK ({AFTER})",
            f"ALTER POLICY reach ON rights_objection USING ({BEFORE}) WITH CHECK ({BEFORE})",
        ),
    ]
