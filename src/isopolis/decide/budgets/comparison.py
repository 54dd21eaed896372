"""Several rules on the same votes, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from isopolis.decide.budgets.election import Election
from isopolis.decide.budgets.equal_shares import Completion, Utility, equal_shares
from isopolis.decide.budgets.greedy import greedy_by_votes, greedy_by_votes_per_cost
from isopolis.decide.budgets.outcome import Outcome, outcome
from isopolis.decide.budgets.phragmen import sequential_phragmen
from isopolis.language import Language, message


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its key, what it is called, what it does in a sentence, and the function."""

    key: str
    title: str
    meaning: str
    choose: Callable[[Election], tuple[str, ...]]


RULES = {
    rule.key: rule
    for rule in (
        Rule(
            "greedy",
            message("Most votes first"),
            message("Down the list of votes, whatever still fits. A majority can take all the money."),
            greedy_by_votes,
        ),
        Rule(
            "value",
            message("Most votes per euro first"),
            message("Many cheap projects: the most fulfilled votes that the money buys."),
            greedy_by_votes_per_cost,
        ),
        Rule(
            "equal-shares",
            message("Equal shares"),
            message(
                "Everybody has the same share of the money and spends it together with those who chose the "
                "same; "
                "satisfaction is counted in money."
            ),
            lambda election: equal_shares(election, Utility.COST, Completion.ADD1_UTILITARIAN),
        ),
        Rule(
            "equal-shares-count",
            message("Equal shares, counted in projects"),
            message("The same with satisfaction counted in projects, which helps the cheaper ones."),
            lambda election: equal_shares(election, Utility.CARDINALITY, Completion.ADD1_UTILITARIAN),
        ),
        Rule(
            "phragmen",
            message("Phragmén"),
            message("Everybody earns at the same speed; supporters of a project buy it when they can."),
            sequential_phragmen,
        ),
    )
}


def compare(election: Election, rules: Iterable[str] = RULES) -> list[Outcome]:
    """The outcome of each rule, in the order of ``rules``."""
    return [outcome(election, key, RULES[key].choose(election)) for key in rules]


def differences(outcomes: list[Outcome], language: Language) -> list[str]:
    """What changes between the first rule and the others, in plain sentences."""
    first, *others = outcomes
    said = []
    for other in others:
        new = [one for one in other.chosen if one not in first.chosen]
        lost = [one for one in first.chosen if one not in other.chosen]
        said.append(
            language.text(
                _SAME if not new and not lost else _OTHER,
                rule=language.text(RULES[other.rule].title),
                first=language.text(RULES[first.rule].title),
                new=language.number(len(new)),
                lost=language.number(len(lost)),
                nothing=language.percent(other.nothing),
                before=language.percent(first.nothing),
            )
        )
    return said


_SAME = message("“{rule}” chooses the same projects as “{first}”.")
_OTHER = message(
    "“{rule}” funds {new} projects that “{first}” leaves out, and leaves out {lost}; {nothing} of the "
    "voters get "
    "nothing that they chose, instead of {before}."
)
