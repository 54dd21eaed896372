from django.apps import AppConfig


class PlanConfig(AppConfig):
    """The room of the verb “plan”."""

    name = "isopolis.workspace.plan"
    label = "plan"
