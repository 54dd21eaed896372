"""Segregation: indices of a city and its areas, environments and scales, inference, decomposition."""

# Importing a family registers its indices; the order here is the order of the registry.
from isopolis.measure.segregation import (
    boundaries,
    centralisation,
    clustering,
    concentration,
    diversity,
    environments,
    evenness,
    exposure,
    extremes,
    income,
    inference,
    information,
    location_quotient,
    multiscalar,
    ordinal,
    rank_order,
)
from isopolis.measure.segregation.change import Change
from isopolis.measure.segregation.decompose import decompose, decompose_change
from isopolis.measure.segregation.equal_composition import compare_at_equal_composition
from isopolis.measure.segregation.local_moran import local_moran
from isopolis.measure.segregation.macro_micro import macro_micro_ratio
from isopolis.measure.segregation.measurement import (
    FIRST_FLOOR,
    SEPARATOR,
    Comparison,
    comparisons,
    local,
    measure,
)
from isopolis.measure.segregation.profiles import profile
from isopolis.measure.segregation.questions import compare, test
from isopolis.measure.segregation.readings import add_sentences, sentence
from isopolis.measure.segregation.registry import INDICES, Dimension, Groups, Index, Setting

__all__ = [
    "FIRST_FLOOR",
    "INDICES",
    "SEPARATOR",
    "Change",
    "Comparison",
    "Dimension",
    "Groups",
    "Index",
    "Setting",
    "add_sentences",
    "boundaries",
    "centralisation",
    "clustering",
    "compare",
    "compare_at_equal_composition",
    "comparisons",
    "concentration",
    "decompose",
    "decompose_change",
    "diversity",
    "environments",
    "evenness",
    "exposure",
    "extremes",
    "income",
    "inference",
    "information",
    "local",
    "local_moran",
    "location_quotient",
    "macro_micro_ratio",
    "measure",
    "multiscalar",
    "ordinal",
    "profile",
    "rank_order",
    "sentence",
    "test",
]
