"""Evaluating a process: what participants say, what organisers say, and where the two do not agree."""

from isopolis.decide.evaluation.evaluation import Evaluation, Line, evaluate
from isopolis.decide.evaluation.questions import (
    AGREEMENT,
    Criterion,
    Done,
    Question,
    organiser_questions,
    participant_questions,
)

__all__ = [
    "AGREEMENT",
    "Criterion",
    "Done",
    "Evaluation",
    "Line",
    "Question",
    "evaluate",
    "organiser_questions",
    "participant_questions",
]
