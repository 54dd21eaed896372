from django.apps import AppConfig


class ProcessConfig(AppConfig):
    """The way of a partnership: phases, deadlines, calendar."""

    name = "isopolis.workspace.process"
    label = "process"
