from django.apps import AppConfig


class LearnConfig(AppConfig):
    """The room of the verb “learn”."""

    name = "isopolis.workspace.learn"
    label = "learn"
