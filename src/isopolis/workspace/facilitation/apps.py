from django.apps import AppConfig


class FacilitationConfig(AppConfig):
    """Meetings while they run: agenda, groups, notes."""

    name = "isopolis.workspace.facilitation"
    label = "facilitation"
