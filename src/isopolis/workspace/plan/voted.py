"""What a decision rests on: a statement that people voted on, with its result on the day of the decision."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from isopolis.workspace.decide.models import Round, State, Statement, Vote
from isopolis.workspace.decide.results import LEAST
from isopolis.workspace.people.models import Partnership


def statements_of(partnership: Partnership) -> QuerySet[Statement]:
    """The statements on which enough people voted that a result can be shown."""
    found = Statement.objects.filter(
        round__partnership=partnership, round__kind=Round.Kind.VOTES, state=State.SHOWN
    )
    votes = Vote.objects.filter(statement=OuterRef("pk")).order_by().values("pk")
    last = Subquery(votes[LEAST - 1 : LEAST])  # the last that is needed, if there are so many
    return found.annotate(last=last).filter(last__isnull=False).select_related("round")


def result_of(statement: Statement) -> dict[str, Any]:
    """How people voted, as it is today: it is kept with the decision, and later votes do not change it."""
    votes = Counter(Vote.objects.filter(statement=statement).values_list("value", flat=True))
    return {
        "text": statement.text,
        "agree": votes[1],
        "disagree": votes[-1],
        "pass": votes[0],
        "on": timezone.now().date().isoformat(),
    }
