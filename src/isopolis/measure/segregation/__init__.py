"""Segregation: indices of a city and its areas, environments and scales, inference, decomposition."""

# Importing a family registers its indices; the order here is the order of the registry.
from isopolis.measure.segregation import evenness, exposure, information, location_quotient
from isopolis.measure.segregation.measurement import (
    FIRST_FLOOR,
    Comparison,
    comparisons,
    local,
    measure,
)
from isopolis.measure.segregation.registry import INDICES, Dimension, Groups, Index, Setting

__all__ = [
    "FIRST_FLOOR",
    "INDICES",
    "Comparison",
    "Dimension",
    "Groups",
    "Index",
    "Setting",
    "comparisons",
    "evenness",
    "exposure",
    "information",
    "local",
    "location_quotient",
    "measure",
]
