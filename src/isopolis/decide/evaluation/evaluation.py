r"""An evaluation: the answers of participants, protected, beside what the organisers say of themselves.

For each statement: how many answered, the share that agrees (4 or 5), with Wilson's interval, and the share
that disagrees (1 or 2). A statement with fewer than :data:`LEAST` answers is withheld. By group (an answer
about oneself) only the share that agrees is shown, for groups of :data:`LEAST` answers or more, and never
so that a single withheld group could be worked out from the total.

For each criterion: the mean share of participants that agrees, :math:`p`, and the mean of the organisers' own
answers, :math:`o` (yes 1, partly 1/2, no 0). Where :math:`o - p` is :data:`BLIND` or more, organisers see
something that participants did not feel: that is worth a conversation. The two are not the same scale; the
difference is a hint, not a measure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from isopolis.decide.evaluation.questions import (
    Criterion,
    Done,
    Question,
    organiser_questions,
    participant_questions,
)
from isopolis.decide.representation.ratio import LEAST, protected, wilson

BLIND = 0.3
"""From which difference on organisers and participants are said to see it differently."""
AGREES, DISAGREES = 4, 2

Answers = Mapping[str, int]
"""Id of a statement -> 1 to 5; a statement without an answer is not in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement and how it was answered; ``agree`` None: withheld.

    ``groups``: answer about oneself -> share that agrees, None where withheld; without those that nobody
    gave.
    """

    question: Question
    answered: int | None
    agree: float | None
    low: float | None
    high: float | None
    disagree: float | None
    groups: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """A criterion seen from both sides; None: the participants' withheld, the organisers' not given."""

    criterion: Criterion
    participants: float | None
    organisers: float | None

    @property
    def is_blind(self) -> bool:
        """Whether organisers see themselves much better than participants felt."""
        if self.participants is None or self.organisers is None:
            return False
        return self.organisers - self.participants >= BLIND


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole: ``answered`` None where too few answered for any figure."""

    answered: int | None
    lines: tuple[Line, ...]
    standings: tuple[Standing, ...]
    open_requirements: tuple[Question, ...]
    """What the organisers say is not or only partly done."""


def evaluate(
    answers: Sequence[Answers],
    own: Mapping[str, Done],
    groups: Sequence[str | None] = (),
) -> Evaluation:
    """Evaluate a process.

    Parameters
    ----------
    answers
        One mapping a participant.
    own
        The organisers' answers, by question.
    groups
        What each participant said about themselves, in the same order; empty: nobody was asked.

    >>> evaluate([{"again": 5}] * 4, {}).answered is None
    True
    >>> found = evaluate([{"again": 5}] * 4 + [{"again": 1}], {})
    >>> next(one.agree for one in found.lines if one.question.id == "again")
    0.8
    """
    lines = tuple(_line(question, answers, groups) for question in participant_questions())
    return Evaluation(
        answered=len(answers) if len(answers) >= LEAST else None,
        lines=lines,
        standings=tuple(_standing(one, lines, own) for one in Criterion),
        open_requirements=tuple(
            one for one in organiser_questions() if own.get(one.id) in {Done.NO, Done.PARTLY}
        ),
    )


def _line(question: Question, answers: Sequence[Answers], groups: Sequence[str | None]) -> Line:
    given = [one.get(question.id) for one in answers]
    values = np.array([one for one in given if one is not None], dtype=np.int64)
    if len(values) < LEAST:
        return Line(question, None, None, None, None, None, {})
    agree = int((values >= AGREES).sum())
    low, high = wilson(agree, len(values), 0.95)
    disagree = float((values <= DISAGREES).mean())
    return Line(question, len(values), agree / len(values), low, high, disagree, _by_group(given, groups))


def _by_group(given: Sequence[int | None], groups: Sequence[str | None]) -> dict[str, float | None]:
    """The share that agrees in each group; those who did not say theirs are a group that is not shown."""
    if not groups:
        return {}
    names = sorted({one for one in groups if one})
    by_name = {
        name: [
            value
            for value, group in zip(given, groups, strict=True)
            if (group or "") == name and value is not None
        ]
        for name in ["", *names]
    }
    counts = np.array([len(by_name[name]) for name in ["", *names]], dtype=np.int64)
    kept = protected(counts, LEAST)
    return {
        name: float(np.mean([value >= AGREES for value in by_name[name]])) if ok else None
        for name, ok in zip(["", *names], kept, strict=True)
        if name and by_name[name]
    }


def _standing(criterion: Criterion, lines: Sequence[Line], own: Mapping[str, Done]) -> Standing:
    felt = [one.agree for one in lines if one.question.criterion is criterion and one.agree is not None]
    said = [
        own[one.id].share for one in organiser_questions() if one.criterion is criterion and one.id in own
    ]
    return Standing(
        criterion,
        float(np.mean(felt)) if felt else None,
        float(np.mean(said)) if said else None,
    )
