"""Priority neighbourhoods: areas in need, joined into places large enough to act on."""

from isopolis.measure.priority.criteria import Answer, Computed
from isopolis.measure.priority.decisions import DECISION_COLUMNS
from isopolis.measure.priority.designation import priority_areas
from isopolis.measure.priority.exceptions import HandMade
from isopolis.measure.priority.perimeter import PerimeterComparison, compare_perimeter
from isopolis.measure.priority.result import PriorityResult, Why
from isopolis.measure.priority.rule import Rule, builtin_rules, read_rule, rule_from_toml

__all__ = [
    "DECISION_COLUMNS",
    "Answer",
    "Computed",
    "HandMade",
    "PerimeterComparison",
    "PriorityResult",
    "Rule",
    "Why",
    "builtin_rules",
    "compare_perimeter",
    "priority_areas",
    "read_rule",
    "rule_from_toml",
]
