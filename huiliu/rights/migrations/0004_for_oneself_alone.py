"""Objections are for the person and for who answers: nobody who reaches a file one by one has them.

That is a contact person, and whoever broke a glass.
"""

from django.db import migrations

from huiliu.core.policies import OWN, PERSONS, WITHIN_A_CROSSING, within
from huiliu.core.reach import ADDRESSES

ANSWERING = (
    *(f"({within(f'{name}_path', name)} AND NOT audited)" for name in ADDRESSES),
    f"({within('queue_path', 'trail')} AND audited)",
    f"({WITHIN_A_CROSSING})",
)
BEFORE = " OR ".join([*ANSWERING, f"person_id = ANY({PERSONS})"])
AFTER = " OR ".join([*ANSWERING, f"person_id = ANY({OWN})"])


class Migration(migrations.Migration):
    dependencies = [("rights", "0003_looks_to_the_auditor")]

    operations = [
        migrations.RunSQL(
            f"ALTER POLICY reach ON rights_objection USING ({AFTER}) WITH CHECK ({AFTER})",
            f"ALTER POLICY reach ON rights_objection USING ({BEFORE}) WITH CHECK ({BEFORE})",
        ),
    ]
