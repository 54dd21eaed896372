from django.apps import AppConfig


class LotteryConfig(AppConfig):
    """Civic lotteries and participatory budgets."""

    name = "isopolis.workspace.lottery"
    label = "lottery"
