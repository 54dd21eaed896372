"""What the statistical office of the demonstration city lets out: small counts withheld, cells with noise.

The truth stays in :class:`isopolis.demo.city.Snapshot`, so that a test can see what publication does to it.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.demo.city import Snapshot
from isopolis.demo.people import AGES, BIRTHPLACES, BRACKETS, SEXES

FAMILIES = (BIRTHPLACES, AGES, SEXES)
SMALL = 5
"""A count of people below this, but above 0, is not published."""
FEW_HOUSEHOLDS = 50
"""Incomes and rents of fewer households are not published."""
NOISE = (-2, -1, 0, 1, 2)
NOISE_CHANCES = (0.1, 0.2, 0.4, 0.2, 0.1)
ROUNDED = 3
"""In a cell, 1 and 2 become 0 or 3, such that their mean stays what it is."""

HIDDEN = "<5"
ALSO_HIDDEN = "x"
"""Hidden because a hidden count of the same row could be found by subtraction otherwise."""
NOT_PUBLISHED = "–"


def neighbourhood_table(snapshot: Snapshot) -> pd.DataFrame:
    """The published table: numbers, or text where something is hidden.

    Columns: ``code``, ``name``, ``district``, ``population``, one for each country of birth, age and sex,
    ``households``, ``low_income_percent``, ``income_mean``, the brackets of income, ``rent``.
    """
    truth = snapshot.neighbourhoods
    table = pd.DataFrame({column: truth[column] for column in ("code", "name", "district")})
    table["population"] = _hide_small(truth["population"])
    for family in FAMILIES:
        for column, values in _protected(truth[list(family)]).items():
            table[column] = values
    few = (truth["households"] < FEW_HOUSEHOLDS).to_numpy()
    table["households"] = _hide_small(truth["households"])
    share = 100 * truth["low_income"] / truth["households"].where(truth["households"] > 0)
    for column, numbers in (
        ("low_income_percent", share.round(1)),
        ("income_mean", truth["income_mean"].round(0)),
        *((f"income_{lower}", truth[f"income_{lower}"]) for lower in BRACKETS),
        ("rent", truth["rent"].round(2)),
    ):
        table[column] = np.where(few, NOT_PUBLISHED, numbers.astype(object))
    return table


def grid_table(snapshot: Snapshot, seed: int) -> pd.DataFrame:
    """The published cells: every count carries noise of its own, so parts do not add up to totals.

    The noise hangs on the seed, the cell and the column: asking twice gives the same number twice (the
    cell-key method). Cells with fewer than 5 people show their population only, and incomes are
    those of 11 households or more.
    """
    cells = snapshot.cells
    counts = ["population", *(column for family in FAMILIES for column in family), "households", "low_income"]
    streams = np.random.SeedSequence([seed, snapshot.year]).spawn(len(counts))
    table = pd.DataFrame({"id": cells["id"]})
    for column, stream in zip(counts, streams, strict=True):
        rng = np.random.Generator(np.random.PCG64(stream))
        table[column] = _noisy(cells[column].to_numpy(), rng).astype(object)
    hidden = (cells["population"] < SMALL).to_numpy()
    table.loc[hidden, counts[1:]] = ALSO_HIDDEN
    rounded = cells["income_mean"].fillna(0).round(-2).astype(int).astype(object)
    table["income_mean"] = np.where(cells["households"] < 11, ALSO_HIDDEN, rounded)
    return table


def _hide_small(values: pd.Series) -> npt.NDArray[np.object_]:
    """Counts as they are, and ``<5`` for 1 to 4; nobody is 0."""
    numbers = values.to_numpy()
    return np.where((numbers > 0) & (numbers < SMALL), HIDDEN, numbers.astype(object))


def _protected(family: pd.DataFrame) -> pd.DataFrame:
    """Hide small counts; where only one of a row is hidden, hide the next smallest with it."""
    numbers = family.to_numpy()
    small = (numbers > 0) & (numbers < SMALL)
    out = np.where(small, HIDDEN, numbers.astype(object))
    lonely = np.flatnonzero(small.sum(axis=1) == 1)
    others = np.where(small | (numbers == 0), np.iinfo(np.int64).max, numbers)[lonely]
    next_one = others.argmin(axis=1)
    somebody = others.min(axis=1) < np.iinfo(np.int64).max
    out[lonely[somebody], next_one[somebody]] = ALSO_HIDDEN
    return pd.DataFrame(out, columns=family.columns, index=family.index)


def _noisy(counts: npt.NDArray[np.int64], rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Cell-key noise: at most 2 up or down, never below 3 unless 0; zero stays zero."""
    noise = rng.choice(NOISE, len(counts), p=NOISE_CHANCES)
    up = rng.random(len(counts)) < counts / ROUNDED
    tiny = np.where(up, ROUNDED, 0)
    return np.where(counts < ROUNDED, np.where(counts > 0, tiny, 0), np.maximum(counts + noise, ROUNDED))


def shapes(snapshot: Snapshot) -> gpd.GeoDataFrame:
    """The neighbourhoods' polygons with code, name and district."""
    return snapshot.neighbourhoods[["code", "name", "district", "geometry"]]
