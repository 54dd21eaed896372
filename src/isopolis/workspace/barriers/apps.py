from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BarriersConfig(AppConfig):
    """The register of barriers: what stands in whose way, where, and how we know."""

    name = "isopolis.workspace.barriers"
    label = "barriers"

    def ready(self) -> None:
        """Make barriers known to the thread."""
        from isopolis.workspace.barriers.models import Barrier  # noqa: PLC0415  (models are loaded now)
        from isopolis.workspace.thread.kinds import Kind, register  # noqa: PLC0415

        register(Kind(key="barrier", label=_("barrier"), plural=_("barriers"), model=Barrier))
