from django.apps import AppConfig


class MeasureConfig(AppConfig):
    """The room of the verb “measure”."""

    name = "isopolis.workspace.measure"
    label = "measure"
