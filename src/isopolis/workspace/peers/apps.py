from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeersConfig(AppConfig):
    """Peers: what cities need and offer, their exchanges, visits and lessons."""

    name = "isopolis.workspace.peers"
    label = "peers"

    def ready(self) -> None:
        """Make lessons known to the thread."""
        from isopolis.workspace.peers.models import Lesson, lessons_for_role  # noqa: PLC0415
        from isopolis.workspace.thread.kinds import Kind, register  # noqa: PLC0415

        register(
            Kind(
                key="lesson",
                label=_("lesson of a visit"),
                plural=_("lessons of visits"),
                model=Lesson,
                visible=lessons_for_role,
                within="visit__exchange__partnership",
                words="learned",
            )
        )
