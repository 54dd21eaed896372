"""How things of the thread hang together: the one table of typed relations.

Read a row as a sentence: a figure *supports* a barrier. Seen from the other end it has its own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation from a ``source`` kind to a ``target`` kind, in the words of both ends."""

    key: str
    source: str
    target: str
    forward: Any
    backward: Any

    def words(self, *, from_source: bool) -> Any:
        """How the one end says it."""
        return self.forward if from_source else self.backward


RELATIONS = (
    Relation("supports", "figure", "barrier", _("Supports the barrier"), _("Supported by the figure")),
    Relation("baseline-of", "figure", "indicator", _("Baseline of the indicator"), _("Starts at the figure")),
    Relation("addresses", "practice", "barrier", _("Addresses the barrier"), _("Addressed by the practice")),
    Relation("tells-of", "lesson", "practice", _("Tells of the practice"), _("Seen on a visit")),
    Relation("led-to", "lesson", "action", _("Led to the action"), _("Learned on a visit")),
    Relation("answers", "proposal", "barrier", _("Answers the barrier"), _("Answered by the proposal")),
    Relation("draws-on", "proposal", "practice", _("Draws on the practice"), _("Taken up by the proposal")),
    Relation("became", "proposal", "action", _("Became the action"), _("Grew from the proposal")),
    Relation("removes", "action", "barrier", _("Removes the barrier"), _("Removed by the action")),
    Relation("borrows-from", "action", "practice", _("Borrows from the practice"), _("Used by the action")),
    Relation("pays", "fund", "action", _("Can pay for the action"), _("Can be paid by the fund")),
    Relation("shows", "indicator", "action", _("Shows what the action does"), _("Shown by the indicator")),
)  # fmt: skip


def relation(source: str, key: str, target: str) -> Relation | None:
    """The relation of this name between these kinds, or None."""
    wanted = (source, key, target)
    return next((one for one in RELATIONS if (one.source, one.key, one.target) == wanted), None)


def relations_of(kind: str) -> list[tuple[Relation, bool]]:
    """The relations that a kind can have: each with whether the kind is its source."""
    ends = [(one, True) for one in RELATIONS if one.source == kind]
    return ends + [(one, False) for one in RELATIONS if one.target == kind]
