from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    """Funds: which money fits a city, and the advice that follows."""

    name = "isopolis.workspace.funds"
    label = "funds"

    def ready(self) -> None:
        """Make funds known to the thread; keep the catalogue's rows as its files are."""
        from isopolis.workspace.funds.models import Fund, shelve_catalogue  # noqa: PLC0415
        from isopolis.workspace.thread.kinds import Kind, register  # noqa: PLC0415

        register(
            Kind(
                key="fund",
                label=_("fund"),
                plural=_("funds"),
                model=Fund,
                url=lambda fund, partnership: reverse("fund-here", args=[partnership.slug, fund.name]),
                within=None,
                reference="name",
            )
        )
        post_migrate.connect(shelve_catalogue, sender=self)
