"""A database that was away: pages are back with it, and say so in words until then."""

import psycopg
from django.db import connections
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD


def end_connections() -> None:
    """End the connections that the pool keeps, as a restart of the server does."""
    connections["default"].close()
    kept = connections["default"].settings_dict
    with psycopg.connect(
        host=kept["HOST"],
        port=kept["PORT"],
        user=kept["USER"],
        password=kept["PASSWORD"],
        dbname=kept["NAME"],
    ) as beside:
        beside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )


def test_first_page_after_a_restart_of_the_database_opens(own_database: None) -> None:
    client = Client()
    client.get(reverse("sign_in"))

    end_connections()

    assert client.post(reverse("sign_in"), {"username": "luo"}).status_code == 422


def test_page_without_a_database_says_so_and_when_to_try_again(own_database: None) -> None:
    client = Client(raise_request_exception=False)
    assert client.login(username="luo", password=PASSWORD)
    name = connections["owner"].ops.quote_name(connections["owner"].settings_dict["NAME"])
    with connections["owner"].cursor() as owner:
        end_connections()
        owner.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")

        answer = client.get(reverse("due_list"))

        owner.execute(f"ALTER DATABASE {name} CONNECTION LIMIT -1")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "数据库暂时连不上" in answer.content.decode()


def test_fault_that_no_waiting_mends_stays_a_fault(own_database: None) -> None:
    client = Client(raise_request_exception=False)
    assert client.login(username="luo", password=PASSWORD)
    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE stays_window RENAME TO stays_lost")

        answer = client.get(reverse("due_list"))

        owner.execute("ALTER TABLE stays_lost RENAME TO stays_window")
    assert (answer.status_code, "Retry-After" in answer) == (500, False)
