from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadConfig(AppConfig):
    """The thread: typed links from figure to indicator."""

    name = "isopolis.workspace.thread"
    label = "thread"

    def ready(self) -> None:
        """Make pinned figures known to the thread."""
        from isopolis.workspace.thread.kinds import Kind, register  # noqa: PLC0415  (models are loaded now)
        from isopolis.workspace.thread.models import Figure  # noqa: PLC0415

        register(Kind(key="figure", label=_("figure"), plural=_("figures"), model=Figure))
