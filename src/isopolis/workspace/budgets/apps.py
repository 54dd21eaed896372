from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    """Participatory budgets: projects, ballots, and what each rule makes of them."""

    name = "isopolis.workspace.budgets"
    label = "budgets"
