"""Participatory budgets: files, rules that choose projects, and who gets what from them."""

from isopolis.decide.budgets.comparison import RULES, Rule, compare, differences
from isopolis.decide.budgets.election import Election, Project, Vote
from isopolis.decide.budgets.equal_shares import Completion, Utility, equal_shares
from isopolis.decide.budgets.greedy import greedy_by_votes, greedy_by_votes_per_cost
from isopolis.decide.budgets.outcome import (
    GroupShare,
    Outcome,
    by_field,
    by_group,
    least_served,
    outcome,
    sentence,
)
from isopolis.decide.budgets.pabulib import officially_selected, read_pb, write_pb
from isopolis.decide.budgets.phragmen import sequential_phragmen
from isopolis.decide.budgets.publication import publishable

__all__ = [
    "RULES",
    "Completion",
    "Election",
    "GroupShare",
    "Outcome",
    "Project",
    "Rule",
    "Utility",
    "Vote",
    "by_field",
    "by_group",
    "compare",
    "differences",
    "equal_shares",
    "greedy_by_votes",
    "greedy_by_votes_per_cost",
    "least_served",
    "officially_selected",
    "outcome",
    "publishable",
    "read_pb",
    "sentence",
    "sequential_phragmen",
    "write_pb",
]
