"""What if a rule were different: the eligibility engine run over many cities, one change, or two, at a time.

A change replaces one rule of one fund by a weaker one. It *opens* the fund to the cities that fail today and
would not fail any more, and it *spares* those whose answer today depends on what is unknown: a town that is
too small alone may or may not find neighbours to apply with, one whose language is not taken may or may not
have somebody who writes another. Nothing is assumed about a city that its table
does not say, and a rule about what the table says of no city opens nothing.

What a fund pays can be changed as well as its rules: a higher rate, an advance. That shuts out nobody by its
text, but by the city's purse (:mod:`.purse`), and is tried only where a purse is assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.language import Language, message
from isopolis.learn.advice.purse import MoneyChange, Purse, affordable, easier_money
from isopolis.learn.funds.eligibility import demand, verdict_of
from isopolis.learn.funds.fund import Fund
from isopolis.learn.funds.project import Project
from isopolis.learn.funds.rules import (
    ConsortiumRule,
    DegurbaRule,
    LanguageRule,
    NoveltyRule,
    Outcome,
    PopulationRule,
    Rule,
    SizeRule,
    StatusRule,
)
from isopolis.records.words import choose

PEOPLE = "segregated_people"
"""Column of the table of cities: people in the neighbourhoods that its diagnosis finds segregated."""
POPULATION_STEPS = (25_000, 10_000, 0)
SMALLEST_CONSORTIUM = (2, 2)
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Change:
    """One rule of one fund replaced; ``after`` None: dropped. ``at`` is its place in the record."""

    fund: Fund
    at: int
    after: Rule | None

    @property
    def before(self) -> Rule:
        """The rule as it is."""
        return self.fund.rules[self.at]

    def applied(self, fund: Fund | None = None) -> Fund:
        """The fund with the change (and others that were applied before)."""
        rules = list((fund or self.fund).rules)
        rules[self.at] = _NO_RULE if self.after is None else self.after  # type: ignore[call-overload]
        return (fund or self.fund).model_copy(update={"rules": tuple(rules)})


_NO_RULE = PopulationRule(least=0, grouping=True)


Tried = Change | MoneyChange
"""What is tried: another rule, or other money."""


def weaker_rules(fund: Fund) -> Iterator[Change]:
    """The single changes that are tried: lower thresholds, smaller consortia, fewer demands."""
    for at, rule in enumerate(fund.rules):
        if isinstance(rule, PopulationRule) and rule.least > 0:
            for least in POPULATION_STEPS:
                if least < rule.least:
                    yield Change(fund, at, rule.model_copy(update={"least": least}))
        elif isinstance(rule, ConsortiumRule) and (rule.partners, rule.countries) > SMALLEST_CONSORTIUM:
            partners, countries = SMALLEST_CONSORTIUM
            yield Change(fund, at, ConsortiumRule(partners=partners, countries=countries))
        elif isinstance(rule, SizeRule) and rule.least > 0:
            yield Change(fund, at, rule.model_copy(update={"least": rule.least / 10}))
        elif isinstance(rule, (DegurbaRule, StatusRule, NoveltyRule, LanguageRule)):
            yield Change(fund, at, None)


def counterfactuals(
    funds: Sequence[Fund],
    cities: pd.DataFrame,
    project: Project,
    *,
    pairs: bool = True,
    purse: Purse | None = None,
) -> pd.DataFrame:
    """What each change, and each pair of changes of one fund, would open.

    Parameters
    ----------
    cities
        As :func:`~isopolis.learn.funds.city.complete` makes it, with a column ``segregated_people`` where it
        is known.
    project
        What they would ask money for; what it leaves open stays unknown.
    pairs
        Also two changes of one fund at once, where they open more than the two one by one.
    purse
        What a city can pay; None: money is no obstacle, and no change of it is tried.

    Returns
    -------
    One row a change or pair, the most opened first: ``fund``, ``changes`` (tuple of :data:`Tried`),
    ``opened`` (cities that fail now, and then pass or are open as far as is known), ``surely`` (those that
    then pass every rule), ``spared`` (cities known to be too small alone, which then need no neighbours, or
    known to have another official language, which then write in it),
    ``people`` of the opened and the spared, ``segregated`` people in segregated neighbourhoods of them (NaN
    if it is known for none), ``known_for`` the cities for which it is known.
    """
    rows = []
    question = _Question(cities, project, purse)
    for fund in funds:
        fails = question.verdict(fund) == Outcome.FAIL
        singles: list[Tried] = [*weaker_rules(fund), *(easier_money(fund) if purse else ())]
        alone: dict[int, Mask] = {}
        for number, change in enumerate(singles):
            row, alone[number] = question.row(fund, (change,), fails)
            if alone[number].any():
                rows.append(row)
        if not pairs:
            continue
        for one, other in combinations(range(len(singles)), 2):
            if singles[one].at == singles[other].at:
                continue
            row, both = question.row(fund, (singles[one], singles[other]), fails)
            if both.sum() > (alone[one] | alone[other]).sum():
                rows.append(row)
    columns = ["fund", "changes", "opened", "surely", "spared", "people", "segregated", "known_for"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["opened", "people"], ascending=False, kind="stable", ignore_index=True)


@dataclass(frozen=True, slots=True)
class _Question:
    """The cities, what they ask money for, and what they can pay."""

    cities: pd.DataFrame
    project: Project
    purse: Purse | None

    def verdict(self, fund: Fund) -> npt.NDArray[np.int8]:
        """(n,) what the fund says to each city, its purse included."""
        said = verdict_of(fund, self.cities, self.project)
        if self.purse is None:
            return said
        return np.minimum(said, affordable(fund, self.cities, self.project, self.purse))

    def spares(self, change: Tried) -> Mask:
        """(n,) the cities that would not have to look for neighbours, or for another language, any more."""
        before, after, cities = change.before, change.after, self.cities
        if isinstance(before, PopulationRule) and isinstance(after, PopulationRule):
            small = (cities["population"] < before.least).to_numpy()
            asked = small & (before.outcomes(cities, self.project) == Outcome.UNKNOWN)
            return np.asarray(asked & (after.outcomes(cities, self.project) == Outcome.PASS))
        if isinstance(before, LanguageRule):
            foreign = cities["country"].notna().to_numpy()
            return np.asarray(foreign & (before.outcomes(cities, self.project) == Outcome.UNKNOWN))
        return np.full(len(cities), fill_value=False)

    def row(self, fund: Fund, changes: tuple[Tried, ...], fails: Mask) -> tuple[tuple[Any, ...], Mask]:
        """The row of the table for some changes of a fund, and the cities that they touch."""
        cities = self.cities
        changed, depends = fund, np.full(len(cities), fill_value=False)
        for change in changes:
            changed = change.applied(changed)
            depends |= self.spares(change)
        after = self.verdict(changed)
        opened = fails & (after != Outcome.FAIL)
        spared = ~fails & depends & (after != Outcome.FAIL)
        touched = opened | spared
        people = float(np.nansum(cities["population"].to_numpy()[touched]))
        apart = cities[PEOPLE].to_numpy(dtype=np.float64)[touched] if PEOPLE in cities else np.empty(0)
        known = int(np.isfinite(apart).sum())
        segregated = float(np.nansum(apart)) if known else float("nan")
        surely = int((opened & (after == Outcome.PASS)).sum())
        counts = int(opened.sum()), surely, int(spared.sum())
        return (fund.id, changes, *counts, people, segregated, known), touched


ASSUMED = message("Assumed: a city finds {partners} partners from {countries} countries.")
PURSE = message(
    "Assumed: a project of {cost} euros; a city can put in {own} euros an inhabitant of its own,"
    " and have {cash} out at one time."
)


def assumptions(project: Project, language: Language | None = None, purse: Purse | None = None) -> list[str]:
    """What is assumed of every city, in words."""
    speaks = language or Language()
    said = []
    if project.partners is not None and project.countries is not None:
        numbers = {"partners": speaks.number(project.partners), "countries": speaks.number(project.countries)}
        said.append(speaks.text(ASSUMED, **numbers))
    if purse is not None and project.cost is not None:
        euros = {"own": speaks.number(purse.own), "cash": speaks.number(purse.cash)}
        said.append(speaks.text(PURSE, cost=speaks.number(round(project.cost)), **euros))
    return said


CHANGE = message("{fund}: instead of “{before}”, “{after}”")
DROPPED = message("{fund}: without the rule “{before}”")
OPENS = message("opens it to {cities} cities that are shut out today.")
SPARES = message("{cities} cities could apply without looking for neighbours to apply with.")
WRITES = message("{cities} cities could apply in a language of their own country.")
PEOPLE_IN = message("About {people} people live in these cities.")
APART = message(
    "In the {known} of them that are measured, about {segregated} live in segregated neighbourhoods."
)


def change_sentence(changes: Sequence[Tried], language: Language | None = None) -> str:
    """The rules that are replaced, and by what, in words."""
    speaks = language or Language()
    said = []
    for change in changes:
        fund = choose(change.fund.title, speaks.code)[1]
        if isinstance(change, MoneyChange):
            said.append(f"{fund}: {change.sentence(speaks)}")
            continue
        before = demand(change.before, speaks).rstrip(".")
        if change.after is None or getattr(change.after, "least", 1) == 0:
            said.append(speaks.text(DROPPED, fund=fund, before=before))
        else:
            after = demand(change.after, speaks).rstrip(".")
            said.append(speaks.text(CHANGE, fund=fund, before=before, after=after))
    return "; ".join(said)


def sentence(row: pd.Series[Any], language: Language | None = None) -> str:
    """What one row of :func:`counterfactuals` says, in words."""
    speaks = language or Language()
    words = [change_sentence(row["changes"], speaks) + ":"]
    in_language = any(isinstance(change.before, LanguageRule) for change in row["changes"])
    for text, number in ((OPENS, row["opened"]), (WRITES if in_language else SPARES, row["spared"])):
        if number:
            words.append(speaks.text(text, cities=speaks.number(number)))
    words.append(speaks.text(PEOPLE_IN, people=speaks.number(_in_about(row["people"]))))
    if row["known_for"]:
        apart = speaks.number(_in_about(row["segregated"]))
        words.append(speaks.text(APART, known=speaks.number(row["known_for"]), segregated=apart))
    return " ".join(words)


def _in_about(people: float) -> int:
    """People in three figures: a sentence about millions is not true to the last of them.

    >>> _in_about(43_941_759), _in_about(714), _in_about(0)
    (43900000, 714, 0)
    """
    return int(float(f"{people:.3g}"))
