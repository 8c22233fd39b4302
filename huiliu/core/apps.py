"""Finds the reactions of all applications once everything is loaded."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "huiliu.core"

    def ready(self) -> None:
        autodiscover_modules("reactions")
