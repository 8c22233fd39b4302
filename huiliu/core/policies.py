"""The row-level security of a table about people, as single commands for migrations.

What is written here is frozen once a migration uses it: a change of policy is a new function and a
new migration. Each entry is one command, because a distributed PostgreSQL takes no more at a time.
"""

from collections.abc import Iterable

from django.db import migrations

OWN = "string_to_array(nullif(current_setting('app.self', true), ''), ',')::uuid[]"
"""The person rows that are oneself: who reads what was done and who looked."""
PERSONS = "string_to_array(nullif(current_setting('app.persons', true), ''), ',')::uuid[]"
"""The person rows that are reached one by one: oneself, or entrusted by others."""

WITHIN_A_CROSSING = "current_setting('app.home_lo', true) = '0'"
"""Where `core.paths.EVERYWHERE` begins, which no organisation's range does."""


def setting(name: str) -> str:
    """Return a setting as SQL that is NULL, never '', while nobody has set it."""
    return f"nullif(current_setting('app.{name}', true), '')"


def within(column: str, name: str) -> str:
    return f"({column} >= {setting(f'{name}_lo')} AND {column} < {setting(f'{name}_hi')})"


def secured(table: str, condition: str) -> list[migrations.RunSQL]:
    """Force row-level security: rows outside the condition are neither read nor written."""
    policy = f"CREATE POLICY reach ON {table} USING ({condition}) WITH CHECK ({condition})"
    return _each([*_forced(table), (policy, f"DROP POLICY reach ON {table}")])


def addressed(
    table: str, *, addresses: Iterable[str] = ("home", "host", "patch", "queue"), own: str
) -> list[migrations.RunSQL]:
    """Secure a table by its address columns, or by its person being reached by itself."""
    terms = [within(f"{name}_path", name) for name in addresses]
    return secured(table, " OR ".join([*terms, f"{own} = ANY({PERSONS})"]))


def shown_to_named(table: str, column: str) -> list[migrations.RunSQL]:
    """Show rows to the appointment that they name, which asks whom it reaches; it writes none."""
    condition = f"{column} = {setting('appointment')}::uuid"
    policy = f"CREATE POLICY named ON {table} FOR SELECT USING ({condition})"
    return _each([(policy, f"DROP POLICY named ON {table}")])


def owned(table: str, column: str) -> list[migrations.RunSQL]:
    """Secure a table of work by the organisation whose queue it stands in."""
    return secured(table, within(column, "queue"))


def inserted_only(table: str, *, seen: str) -> list[migrations.RunSQL]:
    """Secure a log: anybody adds, those whom `seen` names read, nobody changes or removes."""
    return _each(
        [
            *_forced(table),
            (f"CREATE POLICY add ON {table} FOR INSERT WITH CHECK (true)", ""),
            (f"CREATE POLICY seen ON {table} FOR SELECT USING ({seen})", ""),
            (f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM huiliu_app", ""),
        ]
    )


def sealed_whole(table: str) -> list[migrations.RunSQL]:
    """Let the sealer read a log, all of it, and nothing else."""
    return _each(
        [
            (
                f"CREATE POLICY seal ON {table} FOR SELECT TO huiliu_sealer USING (true)",
                f"DROP POLICY seal ON {table}",
            ),
            (
                f"GRANT SELECT ON {table} TO huiliu_sealer",
                f"REVOKE ALL ON {table} FROM huiliu_sealer",
            ),
        ]
    )


def chained(table: str) -> list[migrations.RunSQL]:
    """Secure a table of the chain: the sealer adds and reads, nobody else does either."""
    return _each(
        [
            *_forced(table),
            (f"CREATE POLICY add ON {table} FOR INSERT TO huiliu_sealer WITH CHECK (true)", ""),
            (f"CREATE POLICY seal ON {table} FOR SELECT TO huiliu_sealer USING (true)", ""),
            (f"REVOKE ALL ON {table} FROM huiliu_app", ""),
            (f"GRANT SELECT, INSERT ON {table} TO huiliu_sealer", ""),
        ]
    )


def _forced(table: str) -> list[tuple[str, str]]:
    return [
        (f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", ""),
        (f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY", ""),
    ]


def _each(commands: Iterable[tuple[str, str]]) -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(forward, backward or migrations.RunSQL.noop)
        for forward, backward in commands
    ]
