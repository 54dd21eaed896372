"""The preliminary actions, scored by invented members who do not agree on everything."""

from __future__ import annotations

import numpy as np

from isopolis.decide.priorities import CRITERIA
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.priorities.models import Candidate, Ranking, Rater, Score

GROUPS = (
    ("partner", 9, (8, 6, 9, 7, 5)),
    ("expert", 4, (9, 8, 5, 4, 5)),
    ("resident", 7, (6, 10, 4, 2, 9)),
    ("observer", 2, (5, 5, 5, 5, 5)),
)
"""Group, how many of it scored, and how much each criterion counts for them."""


def fill_priorities(partnership: Partnership, people: dict[str, User]) -> None:
    """A ranking of the actions of the plan; every score in it is invented."""
    ranking = Ranking.objects.create(
        partnership=partnership,
        title="Which actions first? (invented)",
        text="The preliminary actions, scored before the meeting.",
        criteria=list(CRITERIA),
        made_by=people["coordinator"],
    )
    candidates = Candidate.objects.bulk_create(
        Candidate(ranking=ranking, name=action.title, action=action) for action in partnership.actions.all()
    )
    rng = np.random.default_rng(11)
    middle = rng.uniform(3.5, 8.0, (len(candidates), len(CRITERIA)))
    scores: list[Score] = []
    for name, number, counts in GROUPS:
        lean = rng.normal(0.0, 1.1, middle.shape)
        for turn in range(number):
            weights = {
                one: max(0.0, c + float(rng.integers(-1, 2))) for one, c in zip(CRITERIA, counts, strict=True)
            }
            rater = Rater.objects.create(
                ranking=ranking, key=f"invented {ranking.pk} {name} {turn}", group=name, weights=weights
            )
            given = np.clip(np.round(middle + lean + rng.normal(0.0, 1.0, middle.shape)), 0, 10)
            scores += [
                Score(rater=rater, candidate=one, values=dict(zip(CRITERIA, map(float, row), strict=True)))
                for one, row in zip(candidates, given, strict=True)
            ]
    Score.objects.bulk_create(scores)
