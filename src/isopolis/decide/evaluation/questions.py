"""The questions of an evaluation, in English and French.

The criteria are those of the Evaluation Compass of the Commission's Competence Centre on Participatory and
Deliberative Democracy (Joint Research Centre): the ecosystem around a process, the project, the process
itself, the participants, the outcome. The questions are ours, after what these criteria and the OECD's
Evaluation Guidelines for Representative Deliberative Processes (2021) ask for; they are not the OECD's
questionnaire, which is to be used word for word where results shall be compared with other processes.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from isopolis.language import message
from isopolis.records.record import Key, Record, record_from_toml
from isopolis.records.vocabulary import Term
from isopolis.records.words import Remark

AGREEMENT = (
    message("strongly disagree"),
    message("disagree"),
    message("neither agree nor disagree"),
    message("agree"),
    message("strongly agree"),
)
"""The words of the answers 1 to 5."""


class Criterion(Term):
    """What a question is about."""

    ECOSYSTEM = "ecosystem", message("Around it: decisions and other processes")
    PROJECT = "project", message("The project: purpose, question, information")
    PROCESS = "process", message("The process: access, voice, respect, time")
    PARTICIPANTS = "participants", message("The participants: who came, what they gained")
    OUTCOME = "outcome", message("The outcome: result and answer")


class Done(Term):
    """What organisers say about a requirement."""

    YES = "yes", message("yes")
    PARTLY = "partly", message("partly")
    NO = "no", message("no")

    @property
    def share(self) -> float:
        """1, 1/2 or 0."""
        return 1.0 - list(Done).index(self) / 2


class Question(Record):
    """A question of one of the two questionnaires."""

    id: Key
    criterion: Criterion
    text: Remark


class _Questions(Record):
    participants: tuple[Question, ...]
    organisers: tuple[Question, ...]


@cache
def _questions() -> _Questions:
    text = (files(__package__) / "questions.toml").read_text("utf-8")
    return record_from_toml(_Questions, text, expected="the questions of an evaluation")


def participant_questions() -> tuple[Question, ...]:
    """Statements that participants agree with from 1 to 5.

    >>> {one.criterion for one in participant_questions()} == set(Criterion)
    True
    """
    return _questions().participants


def organiser_questions() -> tuple[Question, ...]:
    """Requirements that organisers say are met, partly met, or not.

    >>> {one.criterion for one in organiser_questions()} == set(Criterion)
    True
    """
    return _questions().organisers
