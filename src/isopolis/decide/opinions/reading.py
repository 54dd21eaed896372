"""The picture in words: how many groups and how sure, what all share, what divides, what a minority says.

Every number here may be published: of groups and cells with few people nothing is said.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from isopolis.decide.opinions.consensus import probability, share_interval
from isopolis.decide.opinions.opinion_map import OpinionMap
from isopolis.decide.opinions.stability import DOUBTFUL, STABLE, Stability
from isopolis.language import Language, message

SHOWN = 10
"""Statements of each kind that are named."""
LETTERS = "ABCDE"
FEWEST = 3
"""Statements below which nothing is said about groups."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement and what is said about it.

    ``shares`` has one text a group: the agreement in it, or “–” where too few voted.
    """

    statement: Hashable
    text: str
    words: str
    agree: str
    shares: tuple[str, ...]
    seen: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group: its letter, its size, how stable it is, what speaks for it."""

    letter: str
    people: int
    words: str
    stable: str
    statements: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that the results say."""

    summary: str
    stability: str
    groups: tuple[GroupLine, ...]
    shared: tuple[Line, ...]
    bridging: tuple[Line, ...]
    divisive: tuple[Line, ...]
    minority: tuple[Line, ...]
    everything: tuple[Line, ...]


def read_opinions(
    opinions: OpinionMap,
    stable: Stability,
    texts: Mapping[Hashable, str],
    language: Language,
    *,
    least: int = 5,
) -> Reading:
    """Say what the picture shows; of fewer than ``least`` people or votes nothing is said."""
    table = opinions.statements()
    table = table[~table["hidden"] & (table["seen"] >= least)]
    lines = _Lines(opinions, texts, language, least)
    enough = int((opinions.groups.people >= least).sum())
    voters = int((opinions.votes.cast > 0).sum())
    statements = int((~opinions.hidden).sum())
    if statements < FEWEST:
        few = language.text(
            "Too few statements are shown for a picture: {statements}.", statements=statements
        )
        everything = tuple(lines.line(one, "") for one in table.index)
        return Reading(few, "", (), (), (), (), (), everything)
    if voters < 2 * least or enough == 0:
        few = language.text("Too few people have voted for a picture: {people}.", people=voters)
        return Reading(few, "", (), (), (), (), (), ())
    everywhere = table[table["kind"] == "consensus for"].sort_values("lowest", ascending=False)
    nowhere = table[table["kind"] == "consensus against"].sort_values("dissensus", ascending=False)
    divisive = table[table["kind"] == "divisive"].sort_values("spread", ascending=False)
    apart = enough > 1
    return Reading(
        _summary(opinions, voters, enough, language),
        _stability(stable, language) if apart else "",
        _groups(opinions, stable, lines, language) if apart else (),
        tuple(
            [lines.line(one, language.text("Every group agrees.")) for one in everywhere.index[:SHOWN]]
            + [lines.line(one, language.text("Every group disagrees.")) for one in nowhere.index[:SHOWN]]
        ),
        _bridging(table, lines, language),
        tuple(lines.line(one, lines.sides(one)) for one in divisive.index[:SHOWN]),
        _minority(opinions, table, lines, language),
        tuple(lines.line(one, "") for one in table.index),
    )


def _summary(opinions: OpinionMap, voters: int, groups: int, language: Language) -> str:
    one = message(
        "{people} people voted {votes} times on {statements} statements. {grouped} of them voted "
        "enough to be placed; their votes do not part them into groups."
    )
    several = message(
        "{people} people voted {votes} times on {statements} statements. {grouped} of them voted "
        "enough to be placed; they form {groups} opinion groups. The picture shows {share} of the "
        "differences between people."
    )
    return language.text(
        several if groups > 1 else one,
        people=language.number(voters, 0),
        votes=language.number(len(opinions.votes), 0),
        statements=language.number(int((~opinions.hidden).sum()), 0),
        grouped=language.number(len(opinions.grouped), 0),
        groups=groups,
        share=language.percent(opinions.explained),
    )


def _stability(stable: Stability, language: Language) -> str:
    if stable.draws == 0:
        return ""
    values = {"draws": stable.draws, "rand": language.number(stable.rand, 2)}
    if stable.rand >= STABLE:
        return language.text(
            "The groups are stable: when four fifths of the people are drawn at random, {draws} "
            "times, nearly the same groups come out (agreement {rand} of 1).",
            **values,
        )
    if stable.rand >= DOUBTFUL:
        return language.text(
            "The groups are doubtful: when four fifths of the people are drawn at random, {draws} "
            "times, the groups are partly others (agreement {rand} of 1). Rely on statements that all"
            " groups share.",
            **values,
        )
    return language.text(
        "The groups are not stable: when four fifths of the people are drawn at random, {draws} "
        "times, other groups come out (agreement {rand} of 1). Do not speak of groups here; look at "
        "the statements.",
        **values,
    )


class _Lines:
    """Makes the lines of statements."""

    def __init__(
        self, opinions: OpinionMap, texts: Mapping[Hashable, str], language: Language, least: int
    ) -> None:
        self.opinions, self.texts, self.language, self.least = opinions, texts, language, least
        self.place = {one: at for at, one in enumerate(opinions.votes.statements.tolist())}
        self.people = opinions.groups.people

    def line(self, statement: Hashable, words: str) -> Line:
        at = self.place[statement]
        everybody = self.opinions.votes
        on = everybody.statement == at
        seen, agree = int(on.sum()), int((everybody.value[on] > 0).sum())
        return Line(
            statement,
            self.texts.get(statement, str(statement)),
            words,
            self.language.percent(agree / seen) if seen else "–",
            tuple(self.share(group, at) for group in range(len(self.people))),
            seen,
        )

    def share(self, group: int, at: int) -> str:
        seen = int(self.opinions.tally.seen[group, at])
        if seen < self.least or self.people[group] < self.least:
            return "–"
        return self.language.percent(float(self.opinions.tally.agree[group, at] / seen))

    def sides(self, statement: Hashable) -> str:
        at = self.place[statement]
        counted = self.opinions.tally
        agree = probability(counted.agree[:, at], counted.seen[:, at])
        enough = (counted.seen[:, at] >= self.least) & (self.people >= self.least)
        for_it = [LETTERS[one] for one in np.flatnonzero(enough & (agree > 0.5))]
        against = [LETTERS[one] for one in np.flatnonzero(enough & (agree <= 0.5))]
        if not for_it or not against:
            return ""
        return self.language.text(
            "More than half agree in {yes}, not in {no}.", yes=", ".join(for_it), no=", ".join(against)
        )


def _groups(
    opinions: OpinionMap, stable: Stability, lines: _Lines, language: Language
) -> tuple[GroupLine, ...]:
    chosen = opinions.representative()
    out = []
    for group, people in enumerate(opinions.groups.people.tolist()):
        if people < lines.least:
            continue
        mine = chosen[(chosen["group"] == group) & chosen["representative"] & (chosen["seen"] >= lines.least)]
        named = tuple(
            lines.line(
                row.statement,
                language.text(
                    "{share} agree in this group.", share=lines.share(group, lines.place[row.statement])
                )
                if row.side == "agree"
                else language.text(
                    "{share} disagree in this group.",
                    share=language.percent(
                        float(opinions.tally.disagree[group, lines.place[row.statement]])
                        / float(str(row.seen))
                    ),
                ),
            )
            for row in mine.itertuples()
        )
        share = people / max(len(opinions.grouped), 1)
        words = language.text(
            "Group {letter}: {people} people, {share} of those placed.",
            letter=LETTERS[group], people=language.number(people, 0), share=language.percent(share),
        )  # fmt: skip
        found = float(stable.by_group[group]) if len(stable.by_group) > group else 0.0
        again = language.text("In new draws the nearest group overlaps with it by {share} on average.",
                              share=language.percent(found))  # fmt: skip
        out.append(GroupLine(LETTERS[group], people, words, again, named))
    return tuple(out)


def _bridging(table: pd.DataFrame, lines: _Lines, language: Language) -> tuple[Line, ...]:
    """Statements on which groups that differ elsewhere meet: the least agreement of a group is highest."""
    open_ = table[(table["kind"] == "open") & (table["lowest"] > 0.5)].sort_values("lowest", ascending=False)
    return tuple(
        lines.line(
            one,
            language.text(
                "Even in group {letter}, where agreement is lowest, more than half agree.",
                letter=LETTERS[int(open_.loc[one, "lowest_group"])],
            ),
        )
        for one in open_.index[:SHOWN]
    )


def _minority(
    opinions: OpinionMap, table: pd.DataFrame, lines: _Lines, language: Language
) -> tuple[Line, ...]:
    """What most people of one group want and most others do not: it stands beside the majority's view."""
    counted = opinions.tally
    rest = counted.rest()
    low, _high = share_interval(counted.agree, counted.seen)
    _low, high = share_interval(rest.agree, rest.seen)
    out: list[tuple[float, Line]] = []
    for one in table.index:
        at = lines.place[one]
        for group in range(len(lines.people)):
            small = lines.people[group] < lines.people.sum() / 2
            enough = counted.seen[group, at] >= lines.least and lines.people[group] >= lines.least
            if small and enough and low[group, at] > 0.5 and high[group, at] < 0.5:
                words = language.text(
                    "{share} of group {letter} agree; most others do not.",
                    share=lines.share(group, at), letter=LETTERS[group],
                )  # fmt: skip
                out.append((float(low[group, at]), lines.line(one, words)))
    return tuple(line for _sure, line in sorted(out, key=lambda pair: -pair[0])[:SHOWN])
