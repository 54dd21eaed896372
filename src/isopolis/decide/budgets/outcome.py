"""Who gets what from a budget: the money by group of voters, and who got nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isopolis.decide.budgets.election import Election
from isopolis.language import Language, message
from isopolis.measure.areas.protect import DEFAULT_THRESHOLD

Floats = npt.NDArray[np.float64]
UNKNOWN = ""
AGES = ((0, 17), (18, 29), (30, 44), (45, 64), (65, 200))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule chose, and what voters have from it.

    Attributes
    ----------
    rule
        Name of the rule.
    chosen
        Projects, in the order of the rule.
    spent
        Share of the budget that is spent.
    nothing
        Share of the voters of whom no chosen project was on the ballot.
    approved
        Mean number of chosen projects on a ballot.
    money
        (n,) money of each voter: a project's cost is shared out equally among its supporters.
    """

    rule: str
    chosen: tuple[str, ...]
    spent: float
    nothing: float
    approved: float
    money: Floats


def outcome(election: Election, rule: str, chosen: Sequence[str]) -> Outcome:
    """Measure what voters have from the projects ``chosen``."""
    places = [election.place[one] for one in chosen]
    supports = election.weights[:, places] > 0
    costs = np.array([float(election.projects[i].cost) for i in places])
    supporters = np.maximum(supports.sum(axis=0), 1)
    has = supports.sum(axis=1)
    voters = max(len(election.votes), 1)
    return Outcome(
        rule,
        tuple(chosen),
        float(costs.sum() / float(election.budget)),
        float((has == 0).sum() / voters),
        float(has.sum() / voters),
        np.asarray(supports @ (costs / supporters)),
    )


@dataclass(frozen=True, slots=True)
class GroupShare:
    """A group of voters: its share of the voters and of the money, and how many of it got nothing.

    NaN where the group is too small to be published.
    """

    group: str
    voters: float
    money: float
    nothing: float


def by_group(
    election: Election, found: Outcome, column: str, threshold: int = DEFAULT_THRESHOLD
) -> list[GroupShare]:
    """Shares by a column of the votes (``neighborhood``, ``sex``, ``age`` in classes).

    Groups of fewer than ``threshold`` voters are withheld, and so is the next smallest where a single one
    could be found by subtraction.
    """
    members: dict[str, list[int]] = defaultdict(list)
    for row, vote in enumerate(election.votes):
        members[_group(vote.fields.get(column, ""), column)].append(row)
    hidden = {group for group, rows in members.items() if len(rows) < threshold}
    if len(hidden) == 1 and len(members) > 1:
        hidden.add(min((g for g in members if g not in hidden), key=lambda g: len(members[g])))
    total = float(found.money.sum())
    out = []
    for group in sorted(members):
        if group in hidden:
            out.append(GroupShare(group, np.nan, np.nan, np.nan))
            continue
        money = found.money[members[group]]
        nothing = float((money == 0).sum())
        if threshold:
            nothing = round(nothing / threshold) * threshold
        out.append(
            GroupShare(
                group,
                len(money) / len(election.votes),
                float(money.sum()) / total if total else 0.0,
                min(1.0, nothing / len(money)),
            )
        )
    return out


def _group(text: str, column: str) -> str:
    value = text.strip()
    if column != "age" or not value:
        return value or UNKNOWN
    try:
        age = int(float(value))
    except ValueError:
        return value
    names = (f"{low}-{high}" if high < 200 else f"{low}+" for low, high in AGES if low <= age <= high)
    return next(names, UNKNOWN)


def by_field(election: Election, found: Outcome, column: str) -> dict[str, tuple[float, float]]:
    """For each value of a column of the projects (e.g. district): its share of the money and of the votes.

    A vote counts for the district of the projects that it names, shared out equally among them.
    """
    names = [project.fields.get(column, "").strip() or UNKNOWN for project in election.projects]
    spent: dict[str, float] = dict.fromkeys(names, 0.0)
    for one in found.chosen:
        spent[names[election.place[one]]] += float(election.projects[election.place[one]].cost)
    total = sum(spent.values()) or 1.0
    supports = election.weights > 0
    each = supports / np.maximum(supports.sum(axis=1, keepdims=True), 1)
    asked: dict[str, float] = dict.fromkeys(names, 0.0)
    for name, votes in zip(names, each.sum(axis=0), strict=True):
        asked[name] += float(votes)
    voters = sum(asked.values()) or 1.0
    return {name: (spent[name] / total, asked[name] / voters) for name in sorted(spent)}


def sentence(found: Outcome, language: Language) -> str:
    """One plain sentence."""
    return language.text(
        _SENTENCE,
        projects=language.number(len(found.chosen)),
        spent=language.percent(found.spent),
        nothing=language.percent(found.nothing),
        approved=language.number(found.approved, 1),
    )


def least_served(groups: Sequence[GroupShare], title: str, language: Language) -> str:
    """Which group gets the least money for its voters under the rule called ``title``; empty where nothing
    can be said.
    """
    known = [one for one in groups if one.voters > 0 and not np.isnan(one.money)]
    if len(known) < 2:
        return ""
    least = min(known, key=lambda one: one.money / one.voters)
    return language.text(
        _LEAST,
        rule=language.text(title),
        group=least.group,
        voters=language.percent(least.voters),
        money=language.percent(least.money),
    )


_LEAST = message(
    "{rule}: “{group}” gets the least for its number, {money} of the money for {voters} of the voters."
)
_SENTENCE = message(
    "{projects} projects for {spent} of the money; of every voter's choices, {approved} are funded on "
    "average; {nothing} "
    "of the voters get nothing that they chose."
)
