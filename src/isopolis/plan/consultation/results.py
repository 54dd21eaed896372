"""What a consultation gave: ratings by action, who took part, what is answered and what is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from isopolis.plan.actions.plan import Plan
from isopolis.plan.consultation.campaigns import Group, grouped
from isopolis.plan.consultation.comment import Answer, Comment, Verdict, Who

FEWEST = 5
"""Ratings of fewer people are not shown: they could be traced to a person."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """How an action was rated, from 1 to 5; a median is None where fewer than :data:`FEWEST` rated."""

    action: str
    comments: int
    campaigns: int
    rated: int
    feasibility: float | None
    impact: float | None


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """A group of alike comments and its answer; None where there is none yet."""

    group: Group
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Participation:
    """Who took part: comments by kind; "fewer than :data:`FEWEST`" is None, nobody is 0."""

    by_who: Mapping[Who, int | None]
    by_country: Mapping[str, int | None]
    missing_countries: tuple[str, ...]
    missing_kinds: tuple[Who, ...]


def rate(plan: Plan, comments: Sequence[Comment]) -> tuple[Ratings, ...]:
    """The ratings of every action that stands and, under "", of the whole plan.

    A campaign counts as one voice for the median: many copies of a text are one opinion that many share,
    and their number is said beside it.
    """
    out = []
    groups = grouped(comments)
    for key in ("", *(one.key for one in plan.standing)):
        own = [group for group in groups if group.comments[0].action == key]
        voices = [group.comments[0] for group in own]
        feasible = [one.feasibility for one in voices if one.feasibility is not None]
        strong = [one.impact for one in voices if one.impact is not None]
        out.append(
            Ratings(
                action=key,
                comments=sum(len(group.comments) for group in own),
                campaigns=sum(group.is_campaign for group in own),
                rated=max(len(feasible), len(strong)),
                feasibility=float(median(feasible)) if len(feasible) >= FEWEST else None,
                impact=float(median(strong)) if len(strong) >= FEWEST else None,
            )
        )
    return tuple(out)


def response_table(comments: Sequence[Comment], answers: Sequence[Answer]) -> tuple[ResponseRow, ...]:
    """Every comment with its answer, alike ones together; an answer to one of a group answers all of it."""
    by_comment = {key: answer for answer in answers for key in answer.comments}
    return tuple(
        ResponseRow(
            group, next((by_comment[one.key] for one in group.comments if one.key in by_comment), None)
        )
        for group in grouped([one for one in comments if one.text])
    )


def verdicts(rows: Sequence[ResponseRow]) -> dict[Verdict | None, int]:
    """How many comments were accepted, partly, rejected; under None how many wait for an answer."""
    counts: Counter[Verdict | None] = Counter()
    for row in rows:
        counts[None if row.answer is None else row.answer.verdict] += len(row.group.comments)
    return {one: counts[one] for one in (*Verdict, None)}


def participation(plan: Plan, comments: Sequence[Comment]) -> Participation:
    """Who took part, and which countries of the partners and kinds of people did not."""
    kinds = Counter(one.who for one in comments)
    countries = Counter(one.country for one in comments if one.country)
    partners = {one.country for one in plan.members if one.country}
    return Participation(
        by_who={one: _shown(kinds[one]) for one in Who},
        by_country={country: _shown(n) for country, n in sorted(countries.items())},
        missing_countries=tuple(sorted(partners - set(countries))),
        missing_kinds=tuple(one for one in Who if not kinds[one] and one is not Who.OTHER),
    )


def _shown(n: int) -> int | None:
    return n if n == 0 or n >= FEWEST else None
