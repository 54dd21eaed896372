"""Whether the advice holds whatever partners a city finds: the same changes under several assumptions.

Nobody knows of all cities of Europe how many partners, of how many countries, each finds for a project. A
change of a rule about partners opens a fund to whoever finds fewer than the rule asks for, so what it opens
is the assumption itself. What a change opens under every assumption *holds*; the rest *hangs* on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from isopolis.language import Language, message
from isopolis.learn.advice.counterfactual import Tried, change_sentence, counterfactuals
from isopolis.learn.advice.purse import Purse
from isopolis.learn.funds.fund import Fund
from isopolis.learn.funds.project import Project

Partners = tuple[int, int]
"""How many partners a city finds, and of how many countries they are."""

PARTNERSHIPS: tuple[Partners, ...] = ((2, 2), (4, 3), (8, 7))
"""A neighbour abroad; a few; what the largest consortium of the catalogue takes."""


def over_partnerships(
    funds: Sequence[Fund],
    cities: pd.DataFrame,
    project: Project,
    *,
    partnerships: Sequence[Partners] = PARTNERSHIPS,
    pairs: bool = True,
    purse: Purse | None = None,
) -> pd.DataFrame:
    """What each change opens under each assumption, what holds under all of them first.

    Returns
    -------
    The columns of :func:`~.counterfactual.counterfactuals`, of the assumption under which a change touches
    most people; ``holds`` whether it touches as many under all; ``touched`` a tuple: how many cities it opens
    to or spares under each, in the order of ``partnerships``.
    """
    tables = [
        counterfactuals(
            funds, cities, replace(project, partners=partners, countries=countries), pairs=pairs, purse=purse
        )
        for partners, countries in partnerships
    ]
    found: dict[tuple[Any, ...], list[pd.Series[Any] | None]] = {}
    for number, table in enumerate(tables):
        for _, row in table.iterrows():
            found.setdefault(_name(row["changes"]), [None] * len(tables))[number] = row
    rows = []
    for under in found.values():
        touched = tuple(0 if one is None else int(one["opened"] + one["spared"]) for one in under)
        most = max((one for one in under if one is not None), key=lambda one: float(one["people"]))
        same = {None if one is None else (one["opened"], one["spared"], one["people"]) for one in under}
        rows.append({**most, "holds": len(same) == 1, "touched": touched})
    table = pd.DataFrame(rows, columns=[*tables[0].columns, "holds", "touched"])
    by = ["holds", "opened", "people"]
    return table.sort_values(by, ascending=False, kind="stable", ignore_index=True)


def _name(changes: Sequence[Tried]) -> tuple[Any, ...]:
    """Tells a change from the others, whichever run it comes from."""
    return tuple((one.fund.id, type(one).__name__, one.at, repr(one.after)) for one in changes)


RANGE = message("Tried one after the other: a city finds {tried}.")
TRIED = message("{partners} partners from {countries} countries")
OR = message("{some}, or {last}")
HANGS = message("{change}: helps {each}.")
FIRST = message("{cities} cities with {partners} partners")
EACH = message("{cities} with {partners}")


def range_sentence(partnerships: Sequence[Partners] = PARTNERSHIPS, language: Language | None = None) -> str:
    """Which assumptions were tried.

    >>> range_sentence(((2, 2), (4, 3)))
    'Tried one after the other: a city finds 2 partners from 2 countries, or 4 partners from 3 countries.'
    """
    speaks = language or Language()
    tried = [
        speaks.text(TRIED, partners=speaks.number(partners), countries=speaks.number(countries))
        for partners, countries in partnerships
    ]
    said = tried[0] if len(tried) == 1 else speaks.text(OR, some=", ".join(tried[:-1]), last=tried[-1])
    return speaks.text(RANGE, tried=said)


def hanging_sentence(
    row: pd.Series[Any],
    partnerships: Sequence[Partners] = PARTNERSHIPS,
    language: Language | None = None,
) -> str:
    """A change, and how many cities it opens to or spares under each assumption.

    Nothing where they are the same; what it does then stands in :func:`~.counterfactual.sentence`.
    """
    if row["holds"]:
        return ""
    speaks = language or Language()
    each = [
        speaks.text(EACH if number else FIRST, cities=speaks.number(cities), partners=speaks.number(partners))
        for number, (cities, (partners, _)) in enumerate(zip(row["touched"], partnerships, strict=True))
    ]
    return speaks.text(HANGS, change=change_sentence(row["changes"], speaks), each=", ".join(each))
