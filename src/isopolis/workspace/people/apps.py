from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who is here: people, organisations, partnerships, roles."""

    name = "isopolis.workspace.people"
    label = "people"
