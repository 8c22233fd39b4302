"""The door for the web server; nothing is served before erased files are gone."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from huiliu.core.catalogue import refuse_open_boundary

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiliu.config.settings")
application = get_wsgi_application()
refuse_open_boundary()
call_command("finish_erasures")
