from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DecideConfig(AppConfig):
    """The room of the verb “decide”."""

    name = "isopolis.workspace.decide"
    label = "decide"

    def ready(self) -> None:
        """Make proposals known to the thread, and votes to the erasure of an account."""
        from isopolis.workspace.decide.models import Proposal, visible_proposals  # noqa: PLC0415
        from isopolis.workspace.thread.kinds import Kind, register  # noqa: PLC0415

        register(
            Kind(
                key="proposal",
                label=_("proposal"),
                plural=_("proposals"),
                model=Proposal,
                visible=visible_proposals,
            )
        )
