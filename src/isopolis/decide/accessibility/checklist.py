"""The checklist: what to see to before an event, an online process or a text, in English and French.

It is our own selection from the European standards for easy-to-read information (Inclusion Europe, 2009), the
Web Content Accessibility Guidelines 2.2 (W3C, 2023), EN 301 549 and the practice of organisers; each item
says why. It does not certify anything: ask people of the groups to go through it with you.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from isopolis.language import message
from isopolis.records.record import Key, Record, record_from_toml
from isopolis.records.vocabulary import Term
from isopolis.records.words import Remark


class Kind(Term):
    """What is checked."""

    EVENT = "event", message("An event")
    ONLINE = "online", message("An online process")
    TEXT = "text", message("A text in easy language")


class Stage(Term):
    """When it is seen to."""

    BEFORE = "before", message("Before")
    INVITING = "inviting", message("When inviting")
    DURING = "during", message("While it runs")
    AFTER = "after", message("Afterwards")


class Check(Record):
    """One thing to see to, and why; ``first`` marks those without which people cannot take part at all."""

    id: Key
    kind: Kind
    stage: Stage
    text: Remark
    why: Remark
    first: bool = False


class _Checklist(Record):
    checks: tuple[Check, ...]


@cache
def checks() -> tuple[Check, ...]:
    """Every item, in the order in which one goes through it.

    >>> {one.kind for one in checks()} == set(Kind)
    True
    """
    text = (files(__package__) / "checklist.toml").read_text("utf-8")
    return record_from_toml(_Checklist, text, expected="the accessibility checklist").checks


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a checklist is: items done or not needed, items in all, and first things still open."""

    settled: int
    of: int
    first_open: tuple[Check, ...]


def progress(kinds: Iterable[Kind], state: Mapping[str, str]) -> Progress:
    """How far the lists of these kinds are. ``state``: id -> "done", "not-needed" or anything else for open.

    >>> progress([Kind.TEXT], {}).settled
    0
    """
    wanted = [one for one in checks() if one.kind in set(kinds)]
    settled = [one for one in wanted if state.get(one.id) in {"done", "not-needed"}]
    still_open = tuple(one for one in wanted if one.first and one not in settled)
    return Progress(len(settled), len(wanted), still_open)
