"""Access to services: tables of places, distances and coverage by group, and the gaps they show."""

from isopolis.measure.access.coverage import Coverage, coverage
from isopolis.measure.access.distance import Nearest, common_metres, nearest
from isopolis.measure.access.gaps import Gap, Rule, Support, find_gaps
from isopolis.measure.access.places import Places, check_near, read_places

__all__ = [
    "Coverage",
    "Gap",
    "Nearest",
    "Places",
    "Rule",
    "Support",
    "check_near",
    "common_metres",
    "coverage",
    "find_gaps",
    "nearest",
    "read_places",
]
