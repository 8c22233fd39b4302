"""Settings of a server that shows the ground: its database, and for a test pages with faults."""

import os

from huiliu.config.settings import *

for _connection in DATABASES.values():
    _connection["NAME"] = os.environ["GROUND_DATABASE"]
ROOT_URLCONF = os.environ.get("GROUND_PAGES", ROOT_URLCONF)
