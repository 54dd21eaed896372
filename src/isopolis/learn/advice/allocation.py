"""Who gets the money: grants per inhabitant by size of the city, by deprivation, by any class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from isopolis.errors import InputError
from isopolis.language import Language, message
from isopolis.learn.advice.concentration import Concentration, concentration, fractional_rank
from isopolis.learn.practices.vocabulary import Size, size_of

FIFTHS = (
    message("least deprived fifth of the people"),
    message("second fifth"),
    message("third fifth"),
    message("fourth fifth"),
    message("most deprived fifth of the people"),
)
COLUMNS = ("class", "cities", "with_grant", "people", "euros", "per_head", "ratio")


@dataclass(frozen=True, slots=True)
class Allocation:
    """Grants of cities, by classes.

    Attributes
    ----------
    cities
        One row a city: ``city``, ``people``, ``euros``, ``per_head``, and what classes are made of.
    by_size, by_deprivation, by_class
        One row a class: how many cities, how many of them with a grant, their people, their euros, euros per
        inhabitant, and these as a multiple of the euros per inhabitant of all. None where it was not asked.
    concentration
        The concentration index by deprivation; None where deprivation is not known.
    elsewhere
        Rows of ``city`` and ``euros``: grants to places that are not among the cities. They are in no class.
    without_deprivation
        Cities whose deprivation is not known; they are in no class of deprivation.
    """

    cities: pd.DataFrame
    by_size: pd.DataFrame
    by_deprivation: pd.DataFrame | None
    by_class: pd.DataFrame | None
    concentration: Concentration | None
    elsewhere: pd.DataFrame
    without_deprivation: int


def allocation(
    cities: pd.DataFrame, grants: pd.DataFrame, *, classes: str | None = None, seed: int = 0
) -> Allocation:
    """What each class of cities got per inhabitant.

    Parameters
    ----------
    cities
        One row a city: ``city`` (a name or a code), ``people`` (above 0), perhaps ``deprivation`` (higher is
        more deprived; NaN where not known), perhaps a column ``classes`` of any classes.
    grants
        One row a grant: ``city`` and ``euros``. A city without a grant got nothing.
    seed
        Of the interval of the concentration index.

    Raises
    ------
    InputError
        No grant went to any of the cities: their names are written in another way.

    >>> cities = pd.DataFrame({"city": ["A", "B"], "people": [30_000.0, 90_000.0], "deprivation": [2.0, 1.0]})
    >>> grants = pd.DataFrame({"city": ["A", "B", "B"], "euros": [60_000.0, 30_000.0, 60_000.0]})
    >>> allocation(cities, grants).by_size["per_head"].tolist()
    [2.0, 1.0]
    """
    if not grants["city"].isin(cities["city"]).any():
        raise InputError(
            "no grant went to a place of the table of cities; the first went to “{place}”",
            expected="names or codes as in the table of cities, where the first is “{city}”",
            remedy="name the column that has them in both tables",
            place=grants["city"].iloc[0],
            city=cities["city"].iloc[0],
        )
    got = grants.groupby("city", sort=False)["euros"].sum()
    table = cities.reset_index(drop=True)
    table["euros"] = table["city"].map(got).fillna(0.0).astype(float)
    table["per_head"] = table["euros"] / table["people"]
    elsewhere = got[~got.index.isin(table["city"])].rename_axis("city").reset_index()
    sizes = table["people"].map(size_of)
    known = table["deprivation"].notna() if "deprivation" in table else pd.Series(False, index=table.index)
    by_deprivation, index = None, None
    if known.any():
        people, euros, deprivation = (
            table.loc[known, name].to_numpy(dtype=np.float64) for name in ("people", "euros", "deprivation")
        )
        fifth = np.minimum((5 * fractional_rank(people, deprivation)).astype(int), 4)
        by_deprivation = _classes(table[known], pd.Series(fifth, index=table.index[known]), range(5), FIFTHS)
        index = concentration(people, euros, deprivation, seed=seed)
    by_class = None
    if classes is not None:
        names = sorted(table[classes].dropna().unique(), key=str)
        by_class = _classes(table, table[classes], names, [str(name) for name in names])
    return Allocation(
        cities=table,
        by_size=_classes(table, sizes, list(Size), [size.label for size in Size]),
        by_deprivation=by_deprivation,
        by_class=by_class,
        concentration=index,
        elsewhere=elsewhere,
        without_deprivation=int((~known).sum()) if "deprivation" in table else 0,
    )


def _classes(
    table: pd.DataFrame, of: pd.Series[Any], keys: Sequence[object], names: Sequence[str]
) -> pd.DataFrame:
    """One row a class that has a city, in the order of ``keys``."""
    mean = table["euros"].sum() / table["people"].sum()
    rows = []
    for key, name in zip(keys, names, strict=True):
        part = table[of == key]
        if part.empty:
            continue
        people, euros = part["people"].sum(), part["euros"].sum()
        ratio = euros / people / mean if mean > 0 else float("nan")
        rows.append((name, len(part), int((part["euros"] > 0).sum()), people, euros, euros / people, ratio))
    return pd.DataFrame(rows, columns=list(COLUMNS))


MOST = message(
    "The most deprived cities, where {people} of 100 people live, got {euros} of 100 euros: {per_head} euros "
    "an inhabitant, against {least} in the least deprived."
)
TO_DEPRIVED = message("The money follows deprivation: concentration index {value} ({low} to {high}).")
FROM_DEPRIVED = message(
    "The money goes where deprivation is lower: concentration index {value} ({low} to {high})."
)
NO_TENDENCY = message(
    "Whether the money follows deprivation cannot be said: concentration index {value} ({low} to {high})."
)
FEW_CITIES = message("Concentration index {value}; there are too few cities to say how sure that is.")
SMALL = message("Of {cities} cities with {size}, {without} got nothing.")
ELSEWHERE = message(
    "Left out: {euros} euros of places that are not in the table of cities (their number: {number}; the "
    "first: {examples})."
)
NOT_KNOWN = message(
    "Cities left out of the comparison by deprivation, because it is not known of them: {number}."
)


def allocation_sentences(found: Allocation, language: Language) -> list[str]:
    """What it says, in plain words, and what was left out."""
    out = []
    if found.by_deprivation is not None and len(found.by_deprivation) > 1 and found.concentration is not None:
        least, most = found.by_deprivation.iloc[0], found.by_deprivation.iloc[-1]
        total = found.by_deprivation[["people", "euros"]].sum()
        if total["euros"] > 0:
            out.append(
                language.text(
                    MOST,
                    people=language.number(100 * most["people"] / total["people"], 0),
                    euros=language.number(100 * most["euros"] / total["euros"], 0),
                    per_head=language.number(most["per_head"], 2),
                    least=language.number(least["per_head"], 2),
                )
            )
            out.append(_tendency(found.concentration, language))
    for size, row in zip(found.by_size["class"], found.by_size.itertuples(), strict=True):
        without = int(row.cities) - int(row.with_grant)  # type: ignore[arg-type]
        if without:
            cities = language.number(float(row.cities), 0)  # type: ignore[arg-type]
            out.append(
                language.text(
                    SMALL, cities=cities, size=language.text(size), without=language.number(without)
                )
            )
    if len(found.elsewhere):
        euros = language.number(found.elsewhere["euros"].sum(), 0)
        examples = ", ".join(map(str, found.elsewhere["city"][:3]))
        number = language.number(len(found.elsewhere))
        out.append(language.text(ELSEWHERE, euros=euros, number=number, examples=examples))
    if found.without_deprivation:
        out.append(language.text(NOT_KNOWN, number=language.number(found.without_deprivation)))
    return out


def _tendency(index: Concentration, language: Language) -> str:
    value = language.number(index.value, 2)
    if np.isnan(index.low):
        return language.text(FEW_CITIES, value=value)
    text = TO_DEPRIVED if index.low > 0 else FROM_DEPRIVED if index.high < 0 else NO_TENDENCY
    low, high = language.number(index.low, 2), language.number(index.high, 2)
    return language.text(text, value=value, low=low, high=high)
