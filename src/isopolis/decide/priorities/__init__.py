"""Priorities among actions: scores by criterion and group, and how sure the order is."""

from isopolis.decide.priorities.acceptability import Acceptability, acceptability
from isopolis.decide.priorities.panel import LEAST, OTHERS, Panel, Sheet, gather, read_sheets
from isopolis.decide.priorities.ranking import Place, Ranking, rank
from isopolis.decide.priorities.scores import CRITERIA, Scores, read_scores
from isopolis.decide.priorities.sensitivity import Swap, dominated, swaps

__all__ = [
    "CRITERIA",
    "LEAST",
    "OTHERS",
    "Acceptability",
    "Panel",
    "Place",
    "Ranking",
    "Scores",
    "Sheet",
    "Swap",
    "acceptability",
    "dominated",
    "gather",
    "rank",
    "read_scores",
    "read_sheets",
    "swaps",
]
