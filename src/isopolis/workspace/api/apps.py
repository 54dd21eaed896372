from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API: what pages show, as JSON and CSV, behind the same gate."""

    name = "isopolis.workspace.api"
    label = "api"
