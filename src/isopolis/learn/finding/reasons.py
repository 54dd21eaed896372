"""The reasons of a match in words: what speaks for it, what against, and what to ask at home."""

from __future__ import annotations

from dataclasses import dataclass

from isopolis.language import Language
from isopolis.learn.finding.matching import CityProfile, Match, Need, contexts, tendency
from isopolis.learn.practices.practice import Practice
from isopolis.learn.practices.vocabulary import Direction, Size, Status, Term


@dataclass(frozen=True, slots=True)
class Reasons:
    """Sentences for, against, and questions that the city has not answered."""

    speaks_for: tuple[str, ...]
    against: tuple[str, ...]
    ask: tuple[str, ...]


def reasons(match: Match, city: CityProfile, need: Need, language: Language) -> Reasons:
    """The reasons of a match, the weightiest first."""
    practice = match.practice
    good: list[str] = []
    bad: list[str] = []
    _problem(practice, need, language, good, bad)
    _evidence(practice, language, good, bad)
    _likeness(practice, city, language, good, bad)
    good += [
        language.text("You have: {condition}.", condition=language.text(requirement.condition.label))
        for requirement in match.met
    ]
    for requirement in match.lacking:
        label = language.text(requirement.condition.label)
        bad.append(
            language.text("It needs, and you lack: {condition}.", condition=label)
            if requirement.needed
            else language.text("It helps, and you lack: {condition}.", condition=label)
        )
    bad += [
        language.text("Side effect seen: {harm}.", harm=language.text(effect.harm.label))
        for effect in practice.side_effects
        if effect.observed
    ]
    ask = tuple(
        language.text("Is it so? {condition}", condition=language.text(requirement.condition.label))
        for requirement in match.unknown
        if requirement.needed
    )
    return Reasons(tuple(good), tuple(dict.fromkeys(bad)), ask)


def _problem(practice: Practice, need: Need, language: Language, good: list[str], bad: list[str]) -> None:
    acts = _listed(sorted(need.mechanisms & set(practice.mechanisms)), language)
    if acts:
        good.append(language.text("It acts on: {mechanisms}.", mechanisms=acts))
    left = _listed(sorted(need.mechanisms - set(practice.mechanisms)), language)
    if left and acts:
        bad.append(language.text("It does not act on: {mechanisms}.", mechanisms=left))
    meant = _listed(sorted(need.groups & set(practice.groups)), language)
    if meant:
        good.append(language.text("It is meant for {groups}.", groups=meant))
    elif need.groups:
        bad.append(
            language.text("It was not made for {groups}.", groups=_listed(sorted(need.groups), language))
        )


def _evidence(practice: Practice, language: Language, good: list[str], bad: list[str]) -> None:
    says, level = tendency(practice), language.text(practice.evidence.label)
    if practice.status is Status.STOPPED:
        bad.append(language.text("It was stopped or struck down: a case to learn from, not to copy."))
    if says is None:
        bad.append(language.text("No account of its effect was found."))
    elif says is Direction.BETTER:
        good.append(language.text("Good results, known by: {level}.", level=level))
    elif says is Direction.MIXED:
        bad.append(language.text("Mixed results, known by: {level}.", level=level))
    else:
        bad.append(language.text("It did not bring what was hoped, known by: {level}.", level=level))


def _likeness(
    practice: Practice, city: CityProfile, language: Language, good: list[str], bad: list[str]
) -> None:
    if city.size and practice.size:
        label = language.text(practice.size.label)
        classes = list(Size)
        if city.size is practice.size:
            good.append(language.text("A city of your size: {size}.", size=label))
        elif abs(classes.index(city.size) - classes.index(practice.size)) > 1:
            bad.append(language.text("A city of another size: {size}.", size=label))
    if city.degurba and practice.degurba and city.degurba != practice.degurba:
        bad.append(language.text("A place of another degree of urbanisation."))
    if not (city.country and practice.country):
        return
    known, country = contexts(), language.country(practice.country)
    if city.country == practice.country:
        good.append(language.text("The same country, so much the same law."))
    elif known.get(city.country) and known.get(city.country) == known.get(practice.country):
        good.append(language.text("A country with a similar welfare state ({country}).", country=country))
    else:
        bad.append(language.text("Another law and another welfare state ({country}).", country=country))


def _listed(values: list[Term], language: Language) -> str:
    return "; ".join(language.text(value.label) for value in values)
