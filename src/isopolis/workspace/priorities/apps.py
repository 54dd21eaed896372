from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    """Preliminary actions scored by members and put in order."""

    name = "isopolis.workspace.priorities"
    label = "priorities"
