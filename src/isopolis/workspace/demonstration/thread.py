"""Invented figures, pinned to the thread of the demonstration partnership."""

from __future__ import annotations

from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.thread.models import Figure

FIGURES = (
    (
        "Dissimilarity of the newcomers in Tessemar",
        "Two in five newcomers would have to move for every neighbourhood to have the city's share.",
        0.41, 0.39, 0.43, "",
    ),
    (
        "Newcomers of Quayside who live over 1 km from a counter of the administration",
        "More than half of the newcomers of Quayside live further than a kilometre from any counter.",
        56.0, None, None, "%",
    ),
)  # fmt: skip


def fill_thread(partnership: Partnership, people: dict[str, User]) -> None:
    """Pin two figures."""
    for key, (title, sentence, value, low, high, unit) in enumerate(FIGURES):
        Figure.objects.create(
            partnership=partnership,
            title=title,
            sentence=sentence,
            value=value,
            low=low,
            high=high,
            unit=unit,
            area="Tessemar",
            group="newcomers",
            source="invented for the demonstration",
            key=str(key),
            pinned_by=people["expert"],
        )
