from django.apps import AppConfig
from django.db.models import Q
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    """Policy examples: the curated catalogue, and those of each partnership."""

    name = "isopolis.workspace.practices"
    label = "practices"

    def ready(self) -> None:
        """Make practices known to the thread; keep the catalogue's rows as its files are."""
        from isopolis.workspace.practices.models import Practice, visible  # noqa: PLC0415
        from isopolis.workspace.practices.shelf import shelve_catalogue  # noqa: PLC0415
        from isopolis.workspace.thread.kinds import Kind, register  # noqa: PLC0415

        register(
            Kind(
                key="practice",
                label=_("policy example"),
                plural=_("policy examples"),
                model=Practice,
                url=lambda practice, partnership: reverse("practice", args=[partnership.slug, practice.name]),
                visible=visible,
                within=lambda partnership: Q(partnership=None) | Q(partnership=partnership),
                reference="name",
            )
        )
        post_migrate.connect(shelve_catalogue, sender=self)
