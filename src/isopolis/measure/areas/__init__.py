"""What a city is made of: small areas x groups, the status of every count, official formats."""

from isopolis.measure.areas.areas import REST, Areas, Composition, Source, compose, universe_of
from isopolis.measure.areas.status import CountStatus, known, status_of

__all__ = [
    "REST",
    "Areas",
    "Composition",
    "CountStatus",
    "Source",
    "compose",
    "known",
    "status_of",
    "universe_of",
]
