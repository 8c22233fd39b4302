"""The database engine: Django's own for PostgreSQL, with what a sharded city asks of it."""
