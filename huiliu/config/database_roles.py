"""Makes the three database roles and the database, on any PostgreSQL that huiliu may use."""

from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

OLDEST_SERVER = 150000
BUILTIN_LOCALE_SINCE = 170000
EXTENSIONS = ("btree_gist", "pg_trgm")

# The owner makes tables and runs migrations, backups and the like, so no policy holds for it.
# The application and the sealer own nothing and every policy holds for them. Nobody may make roles.
OWNER_RIGHTS = sql.SQL("LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS")
USERS_RIGHTS = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")

LATER_RIGHTS = (
    "SELECT, INSERT, UPDATE, DELETE ON TABLES",
    "USAGE, SELECT, UPDATE ON SEQUENCES",
    "EXECUTE ON FUNCTIONS",
    "USAGE ON SCHEMAS",
)
GRANTS = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {application}, {sealer}",
    *(
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {{owner}} GRANT {rights} TO {{application}}"
        for rights in LATER_RIGHTS
    ),
)


class PreparationProblem(Exception):
    """The server cannot be prepared; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Login:
    user: str
    password: str = field(repr=False)


def prepare(
    superuser_url: str,
    *,
    database: str,
    owner: Login,
    application: Login,
    sealer: Login,
) -> None:
    """Make or repair the roles and the database; a second call changes nothing but passwords.

    Tables that exist already keep the rights they have: default privileges are for new ones.
    """
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        _refuse_old_server(connection)
        _put_role(connection, owner, OWNER_RIGHTS)
        _put_role(connection, application, USERS_RIGHTS)
        _put_role(connection, sealer, USERS_RIGHTS)
        names = {"owner": owner.user, "application": application.user, "sealer": sealer.user}
        _put_database(connection, database, **names)
    prepare_inside(make_conninfo(superuser_url, dbname=database), **names)


def prepare_inside(url: str, *, owner: str, application: str, sealer: str) -> None:
    """Repeat in each database what cannot be shared: extensions, and rights on what comes later.

    Works as a superuser and, in a database that it owns, as the owner.
    """
    names = {
        "owner": sql.Identifier(owner),
        "application": sql.Identifier(application),
        "sealer": sql.Identifier(sealer),
    }
    statements = [
        *(
            sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name))
            for name in EXTENSIONS
        ),
        *(sql.SQL(grant).format(**names) for grant in GRANTS),
    ]
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _refuse_old_server(connection: psycopg.Connection) -> None:
    version = connection.info.server_version
    if version < OLDEST_SERVER:
        message = (
            f"PostgreSQL {version // 10000} is too old for huiliu.\n"
            "需要 PostgreSQL 15 或更新的版本，请升级后再试。"
        )
        raise PreparationProblem(message)


def _put_role(connection: psycopg.Connection, login: Login, rights: sql.SQL) -> None:
    name = sql.Identifier(login.user)
    known = connection.execute(
        "SELECT true FROM pg_catalog.pg_roles WHERE rolname = %s", [login.user]
    ).fetchone()
    if known is None:
        connection.execute(sql.SQL("CREATE ROLE {}").format(name))
    # The password leaves this process as a verifier only, so no server log can show it.
    verifier = connection.pgconn.encrypt_password(
        login.password.encode(), login.user.encode(), b"scram-sha-256"
    ).decode()
    connection.execute(
        sql.SQL("ALTER ROLE {} {} PASSWORD {}").format(name, rights, sql.Literal(verifier))
    )


def _put_database(
    connection: psycopg.Connection, database: str, *, owner: str, application: str, sealer: str
) -> None:
    known = connection.execute(
        "SELECT true FROM pg_catalog.pg_database WHERE datname = %s", [database]
    ).fetchone()
    names = {
        "database": sql.Identifier(database),
        "owner": sql.Identifier(owner),
        "application": sql.Identifier(application),
        "sealer": sql.Identifier(sealer),
        "locale": _locale(connection.info.server_version),
    }
    statements = [
        *(() if known else (_CREATE_DATABASE,)),
        "ALTER DATABASE {database} OWNER TO {owner}",
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {application}",
        "GRANT CONNECT ON DATABASE {database} TO {sealer}",
    ]
    for statement in statements:
        connection.execute(sql.SQL(statement).format(**names))


_CREATE_DATABASE = (
    "CREATE DATABASE {database} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8' {locale}"
)


def _locale(server_version: int) -> sql.SQL:
    """Upper case and trigrams of Chinese need UTF-8 rules, which come without ICU this way."""
    if server_version < BUILTIN_LOCALE_SINCE:
        return sql.SQL("LOCALE 'C.UTF-8'")
    return sql.SQL("LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'")
