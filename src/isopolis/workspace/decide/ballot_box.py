"""Votes on their way into the database: those that arrive together are committed together.

A vote is confirmed when it is on the disk, and waiting for the disk is what takes longest. So one thread at a
time writes: it takes every vote that is waiting and commits them in one transaction; the threads whose votes
it took find them saved. Nothing waits that could be lost: whoever asked is answered after the commit.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from isopolis.workspace.decide.models import Vote

_SAVE = """
INSERT INTO decide_vote (round_id, participant_id, statement_id, value, sent, at) VALUES {rows}
ON CONFLICT (participant_id, statement_id)
DO UPDATE SET value = excluded.value, sent = excluded.sent, at = excluded.at
WHERE decide_vote.sent <= excluded.sent
"""
"""One that was sent before the one that is there changes nothing. SQLite and PostgreSQL read it alike."""


@dataclass(slots=True)
class Cast:
    """A vote, and what became of it."""

    round: int
    participant: int
    statement: int
    value: int
    sent: int
    at: datetime
    saved: bool = False
    error: DatabaseError | None = None


_waiting: list[Cast] = []
_writing = threading.Lock()


def save(vote: Cast) -> None:
    """Save a vote; returns when it is on the disk."""
    _waiting.append(vote)
    with _writing:
        if not vote.saved and vote.error is None:
            together = _waiting[:]
            del _waiting[: len(together)]
            _write(together)
    if vote.error is not None:
        raise vote.error


def _write(together: Sequence[Cast]) -> None:
    """Commit votes together; if one of them cannot be saved, each by itself."""
    try:
        _commit(together)
    except DatabaseError as error:
        if len(together) == 1:
            together[0].error = error
            return
        for one in together:
            _write([one])


def _commit(together: Sequence[Cast]) -> None:
    # Of two votes on the same statement the one that was sent last; the other changes nothing.
    last = {(one.participant, one.statement): one for one in sorted(together, key=lambda one: one.sent)}
    at = Vote._meta.get_field("at")
    values = [
        (one.round, one.participant, one.statement, one.value, one.sent,
         at.get_db_prep_value(one.at, connection))
        for one in last.values()
    ]  # fmt: skip
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SAVE.format(rows=rows), [cell for row in values for cell in row])
    for one in together:
        one.saved = True
