from django.apps import AppConfig


class MeasureConfig(AppConfig):
    """The room of the verb “measure”."""

    name = "isopolis.workspace.measure"
    label = "measure"

    def ready(self) -> None:
        """Make the tasks of this room known."""
        from isopolis.workspace.measure.jobs import register_jobs  # noqa: PLC0415  (models are ready now)

        register_jobs()
