from django.apps import AppConfig


class DecideConfig(AppConfig):
    """The room of the verb “decide”."""

    name = "isopolis.workspace.decide"
    label = "decide"
