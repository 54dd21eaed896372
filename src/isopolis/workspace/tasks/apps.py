from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Work that takes longer than a page: a queue in the database, done by a process of its own."""

    name = "isopolis.workspace.tasks"
    label = "tasks"
