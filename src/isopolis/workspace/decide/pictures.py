"""The picture of a round, made from its votes by the wing, and kept while the votes stay the same."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from django.db.models import Count, Max

from isopolis.decide.opinions import OpinionMap, Stability, Votes, collect, map_opinions, stability
from isopolis.workspace.decide.models import Round, State, Vote

SLOWEST = timedelta(seconds=20)
"""Time within which a vote that was cast is committed."""
FRESH = 5.0
"""Seconds for which the weights of statements are used before the votes are looked at again."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the results page shows."""

    opinions: OpinionMap
    stability: Stability


_pictures: dict[int, tuple[tuple[object, ...], Picture]] = {}
_looking = threading.Lock()
_weights: dict[int, tuple[float, tuple[object, ...], list[int], npt.NDArray[np.float64]]] = {}


@dataclass(frozen=True, slots=True)
class _Columns:
    """The votes of a round as they were read last, and when the newest of them was cast."""

    columns: tuple[npt.NDArray[np.int64], ...]
    newest: datetime


_columns: dict[str, _Columns] = {}
"""By the word of the round's link, which no other round ever has."""


def votes_of(conversation: Round) -> tuple[Votes, npt.NDArray[np.bool_]]:
    """All votes of a round by participant and statement, and which statements are not shown.

    Only what was cast since the last time is read; all of it anew where votes were erased in between.
    """
    shown = dict(conversation.statements.values_list("pk", "state"))
    statements = np.array(sorted(shown), dtype=np.int64)
    votes = _collected(conversation, statements, _columns.get(conversation.link_token))
    if len(votes) != Vote.objects.filter(round=conversation).count():
        votes = _collected(conversation, statements, None)
    hidden = np.array([shown.get(int(one)) != State.SHOWN for one in votes.statements], dtype=bool)
    return votes, hidden


def _collected(conversation: Round, statements: npt.NDArray[np.int64], kept: _Columns | None) -> Votes:
    rows = Vote.objects.filter(round=conversation)
    if kept is not None:  # some that were cast before the newest one may have been committed after it
        rows = rows.filter(at__gte=kept.newest - SLOWEST)
    table = list(rows.order_by("at", "pk").values_list("participant_id", "statement_id", "value", "at"))
    fresh = [np.array([row[i] for row in table], dtype=np.int64) for i in range(3)]
    if kept is not None:
        fresh = [np.concatenate(pair) for pair in zip(kept.columns, fresh, strict=True)]
    votes = collect(*fresh, statements=statements)
    if table:
        person = np.repeat(votes.people, votes.cast).astype(np.int64)
        columns = (person, votes.statements[votes.statement], votes.value.astype(np.int64))
        _columns[conversation.link_token] = _Columns(columns, table[-1][3])
    return votes


def _mark(conversation: Round) -> tuple[object, ...]:
    """What changes when a vote or a statement does."""
    votes = Vote.objects.filter(round=conversation).aggregate(Count("pk"), Max("at"))
    states = tuple(conversation.statements.values_list("pk", "state"))
    return (*votes.values(), states)


def picture(conversation: Round) -> Picture:
    """Groups, consensus and stability of a round."""
    mark = _mark(conversation)
    kept = _pictures.get(conversation.pk)
    if kept is None or kept[0] != mark:
        votes, hidden = votes_of(conversation)
        opinions = map_opinions(votes, hidden)
        kept = mark, Picture(opinions, stability(opinions, draws=20))
        _pictures[conversation.pk] = kept
    return kept[1]


def weights(conversation: Round, statements: list[int]) -> tuple[list[int], npt.NDArray[np.float64]]:
    """Statements and the weights by which the next one is drawn; looked up again every few seconds.

    One voter at a time waits for that; the others are served by the weights before, at first by equal ones.
    """
    wanted = tuple(sorted(statements))
    kept = _weights.get(conversation.pk)
    fresh = kept is not None and kept[1] == wanted and time.monotonic() - kept[0] < FRESH
    if not fresh and _looking.acquire(blocking=False):
        try:
            votes, hidden = votes_of(conversation)
            weight = map_opinions(votes, hidden).priorities()
            place = {int(one): at for at, one in enumerate(votes.statements)}
            values = np.array([weight[place[one]] for one in wanted], dtype=np.float64)
            kept = _weights[conversation.pk] = time.monotonic(), wanted, list(wanted), values
        finally:
            _looking.release()
    if kept is None or kept[1] != wanted:
        return list(wanted), np.ones(len(wanted))
    return kept[2], kept[3]
