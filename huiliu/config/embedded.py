"""The embedded PostgreSQL: one that starts by itself where no other database is named."""

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from huiliu.config.database_roles import Login, prepare, prepare_inside
from huiliu.config.embedded_home import (
    Record,
    alive_file,
    make_home,
    new_record,
    place_of,
    read_record,
    refuse_foreign_data,
    refuse_foreign_folders,
    refuse_unusable_data,
    start_lock,
    with_sealer,
    write_record,
)
from huiliu.config.embedded_server import (
    HOST,
    SUPERUSER,
    Installation,
    end,
    initialise,
    ready_port,
    start,
)
from huiliu.config.embedded_user import (
    EmbeddedProblem,
    Identity,
    current_identity,
    identity_of,
    program_folder,
)

__all__ = ["Cluster", "EmbeddedProblem", "Login", "ensure_running", "is_running", "stop"]

DATABASE = "huiliu"
OWNER = "huiliu_owner"
APPLICATION = "huiliu_app"
SEALER = "huiliu_sealer"
SHELTER = Path("/var/lib/huiliu")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the database is and who may sign in to it."""

    host: str
    port: int
    database: str
    owner: Login
    application: Login
    sealer: Login

    def url(self, login: Login) -> str:
        """Loopback needs no socket folder that a cleaner may empty or another user occupy."""
        user, password = quote(login.user, safe=""), quote(login.password, safe="")
        address = f"{self.host}:{self.port}"
        return f"postgresql://{user}:{password}@{address}/{self.database}?sslmode=disable"


def ensure_running(var: Path, *, fast: bool = False, shelter: Path = SHELTER) -> Cluster:
    """Start the database kept under `var`, making it first if need be, and say where it is.

    `fast` trades safety in a power cut for speed and is for tests. The shelter is used by root
    alone, for a data folder or programs that the service user could not reach otherwise.
    """
    var = var.resolve()
    running = _running_cluster(var)
    if running is not None:
        return running
    refuse_foreign_folders(var)
    make_home(var)
    with start_lock(var):
        return _running_cluster(var) or _start(var, fast=fast, shelter=shelter)


def is_running(var: Path) -> bool:
    return _running_cluster(var.resolve()) is not None


def stop(var: Path) -> bool:
    """Stop the database kept under `var`; False if it was not running."""
    var = var.resolve()
    record = read_record(var)
    if record is None or not (place_of(var, record) / "data").is_dir():
        return False
    with start_lock(var):
        place = place_of(var, record)
        identity = identity_of(place / "data")
        # Ending a server takes none of its programs.
        return end(_installation(var, record, programs=place, identity=identity))


def _running_cluster(var: Path) -> Cluster | None:
    record = read_record(var)
    if record is None or not record.prepared or not record.sealer_password:
        return None
    port = ready_port(place_of(var, record) / "data")
    return None if port is None else _cluster(record, port)


def _cluster(record: Record, port: int) -> Cluster:
    return Cluster(
        host=HOST,
        port=port,
        database=DATABASE,
        owner=Login(OWNER, record.owner_password),
        application=Login(APPLICATION, record.application_password),
        sealer=Login(SEALER, record.sealer_password),
    )


def _start(var: Path, *, fast: bool, shelter: Path) -> Cluster:
    record = read_record(var) or new_record(var, current_identity(), shelter)
    if record.made or (place_of(var, record) / "data").exists():
        refuse_foreign_data(var, record)
        installation = _made_installation(var, record, shelter)
    else:
        installation = _first_installation(var, record, shelter)
        password = record.superuser_password
        initialise(installation, cluster=record.cluster, password=password, fast=fast)
    record = write_record(var, with_sealer(replace(record, made=True)))
    port = start(installation, port=record.port, fast=fast)
    if not record.prepared:
        _prepare(record, port)
    write_record(var, replace(record, port=port, prepared=True))
    return _cluster(record, port)


def _first_installation(var: Path, record: Record, shelter: Path) -> Installation:
    identity = current_identity()
    programs = program_folder(identity, shelter)
    return _installation(var, record, programs=programs, identity=identity)


def _made_installation(var: Path, record: Record, shelter: Path) -> Installation:
    identity = identity_of(place_of(var, record) / "data")
    programs = program_folder(identity, shelter)
    installation = _installation(var, record, programs=programs, identity=identity)
    refuse_unusable_data(installation)
    return installation


def _installation(var: Path, record: Record, *, programs: Path, identity: Identity) -> Installation:
    return Installation(
        place=place_of(var, record),
        programs=programs,
        identity=identity,
        alive=alive_file(var),
    )


def _prepare(record: Record, port: int) -> None:
    """Roles and database; the template too, so that test databases are born prepared."""
    cluster = _cluster(record, port)
    superuser = Login(SUPERUSER, record.superuser_password)
    url = replace(cluster, database="postgres").url(superuser)
    logins = {"owner": cluster.owner, "application": cluster.application, "sealer": cluster.sealer}
    prepare(url, database=DATABASE, **logins)
    template = replace(cluster, database="template1").url(superuser)
    prepare_inside(template, owner=OWNER, application=APPLICATION, sealer=SEALER)
