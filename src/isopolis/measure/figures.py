"""A figure: one number about a city or an area, with its uncertainty, its status and its origin.

Figures travel as a pandas table with the columns :data:`FIGURE_COLUMNS`, one row a figure; what they
were computed from travels beside them as one :class:`Provenance` record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from isopolis.measure.areas import Source

FIGURE_COLUMNS = (
    "city",
    "area",
    "index",
    "groups",
    "scale",
    "value",
    "low",
    "high",
    "expected",
    "corrected",
    "status",
    "sentence",
)
"""Columns of a table of figures::

    city      name of the city
    area      id of the area, or None for the city's own figure
    index     name of the index in the registry, e.g. "dissimilarity"
    groups    group names joined by " / " in the order that the index reads them, e.g. "OTH / NAT"
    scale     None for the areas as they are, else e.g. "500 m" or "k=400"
    value     the figure; for an area, its contribution: contributions add up to the city's value
    low, high ends of the 95% interval, None where there is none
    expected  value to be expected if nobody were segregated, given these small counts
    corrected the figure without what small counts alone add to it; low and high are about this one
    status    a FigureStatus
    sentence  the reading in plain words
"""


class FigureStatus(StrEnum):
    """How much a figure can carry."""

    OBSERVED = "observed"
    """Every count that it needs was observed."""
    PARTIAL = "partial"
    """Areas were left out because a count was suppressed or not collected."""
    IMPUTED = "imputed"
    """Some counts were filled in by the publisher."""
    PERTURBED = "perturbed"
    """Some counts carry the publisher's noise or rounding."""
    SUPPRESSED = "suppressed"
    """Withheld here to protect small groups: the value is None."""
    NOT_COLLECTED = "not_collected"
    """The groups were not counted here: the value is None."""
    UNDEFINED = "undefined"
    """The formula has no value here, e.g. a group of nobody: the value is None."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Enough to compute a figure again and get the same bits."""

    source: Source
    method: str
    version: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
