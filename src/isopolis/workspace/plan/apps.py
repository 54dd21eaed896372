from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanConfig(AppConfig):
    """The room of the verb “plan”."""

    name = "isopolis.workspace.plan"
    label = "plan"

    def ready(self) -> None:
        """Make actions and their indicators known to the thread."""
        from isopolis.workspace.plan.models import Action, Indicator  # noqa: PLC0415  (models are loaded now)
        from isopolis.workspace.plan.visible import for_role  # noqa: PLC0415
        from isopolis.workspace.thread.kinds import Kind, register  # noqa: PLC0415

        register(Kind(key="action", label=_("action"), plural=_("actions"), model=Action, visible=for_role))
        register(
            Kind(
                key="indicator",
                label=_("indicator"),
                plural=_("indicators"),
                model=Indicator,
                with_it=("action__partnership",),
                visible=for_role,
            )
        )
