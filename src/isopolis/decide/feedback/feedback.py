"""What became of a proposal, in sentences: what was said, how it was judged, voted on, and what was done.

Votes on a statement are told from :data:`~isopolis.decide.representation.ratio.LEAST` voters on. An answer is
honest before it is friendly: where nothing was done yet, it says so, and when the next answer is due.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from isopolis.decide.representation.ratio import LEAST
from isopolis.language import Language


class Fate(StrEnum):
    """Where a proposal stands."""

    WAITING = "waiting"
    SHOWN = "shown"
    MERGED = "merged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Ballot:
    """Votes on a statement that grew from the proposal."""

    statement: str
    agree: int
    disagree: int
    passed: int

    @property
    def voters(self) -> int:
        """Everybody who answered, also those who passed."""
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True, slots=True)
class Deed:
    """An action that grew from the proposal: its title, its state in words, who leads it, until when."""

    title: str
    state: str
    leader: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """One proposal and everything that followed it.

    ``comments`` is their number; ``answer`` what the partnership wrote; ``next_on`` the day of the next
    answer, where one was promised.
    """

    title: str
    idea: str
    put_on: date
    fate: Fate
    reason: str = ""
    merged_into: str = ""
    merged_from: int = 0
    comments: int = 0
    ballots: tuple[Ballot, ...] = ()
    deeds: tuple[Deed, ...] = ()
    answer: str = ""
    next_on: date | None = None

    def you_said(self, language: Language) -> str:
        """What the author put."""
        day = language.date(self.put_on)
        return language.text("On {day} you put the proposal “{title}”.", day=day, title=self.title)

    def we_heard(self, language: Language) -> Iterator[str]:
        """How it went among people: moderation, merging, comments, votes."""
        if self.fate is Fate.WAITING:
            yield language.text("A moderator has not read it yet.")
        elif self.fate is Fate.REJECTED:
            yield language.text("It is not shown. The reason: {reason}", reason=self.reason or "–")
        elif self.fate is Fate.MERGED:
            yield language.text(
                "It was merged into “{title}”, which says the same; your text and your credit are kept.",
                title=self.merged_into,
            )
        if self.merged_from:
            yield language.text(
                "Proposals that say the same were merged into yours: {n}.",
                n=language.number(self.merged_from),
            )
        if self.comments:
            yield language.text("Comments: {n}.", n=language.number(self.comments))
        for one in self.ballots:
            yield self._vote(one, language)

    def _vote(self, ballot: Ballot, language: Language) -> str:
        if ballot.voters < LEAST:
            return language.text(
                "Too few people have voted on “{statement}” yet to say how.", statement=ballot.statement
            )
        return language.text(
            "Of {voters} people who voted on “{statement}”, {agree} agree and {disagree} disagree.",
            voters=language.number(ballot.voters),
            statement=ballot.statement,
            agree=language.percent(ballot.agree / ballot.voters),
            disagree=language.percent(ballot.disagree / ballot.voters),
        )

    def we_did(self, language: Language) -> Iterator[str]:
        """What was done, or that nothing was done yet."""
        for one in self.deeds:
            said = language.text("It became the action “{title}”: {state}.", title=one.title, state=one.state)
            if one.leader:
                said += " " + language.text("Led by: {leader}.", leader=one.leader)
            if one.until:
                said += " " + language.text("It is to be done by {day}.", day=language.date(one.until))
            yield said
        if self.answer:
            yield self.answer
        if not self.deeds and not self.answer and self.fate is not Fate.REJECTED:
            yield language.text("Nothing has been done with it yet.")
        if self.next_on:
            yield language.text("You get the next answer by {day}.", day=language.date(self.next_on))
