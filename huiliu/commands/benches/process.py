"""The start of a process that does one step of a bench. It imports nothing of the project first."""

import os
from importlib import import_module
from multiprocessing.connection import Connection

import django


def run_step(name: str, path: str, environment: dict[str, str], told: Connection) -> None:
    """Do one step under the variables that name the bench's database, and send its figures."""
    os.environ.clear()
    os.environ.update(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiliu.config.settings")
    django.setup()
    # Models can be imported from here on alone.
    steps = import_module("huiliu.commands.benches.steps")
    told.send(steps.measure(name, path))
