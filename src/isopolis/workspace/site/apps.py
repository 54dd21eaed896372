from django.apps import AppConfig
from django.conf import settings

from isopolis.workspace.site.catalogues import SOURCE, compile_catalogues


class SiteConfig(AppConfig):
    """The frame of every page: layout, languages, errors, headers."""

    name = "isopolis.workspace.site"
    label = "site"

    def ready(self) -> None:
        """Have the translations ready before the first page asks for them."""
        for folder in settings.LOCALE_PATHS:
            compile_catalogues(SOURCE, folder)
