"""Rows that are the sum of others: a city's total, or the subtotal of a district, is not one more area.

A row is told by what it says ("Stadt insgesamt", "Bezirk Mitte zusammen") together with its numbers, or by
its numbers alone where these cannot be a coincidence: every column of people is the sum of a run of rows
directly above or below it, or of the rows whose codes begin with its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise, takewhile
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.measure.areas.areas import Floats

Rows = npt.NDArray[np.bool_]

_SAYS_TOTAL = frozenset({
    "total", "totals", "totaal", "insgesamt", "gesamt", "summe", "gesamtsumme", "gesamtstadt", "ensemble",
    "total general", "totale", "razem", "ogółem", "celkem", "zusammen", "totaux", "gesamtergebnis",
    "yhteensä", "totalt", "összesen",
})  # fmt: skip
_MAY_SAY_TOTAL = frozenset({"somme", "sum", "all", "alle", "suma", "i alt", "kokku"})
"""Words that also are names of places: their numbers decide."""
_CLOSE = 0.03
"""A row that says that it is a total may differ by this from the sum: its parts are rounded or hidden."""
_SURE = 4.0
"""Digits that must agree beyond those that the number of rows makes agree by chance."""
_SHORTEST = 3
"""Rows that a sum has at least, where nothing but its numbers tells that it is one."""
MOST_ROWS = 50_000
"""Larger tables come out of databases, which have no rows of totals among their areas."""


def says_total(columns: Sequence[pd.Series[Any]], *, wholly: bool) -> Rows:
    """Which rows say in one of the columns that they are a total: with nothing but it, or as one word."""
    out = np.zeros(len(columns[0]), dtype=bool)
    for column in columns:
        if pd.api.types.is_numeric_dtype(column):
            continue
        text = column.astype("str").str.strip().str.rstrip(":.").str.strip().str.casefold().fillna("")
        if wholly:
            out |= text.isin(_SAYS_TOTAL).to_numpy(dtype=bool)
        else:
            word = rf"(?:^|\W)(?:{'|'.join(sorted(_SAYS_TOTAL | _MAY_SAY_TOTAL))})(?:$|\W)"
            out |= text.str.contains(word, regex=True).to_numpy(dtype=bool)
    return out


def sum_rows(people: Floats, said: Rows, codes: npt.NDArray[np.object_] | None = None) -> Rows:
    """Which rows are sums of others.

    Parameters
    ----------
    people
        (n, k) columns of people, the first of them everybody where there is such a column; NaN where unknown.
    said
        (n,) rows that say that they are a total.
    codes
        (n,) codes of the areas, where the table has them.

    >>> people = np.array([[1310, 120, 300], [2405, 451, 610], [903, 77, 150], [4618, 648, 1060]])
    >>> sum_rows(people, np.zeros(4, dtype=bool)).tolist()
    [False, False, False, True]
    """
    out = np.zeros(len(people), dtype=bool)
    if len(people) > MOST_ROWS or len(people) < 3 or not people.shape[1]:
        return out
    if codes is not None:
        out |= _by_code(people, codes)
    while True:
        rows = np.flatnonzero(~out)
        found = _beside(people[rows], said[rows])
        if not found.any():
            return out
        out[rows[found]] = True


def _beside(people: Floats, said: Rows) -> Rows:
    """Rows that are the sum of a run of rows directly above or below them."""
    n = len(people)
    out = np.zeros(n, dtype=bool)
    if n < 3:
        return out
    first = np.nan_to_num(people[:, 0])
    upto = np.concatenate([[0.0], np.cumsum(first)])
    above = np.searchsorted(upto, upto[:-1] - first - 0.5)
    below = np.minimum(np.searchsorted(upto, upto[1:] + first - 0.5), n)
    fits = (np.abs(upto[:-1] - upto[above] - first) <= 0.5) | (np.abs(upto[below] - upto[1:] - first) <= 0.5)
    for i in np.flatnonzero((fits | said) & (first > 0)).tolist():
        runs = (people[above[i] : i], people[i + 1 : below[i]])
        out[i] = any(_is_sum(run, people[i], n, said=bool(said[i])) for run in runs)
        if out[i] and not said[i]:
            return out  # the rows that it sums up are part of other runs too: look again without it
        out[i] |= said[i] and _is_about_sum(first, said, i)
    return out


def _is_sum(parts: Floats, row: Floats, rows: int, *, said: bool) -> bool:
    """Whether every column known throughout adds up, in more digits than chance explains."""
    if len(parts) < (2 if said else _SHORTEST):
        return False
    together = parts.sum(axis=0)
    there = np.isfinite(together) & np.isfinite(row)
    if not there[0] or (np.abs(together - row)[there] > 0.5).any():
        return False
    digits = np.log10(1 + row[there])
    return said or bool(digits.sum() - digits.max() >= _SURE + np.log10(rows))


def _is_about_sum(first: Floats, said: Rows, i: int) -> bool:
    """Whether a row that says so is about the sum of the rows since the last such row, or of all others."""
    before = np.flatnonzero(said[:i])
    after = np.flatnonzero(said[i + 1 :])
    others = float(first[~said].sum())
    runs = (
        first[(before[-1] + 1 if len(before) else 0) : i],
        first[i + 1 : (i + 1 + after[0] if len(after) else len(first))],
    )
    near = [float(run.sum()) for run in runs if len(run) > 1]
    return first[i] >= 0.5 * others or any(abs(one - first[i]) <= _CLOSE * first[i] for one in near)


def _by_code(people: Floats, codes: npt.NDArray[np.object_]) -> Rows:
    """Rows whose codes begin the codes of others and that are the sum of these."""
    texts = [str(code) for code in codes]
    order = sorted(range(len(texts)), key=texts.__getitem__)
    whole = np.zeros(len(texts), dtype=bool)
    exact = near = 0
    for place, i in enumerate(order):
        parts = list(takewhile(partial(_begins, texts, texts[i]), order[place + 1 :]))
        inner = [j for j, k in pairwise(parts) if not texts[k].startswith(texts[j])] + parts[-1:]
        if texts[i] and len(inner) > 1:
            whole[i] = True
            gap = float(np.nanmax(np.abs(people[inner].sum(axis=0) - people[i]), initial=0.0))
            exact += gap <= 0.5
            near += gap <= _CLOSE * people[i, 0]
    enough = 0.9 * whole.sum()
    if exact >= max(enough, 1) or (near >= enough and whole.sum() >= _SHORTEST):
        return whole
    return np.zeros(len(texts), dtype=bool)


def _begins(texts: Sequence[str], beginning: str, i: int) -> bool:
    return texts[i].startswith(beginning)
