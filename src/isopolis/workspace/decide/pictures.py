"""What is made of the votes of a round by the wing, kept while the votes stay the same.

Of a large round it takes seconds to read a million votes and to find the groups in them. So what was seen is
used for a while also after further votes: twenty times as long as it took, which leaves nineteen twentieths
of the server to other pages. Of a small round every vote is seen at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import Max

from isopolis.decide.opinions import OpinionMap, Stability, Votes, collect, map_opinions, stability
from isopolis.workspace.decide.models import Round, State, Vote

SLOWEST = timedelta(seconds=20)
"""Time within which a vote that was cast is committed."""
FRESH = 5.0
"""Seconds for which the weights of statements are used before the votes are looked at again."""
QUICK = 1.0
"""Seconds; what takes no longer is made anew for every vote."""
IDLE = 20
"""What takes longer is used for so many times as long as it took."""
KEPT = 16
"""Rounds that are kept in memory."""


@dataclass(slots=True)
class Look:
    """The votes of a round as they were at one moment, and what has been made of them since."""

    mark: tuple[object, ...]
    votes: Votes
    hidden: npt.NDArray[np.bool_]
    seconds: float
    at: float = field(default_factory=time.monotonic)
    _made: dict[Hashable, Any] = field(default_factory=dict)

    def made(self, name: Hashable, make: Callable[[], Any]) -> Any:
        """What ``make`` makes of these votes, once."""
        if name not in self._made:
            began = time.monotonic()
            self._made[name] = make()
            self.seconds += time.monotonic() - began
        return self._made[name]

    def latest(self, name: Hashable, of: Hashable, make: Callable[[], Any]) -> Any:
        """What ``make`` makes of these votes and of something else, as long as that stays the same."""
        if name in self._made and self._made[name][0] != of:
            del self._made[name]
        return self.made(name, lambda: (of, make()))[1]

    @property
    def is_fresh(self) -> bool:
        """Whether it is used although there may be further votes."""
        return self.seconds > QUICK and time.monotonic() - self.at < IDLE * self.seconds

    @property
    def opinions(self) -> OpinionMap:
        """The groups of opinion and what they say."""
        found: OpinionMap = self.made("opinions", lambda: map_opinions(self.votes, self.hidden))
        return found


@dataclass(frozen=True, slots=True)
class Picture:
    """What the results page shows."""

    opinions: OpinionMap
    stability: Stability


_looks: dict[int, Look] = {}
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
    newest = rows.aggregate(Max("at"))["at__max"]
    if kept is not None:  # some that were cast before the newest one may have been committed after it
        rows = rows.filter(at__gte=kept.newest - SLOWEST)
    ordered = rows.order_by("at", "pk").values_list("participant_id", "statement_id", "value")
    table = np.fromiter(chain.from_iterable(ordered.iterator()), dtype=np.int64).reshape(-1, 3)
    fresh = list(table.T)
    if kept is not None:
        fresh = [np.concatenate(pair) for pair in zip(kept.columns, fresh, strict=True)]
    votes = collect(*fresh, statements=statements)
    if newest is not None:
        person = np.repeat(votes.people, votes.cast).astype(np.int64)
        columns = (person, votes.statements[votes.statement], votes.value.astype(np.int64))
        _columns[conversation.link_token] = _Columns(columns, newest)
    return votes


def _mark(conversation: Round) -> tuple[object, ...]:
    """What changes when a vote, a participant or a statement does; quick also of a million votes."""
    latest = Vote.objects.filter(round=conversation).aggregate(Max("at"))
    states = tuple(conversation.statements.order_by("pk").values_list("pk", "state"))
    return (*latest.values(), conversation.participants.count(), states)


def look(conversation: Round) -> Look:
    """The votes of a round as far as they have been looked at, at most a while ago."""
    mark, kept = _mark(conversation), _looks.get(conversation.pk)
    if kept is None or (kept.mark != mark and not kept.is_fresh):
        began = time.monotonic()
        kept = Look(mark, *votes_of(conversation), time.monotonic() - began)
        _looks.pop(conversation.pk, None)
        _looks[conversation.pk] = kept
        for oldest in list(_looks)[:-KEPT]:
            _looks.pop(oldest, None)
    return kept


def picture(conversation: Round) -> Picture:
    """Groups, consensus and stability of a round."""
    seen = look(conversation)
    return Picture(seen.opinions, seen.made("stability", lambda: stability(seen.opinions, draws=20)))


def weights(conversation: Round, statements: list[int]) -> tuple[list[int], npt.NDArray[np.float64]]:
    """Statements and the weights by which the next one is drawn; looked up again every few seconds.

    One voter at a time waits for that; the others are served by the weights before, at first by equal ones.
    """
    wanted = tuple(sorted(statements))
    kept = _weights.get(conversation.pk)
    fresh = kept is not None and kept[1] == wanted and time.monotonic() - kept[0] < FRESH
    if not fresh and _looking.acquire(blocking=False):
        try:
            seen = look(conversation)
            weight = seen.opinions.priorities()
            place = {int(one): at for at, one in enumerate(seen.votes.statements)}
            values = np.array([weight[place[one]] for one in wanted if one in place], dtype=np.float64)
            known = [one for one in wanted if one in place]
            kept = _weights[conversation.pk] = time.monotonic(), wanted, known, values
        finally:
            _looking.release()
    if kept is None or kept[1] != wanted:
        return list(wanted), np.ones(len(wanted))
    return kept[2], kept[3]
