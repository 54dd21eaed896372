"""The stored result of a budget as the page shows it: rules side by side, and who gets what."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from isopolis.decide.budgets import RULES, GroupShare, Outcome, differences, least_served, sentence
from isopolis.language import Language
from isopolis.workspace.budgets.models import Budget, Project
from isopolis.workspace.decide.models import Channel

ABOUT = {
    "neighborhood": gettext_lazy("Neighbourhood"),
    "sex": gettext_lazy("Sex"),
    "age": gettext_lazy("Age"),
}
"""What Pabulib files call the columns about voters."""
WITHHELD = "–"


def outcomes_of(budget: Budget) -> list[Outcome]:
    """What each rule chose, the deciding rule first."""
    found = [
        Outcome(rule, tuple(chosen), *rest, money=[]) for rule, chosen, *rest in budget.result["outcomes"]
    ]
    return sorted(found, key=lambda one: one.rule != budget.rule)


def read_result(budget: Budget, projects: list[Project], words: Language) -> dict[str, Any]:
    """Everything that the page of a counted budget says."""
    result, outcomes = budget.result, outcomes_of(budget)
    order = [one.rule for one in outcomes]
    named = {one.key: one for one in projects}
    return {
        "voters": words.number(result["voters"]),
        "channels": [
            (Channel(name).label, WITHHELD if number is None else words.number(number))
            for name, number in result["channels"].items()
        ],
        "rules": [
            {
                "key": one.rule,
                "title": words.text(RULES[one.rule].title),
                "meaning": words.text(RULES[one.rule].meaning),
                "sentence": sentence(one, words),
                "decides": one.rule == budget.rule,
            }
            for one in outcomes
        ],
        "winners": [named[key] for key in outcomes[0].chosen] if budget.rule else [],
        "differences": differences(outcomes, words),
        "projects": [
            {
                "project": named[key],
                "cost": words.number(float(named[key].cost), 0),
                "votes": words.number(votes),
                "funded": [rule in rules for rule in order],
            }
            for key, votes, rules in result["projects"]
        ],
        "columns": _columns(result["groups"], order, words),
        "places": _places(result["places"], order, words),
    }


def _columns(groups: list[list[Any]], order: list[str], words: Language) -> list[dict[str, Any]]:
    """For each thing that voters said: its groups, their share of voters and money, and who got nothing."""
    out = []
    for name in dict.fromkeys(column for column, *_rest in groups):
        cells = {(rule, group): shares for column, rule, group, *shares in groups if column == name}
        rows = []
        for group in dict.fromkeys(group for _rule, group in cells):
            by_rule = [cells[rule, group] for rule in order]
            rows.append(
                {
                    "group": group or _("not said"),
                    "voters": _share(by_rule[0][0], words),
                    "money": [_share(money, words) for _voters, money, _nothing in by_rule],
                    "nothing": [_share(nothing, words) for _voters, _money, nothing in by_rule],
                }
            )
        said = [
            least_served(
                [_group(group, shares) for (one, group), shares in cells.items() if one == rule and group],
                RULES[rule].title,
                words,
            )
            for rule in order
        ]
        out.append({"name": ABOUT.get(name, name), "rows": rows, "sentences": [one for one in said if one]})
    return out


def _group(name: str, shares: list[float | None]) -> GroupShare:
    return GroupShare(name, *(float("nan") if one is None else one for one in shares))


def _places(places: list[list[Any]], order: list[str], words: Language) -> list[dict[str, Any]]:
    """For each place of projects: the votes that it got, and the money under each rule."""
    cells = {(rule, place): (money, votes) for rule, place, money, votes in places}
    names = list(dict.fromkeys(place for _rule, place in cells))
    if names in ([], [""]):
        return []
    return [
        {
            "place": place or _("anywhere"),
            "votes": words.percent(cells[order[0], place][1]),
            "money": [words.percent(cells[rule, place][0]) for rule in order],
        }
        for place in names
    ]


def _share(value: float | None, words: Language) -> str:
    return WITHHELD if value is None else words.percent(value)


def table_of(budget: Budget) -> list[list[Any]]:
    """Projects, votes, and which rule chooses what (1 or 0)."""
    named = {one.key: one for one in budget.projects.all()}
    head = ["project", "name", "cost", "place", "serves", "votes", *RULES]
    return [head] + [
        [key, named[key].name, named[key].cost, named[key].place, named[key].serves, votes]
        + [int(rule in rules) for rule in RULES]
        for key, votes, rules in budget.result["projects"]
    ]
