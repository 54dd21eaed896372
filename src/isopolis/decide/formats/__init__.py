"""In and out: tables of votes, proposals and answers as other programs write them, and back."""

from isopolis.decide.formats.answers import Answers, read_answers
from isopolis.decide.formats.polis import Conversation, polis_export, read_conversation
from isopolis.decide.formats.proposals import ProposalRow, read_proposals
from isopolis.decide.table import Table, read_table

__all__ = [
    "Answers",
    "Conversation",
    "ProposalRow",
    "Table",
    "polis_export",
    "read_answers",
    "read_conversation",
    "read_proposals",
    "read_table",
]
