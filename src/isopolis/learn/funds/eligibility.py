"""Eligibility: which funds a city's project can ask, rule by rule, with the reason and whom to ask.

A fund passes if every rule passes, fails if one fails, and is unknown otherwise: what is not known never
passes. The same rules answer for one city and for all cities of Europe at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from isopolis.language import Language, message
from isopolis.learn.funds.city import Applicant, City, RegionClass, city_table
from isopolis.learn.funds.fund import Call, Fund, Timing
from isopolis.learn.funds.project import Project
from isopolis.learn.funds.rules import RULE_NAMES, Outcome, Outcomes, Rule
from isopolis.records.words import choose

Verdict = Outcome
"""What all rules together say."""

DEMANDS = {
    "applicant": message("Applicants are: {among}."),
    "country": message("Applicants come from: {countries}."),
    "country-others": message("Applicants come from: {countries}; from other countries under conditions."),
    "population": message("The city has at least {least} inhabitants."),
    "population-grouping": message(
        "The city has at least {least} inhabitants, or applies with neighbours who together have as many."
    ),
    "population-most": message("The city has at most {most} inhabitants."),
    "degurba": message("Its degree of urbanisation is {among} (1 city, 2 town or suburb, 3 rural)."),
    "degurba-article-11": message(
        "Its degree of urbanisation is {among} (1 city, 2 town or suburb), or it has a strategy"
        " under Article 11."
    ),
    "region": message("It lies in a region that is: {among}."),
    "status-article_11": message(
        "The city has a strategy for sustainable urban development under Article 11."
    ),
    "status-just_transition": message("The city lies in a territory of a just transition plan."),
    "status-priority_neighbourhood": message(
        "The city has a priority neighbourhood that its State recognises."
    ),
    "status-loan_capacity": message("The city may borrow, and can pay back."),
    "status-mayors_commitment": message("The mayor has signed the commitment that the fund asks for."),
    "status-named": message("The programme names the city among those that it pays."),
    "language": message("One applies in: {among}."),
    "theme": message("It is for: {among}."),
    "consortium": message("At least {partners} partners from {countries} countries take part."),
    "consortium-partners": message("At least {partners} partners take part."),
    "size": message("The project costs at least {least} euros."),
    "size-most": message("The project costs at most {most} euros."),
    "size-both": message("The project costs between {least} and {most} euros."),
    "duration": message("The project takes at most {most} months."),
    "duration-both": message("The project takes between {least} and {most} months."),
    "novelty": message("The idea has not been tried elsewhere in Europe."),
    "investment": message("Only building and buying is paid for."),
}
QUESTIONS = {
    "applicant": message("Say who applies."),
    "country": message("Say in which country the city lies, and ask whether it takes part."),
    "population": message("Say how many inhabitants the city has, and a grouping that it could apply in."),
    "degurba": message("Look up the degree of urbanisation of your municipality at Eurostat."),
    "region": message("Ask the managing authority for the category of your region."),
    "status": message("Ask your administration or the managing authority whether this is so."),
    "theme": message("Say what the project is about."),
    "consortium": message("Say how many partners from how many countries would take part."),
    "language": message("Say whether somebody there can write the application in one of these languages."),
    "size": message("Say what the project costs."),
    "duration": message("Say how long the project takes."),
    "novelty": message("Say whether the idea has been tried elsewhere."),
    "investment": message("Say whether most of the money is for building or buying."),
}
OUTCOME_NAMES = {
    Outcome.PASS: message("fits"),
    Outcome.UNKNOWN: message("unknown, ask"),
    Outcome.FAIL: message("does not fit"),
}
REGION_NAMES = {
    RegionClass.LESS: message("less developed"),
    RegionClass.TRANSITION: message("in transition"),
    RegionClass.MORE: message("more developed"),
}
APPLICANT_NAMES = {
    Applicant.CITY: message("cities and municipalities"),
    Applicant.GROUPING: message("groupings of municipalities"),
    Applicant.REGION: message("regions"),
    Applicant.STATE: message("States"),
    Applicant.PUBLIC_BODY: message("other public bodies"),
    Applicant.ASSOCIATION: message("associations"),
    Applicant.ENTERPRISE: message("enterprises"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule's answer: its name, what it demands, the outcome, what to ask whom, whether it is verified."""

    rule: str
    outcome: Outcome
    demand: str
    question: str
    whom: str
    verified: bool

    @property
    def ask(self) -> str:
        """What to ask, and whom."""
        return f"{self.question} {self.whom}"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What a fund says to one city's project."""

    fund: Fund
    verdict: Verdict
    reasons: tuple[Reason, ...]

    @property
    def verified(self) -> bool:
        """Whether every rule behind the verdict was found in a source."""
        return all(reason.verified for reason in self.reasons)


def call_outcome(fund: Fund, on: date | None) -> Outcome:
    """Whether one can apply on a day or later: an open or announced call, as far as calls are known."""
    if fund.timing is Timing.CLOSED or (on is not None and fund.until is not None and on > fund.until):
        return Outcome.FAIL
    if fund.timing in (Timing.CONTINUOUS, Timing.YEARLY):
        return Outcome.PASS
    if on is not None and any(one.deadline is None or one.deadline >= on for one in fund.calls):
        return Outcome.PASS
    return Outcome.UNKNOWN  # calls come again: a past deadline is not the last


def next_call(fund: Fund, on: date) -> Call | None:
    """The next deadline that is known; of a yearly fund the last day of its month, unverified."""
    ahead = [one for one in fund.calls if one.deadline is not None and one.deadline >= on]
    if ahead:
        return min(ahead, key=lambda one: one.deadline or on)
    if fund.timing is Timing.YEARLY and fund.month is not None:
        for year in (on.year, on.year + 1):
            following = date(year + fund.month // 12, fund.month % 12 + 1, 1)
            if following > on:
                return Call(deadline=following - timedelta(days=1))
    return None


def outcomes(fund: Fund, cities: pd.DataFrame, project: Project) -> dict[str, Outcomes]:
    """What each rule of a fund says of each city: name of the rule -> (n,) outcomes, ``call`` among them."""
    found: dict[str, Outcomes] = {}
    for rule in fund.rules:
        said = rule.outcomes(cities, project)
        found[rule.kind] = np.minimum(found[rule.kind], said) if rule.kind in found else said
    found["call"] = np.full(len(cities), call_outcome(fund, project.on), dtype=np.int8)
    return found


def verdicts(funds: Sequence[Fund], cities: pd.DataFrame, project: Project) -> pd.DataFrame:
    """What every fund says to every city: one row a city, one column a fund, an :class:`Outcome` each.

    Parameters
    ----------
    cities
        As :func:`~.city.city_table` or :func:`~.city.complete` makes it.

    >>> from isopolis.learn.funds.fund import funds as every
    >>> table = verdicts(every()[:2], city_table([City("A"), City("B")]), Project())
    >>> table.shape
    (2, 2)
    """
    columns = {fund.id: verdict_of(fund, cities, project) for fund in funds}
    return pd.DataFrame(columns, index=cities.index)


def verdict_of(fund: Fund, cities: pd.DataFrame, project: Project) -> Outcomes:
    """(n,) what one fund says to every city: the worst of what its rules say."""
    return np.asarray(np.minimum.reduce(list(outcomes(fund, cities, project).values())), dtype=np.int8)


def eligibility(
    funds: Sequence[Fund], city: City, project: Project, language: Language | None = None
) -> list[Eligibility]:
    """What every fund says to one city's project, the best first, with the reason of each rule."""
    speaks = language or Language()
    table = city_table([city])
    found = []
    for fund in funds:
        reasons = [
            Reason(
                speaks.text(RULE_NAMES[rule.kind]),
                Outcome(int(rule.outcomes(table, project)[0])),
                demand(rule, speaks),
                speaks.text(QUESTIONS[rule.kind]),
                choose(fund.ask, speaks.code)[1],
                rule.checked_on is not None,
            )
            for rule in fund.rules
        ]
        reasons.append(_call_reason(fund, project.on, speaks))
        found.append(Eligibility(fund, min(one.outcome for one in reasons), tuple(reasons)))
    return sorted(found, key=lambda one: (-one.verdict, _failures(one), one.fund.id))


def _failures(found: Eligibility) -> int:
    return sum(reason.outcome is Outcome.FAIL for reason in found.reasons)


def _call_reason(fund: Fund, on: date | None, language: Language) -> Reason:
    outcome = call_outcome(fund, on)
    call = next_call(fund, on) if on is not None else None
    if outcome is Outcome.FAIL:
        text = language.text("It takes no more applications.")
    elif fund.timing is Timing.CONTINUOUS:
        text = language.text("One can apply at any time.")
    elif call is not None and call.deadline is not None:
        text = language.text("The next deadline is {date}.", date=language.date(call.deadline))
    elif fund.timing is Timing.PROGRAMME:
        text = language.text("The programme of the region or the State says when one can apply.")
    else:
        text = language.text("Calls come again; the date of the next is not known here.")
    verified = call.checked_on is not None if call else fund.checked_on is not None
    question, whom = language.text("Ask when one can apply next."), choose(fund.ask, language.code)[1]
    return Reason(language.text(RULE_NAMES["call"]), outcome, text, question, whom, verified)


def demand(rule: Rule, language: Language) -> str:
    """What a rule demands, as a sentence.

    >>> from isopolis.learn.funds.rules import PopulationRule
    >>> demand(PopulationRule(least=50_000), Language())
    'The city has at least 50,000 inhabitants.'
    """
    values = rule.values()
    kind: str = getattr(rule, "kind", "")
    named: dict[str, Any] = {}
    key = kind
    if kind == "country":
        key = "country-others" if values["others_ask"] else kind
        named = {"countries": ", ".join([*_union(values, language), *map(language.country, values["also"])])}
    elif kind == "language":
        named = {"among": ", ".join(map(language.tongue, values["among"]))}
    elif kind == "status":
        key = f"status-{values['has']}"
    elif kind == "consortium" and values["countries"] == 1:
        key, named = "consortium-partners", {"partners": language.number(values["partners"])}
    elif kind == "degurba":
        key = "degurba-article-11" if values["or_article_11"] else kind
        named = {"among": ", ".join(str(one) for one in values["among"])}
    elif "among" in values:
        named = {"among": ", ".join(_label(one, language) for one in values["among"])}
    elif "least" in values and "most" in values:
        key = _bounds_key(kind, values)
        named = {name: language.number(values[name] or 0) for name in ("least", "most")}
    else:
        named = {name: language.number(value) for name, value in values.items()}
    return language.text(DEMANDS[key], **named) if named else language.text(DEMANDS[key])


def _union(values: dict[str, Any], language: Language) -> list[str]:
    if not values["eu"]:
        return []
    if values["out"]:
        return [
            language.text(
                "the European Union but {countries}",
                countries=", ".join(map(language.country, values["out"])),
            )
        ]
    return [language.text("the European Union")]


def _bounds_key(kind: str, values: dict[str, Any]) -> str:
    if kind == "population":
        if values["grouping"]:
            return "population-grouping"
        return kind if values["most"] is None else "population-most"
    if values["least"] and values["most"]:
        return f"{kind}-both"
    return kind if kind == "duration" or not values["most"] else f"{kind}-most"


def _label(term: Any, language: Language) -> str:
    if isinstance(term, RegionClass):
        return language.text(REGION_NAMES[term])
    if isinstance(term, Applicant):
        return language.text(APPLICANT_NAMES[term])
    return language.text(term.label)
