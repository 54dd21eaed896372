from django.apps import AppConfig


class LotteryConfig(AppConfig):
    """Civic lotteries."""

    name = "isopolis.workspace.lottery"
    label = "lottery"
