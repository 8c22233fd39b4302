"""Immediate foreign keys, no UNNEST in bulk inserts, and the reach of the open transaction."""

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations

from huiliu.core.reach import NOBODY, Reach


class DatabaseOperations(PostgresOperations):
    """A distributed PostgreSQL turns INSERT .. SELECT UNNEST into COPY, which policies refuse."""

    compiler_module = "django.db.models.sql.compiler"

    def deferrable_sql(self) -> str:
        """Check keys at once: one that fails at commit is no IntegrityError on a shard."""
        return ""


class DatabaseWrapper(PostgresWrapper):
    """Knows the reach that `core.scope` last set on it."""

    ops_class = DatabaseOperations
    reach: Reach = NOBODY
