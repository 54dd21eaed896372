"""Methods of engagement and co-governance: a catalogue, and what fits a process, with reasons."""

from isopolis.decide.methods.chooser import Choice, Verdict, choose_methods
from isopolis.decide.methods.fit import Wish
from isopolis.decide.methods.method import Method, method_by_id, methods
from isopolis.decide.methods.vocabulary import BudgetClass, Purpose, Selection, Setting

__all__ = [
    "BudgetClass",
    "Choice",
    "Method",
    "Purpose",
    "Selection",
    "Setting",
    "Verdict",
    "Wish",
    "choose_methods",
    "method_by_id",
    "methods",
]
