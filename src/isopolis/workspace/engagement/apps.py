from django.apps import AppConfig


class EngagementConfig(AppConfig):
    """Processes of engagement: method, accessibility, agreement, evaluation."""

    name = "isopolis.workspace.engagement"
    label = "engagement"
