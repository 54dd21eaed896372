from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """A whole partnership as one file of open formats, out and in."""

    name = "isopolis.workspace.exchange"
    label = "exchange"
