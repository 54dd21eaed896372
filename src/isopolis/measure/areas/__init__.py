"""What a city is made of: small areas x groups, the status of every count, official formats."""

from isopolis.measure.areas.areas import REST, Areas, Source
from isopolis.measure.areas.composition import (
    NOT_PEOPLE,
    Composition,
    NobodyCountedError,
    compose,
    refuse_totals,
    rounded_away,
    universe_of,
)
from isopolis.measure.areas.status import CountStatus, known, status_of

__all__ = [
    "NOT_PEOPLE",
    "REST",
    "Areas",
    "Composition",
    "CountStatus",
    "NobodyCountedError",
    "Source",
    "compose",
    "known",
    "refuse_totals",
    "rounded_away",
    "status_of",
    "universe_of",
]
