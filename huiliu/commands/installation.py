"""Setting up an installation: the tables, the city, the rules, and the account `owner`."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction

from huiliu.access.actions import appoint
from huiliu.access.queries import acting_as_set_up, acting_under, appointments_of
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.accounts.models import Account
from huiliu.core.acting import Acting, Channel
from huiliu.core.errors import Refused
from huiliu.core.secret_files import made_once
from huiliu.organisations.actions import plant_city
from huiliu.organisations.models import Organisation
from huiliu.stays.actions import set_first_rules

OWNER = "owner"
PASSWORD_BYTES = 9


def set_up(*, day: date) -> Organisation:
    """Bring the tables up to date and make what every city starts with, once."""
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    connections["owner"].close()
    by = acting_as_set_up()
    with transaction.atomic():
        city = plant_city(by=by, day=day)
        set_first_rules(by=by, day=day)
        engage(username=OWNER, name="市级登记员", role=RoleName.CITY_REGISTRAR, at=city, day=day)
    return city


def ensure_set_up(*, day: date) -> None:
    """Set up an embedded installation at its first command; a named database is set up by hand."""
    has_tables = Organisation._meta.db_table in connection.introspection.table_names()
    if has_tables and Organisation.objects.filter(parent=None).exists():
        return
    if settings.HUILIU_REAL_DATABASE:
        raise Refused("这个数据库还没有设置。请先运行 bin/huiliu set_up。")
    set_up(day=day)


def importer_of(by: Acting) -> Organisation:
    """Return the organisation in whose name a roster is brought."""
    return Organisation.objects.get(path=by.organisation_path)


def engage(*, username: str, name: str, role: RoleName, at: Organisation, day: date) -> Account:
    """Open an account with the installation's first password, and give it a role."""
    by = acting_as_set_up()
    account = open_account(by=by, username=username, name=name, password=first_password())
    appoint(by=by, account=account, role=role, organisation=at, day=day)
    return account


def first_password() -> str:
    """Return the password that this installation made for its first accounts."""
    return made_once(Path(settings.HUILIU_KEYS) / "first-password", size=PASSWORD_BYTES).hex()


def acting_as(*, username: str, day: date, organisation: str | None = None) -> Acting:
    """Return the acting of an account on the command line, at the organisation with this code."""
    account = Account.objects.filter(username=username).first()
    held = appointments_of(account=account, day=day) if account else []
    fitting = [one for one in held if organisation in (None, one.organisation.code)]
    if account is None or not fitting:
        raise Refused(f"没有登录名为 {username} 的账号，或者它今天没有这个组织的身份。")
    return acting_under(appointment=fitting[0], account=account, channel=Channel.COMMAND)
