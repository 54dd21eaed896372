"""What the people left out could change: bounds on each city's dissimilarity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.language import Language, message
from isopolis.measure.areas import REST, Areas, Composition
from isopolis.measure.areas.quality.bounds import dissimilarity_bound

Floats = npt.NDArray[np.float64]

USELESS = 0.25
"""A bound above this says no more than that the figure is open."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How far the dissimilarity of the cities can move.

    Attributes
    ----------
    city, figure, bound
        The city whose figure can change most among those where something can be said, the figure and the
        most that it can change; NaN where there is no such city.
    people
        People left out there, or more.
    cities, affected, open
        Number of cities; of those with areas left out; and of these, where nothing useful can be said.
    """

    city: str
    figure: float
    bound: float
    people: float
    cities: int
    affected: int
    open: int

    def sentences(self, language: Language) -> list[str]:
        """What it does to the figures, in plain words."""
        values = {
            "city": self.city,
            "figure": language.number(self.figure, 4),
            # Rounded up: a bound must not shrink on its way to the page.
            "bound": language.number(float(np.ceil(self.bound * 1e4) / 1e4), 4),
            "people": language.number(self.people, 0),
            "open": language.number(self.open),
            "affected": language.number(self.affected),
        }
        if self.cities == 1:
            return [language.text(_UNKNOWN if self.open else _ONE_CITY, **values)]
        said = [] if self.open == self.affected else [language.text(_MOST, **values)]
        return said + ([language.text(_OPEN, **values)] if self.open else [])


_ONE_CITY = message(
    "At most {people} people live there: with them the dissimilarity, {figure}, would change by no more "
    "than {bound}."
)
_UNKNOWN = message("How much the figures would change with them is not known, or too much to say.")
_MOST = message(
    "Where it matters most, in {city}, at most {people} people live there: with them the dissimilarity, "
    "{figure}, would change by no more than {bound}."
)
_OPEN = message(
    "In {open} of {affected} cities with such areas, how much the figures would change is not known, or too "
    "much to say."
)


def effect_of(
    areas: Areas, groups: tuple[str, ...], composition: Composition, *, by: str | None, threshold: int
) -> Effect:
    """Bounds on the dissimilarity of each city with the areas that the composition leaves out.

    Numbers of people below the threshold are taken as the threshold: the bound stays one, and says nothing
    about fewer people.
    """
    out = np.ones(len(areas), dtype=bool)
    out[composition.rows] = False
    if by is None or by not in areas.attributes.columns:
        codes, names = np.zeros(len(areas), dtype=np.intp), [""]
    else:
        found, values = pd.factorize(areas.attributes[by], sort=True)
        codes, names = np.asarray(found, dtype=np.intp), [str(value) for value in values]
    comparable = len(groups) > 1 and not any(areas.universe.get(group) for group in groups if group != REST)
    best = Effect("", np.nan, np.nan, np.nan, len(names), 0, 0)
    affected = open_cities = 0
    inside = codes[composition.rows]
    order = np.argsort(inside, kind="stable")
    starts = np.searchsorted(inside[order], np.arange(len(names) + 1))
    for code in np.unique(codes[out & (codes >= 0)]).tolist():
        affected += 1
        people = float(areas.total[out & (codes == code)].sum())
        counts = composition.counts[order[starts[code] : starts[code + 1]]]
        figure = _dissimilarity(counts) if comparable else np.nan
        people = max(people, float(threshold)) if people > 0 else people
        bound = np.nan if np.isnan(people) or np.isnan(figure) else dissimilarity_bound(counts, people)
        if np.isnan(bound) or bound > USELESS:
            open_cities += 1
        elif np.isnan(best.bound) or bound > best.bound:
            best = Effect(names[code], figure, bound, people, len(names), 0, 0)
    return Effect(best.city, best.figure, best.bound, best.people, len(names), affected, open_cities)


def _dissimilarity(counts: Floats) -> float:
    """D of two groups or many, to be named beside its bound; NaN where it has no value."""
    groups = counts.sum(axis=0)
    if (groups > 0).sum() < 2:
        return float("nan")
    shares = groups / groups.sum()
    apart = np.abs(counts - counts.sum(axis=1, keepdims=True) * shares).sum() / groups.sum()
    return float(apart / (2.0 * (shares * (1.0 - shares)).sum()))
