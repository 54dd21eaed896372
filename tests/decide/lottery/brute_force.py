"""Leximin probabilities of a small pool by listing every panel; slow, and simple enough to be trusted."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy.optimize import linprog

from isopolis.decide.lottery import Pool, Quotas


def panels(pool: Pool, quotas: Quotas, size: int) -> np.ndarray:
    """(J, n) every panel that meets the quotas, as zeros and ones."""
    found = []
    for panel in combinations(range(len(pool)), size):
        homes = [pool.households[i] for i in panel if pool.households and pool.households[i]]
        fits = len(homes) == len(set(homes)) and all(
            one.low
            <= sum(pool.features[i][quotas.categories.index(one.category)] == one.feature for i in panel)
            <= one.high
            for one in quotas
        )
        if fits:
            found.append(np.isin(np.arange(len(pool)), panel))
    return np.array(found, dtype=float)


def leximin(every: np.ndarray) -> np.ndarray:
    """(n,) leximin probabilities: raise the minimum; whoever cannot be above it is settled; again."""
    people = every.shape[1]
    settled = np.full(people, np.nan)
    while np.isnan(settled).any():
        free = np.isnan(settled)
        value = best(every, settled, free)
        for i in np.flatnonzero(free):
            alone = np.zeros(people, dtype=bool)
            alone[i] = True
            # Can i be above the level while the others of the level keep it?
            held = np.where(free & ~alone, value, settled)
            if best(every, held, alone) < value + 1e-7:
                settled[i] = value
    return settled


def best(every: np.ndarray, at_least: np.ndarray, raised: np.ndarray) -> float:
    """The highest minimum over ``raised`` when everybody else has ``at_least`` (NaN: anything)."""
    number = len(every)
    bounds = np.where(raised | np.isnan(at_least), 0.0, at_least - 1e-10)
    found = linprog(
        np.append(np.zeros(number), -1.0),
        A_ub=np.column_stack([-every.T, raised.astype(float)]),
        b_ub=-bounds,
        A_eq=np.append(np.ones(number), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * number + [(0, None)],
    )
    return float(found.x[-1])
