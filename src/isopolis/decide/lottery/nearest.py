"""The mixture of panels that is nearest to a target, by Wolfe's method.

Ask for the panel that lies furthest in the direction of what is still missing, mix it in, drop panels that
would need a negative chance. It ends in the target, or at a point where no panel lies further in that
direction: the direction then separates the target from all panels.

Source: Wolfe (1976), *Mathematical Programming* 11, 128-149.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.linalg import qr_delete, qr_insert, solve_triangular

from isopolis.decide.lottery.panels import Cut, Panels

Floats = npt.NDArray[np.float64]
REACHED = 1e-9
"""A distance (in seats) below this one is none."""
NOTHING = 1e-14
"""A chance below this one is none."""


def nearest(panels: Panels, target: Floats, known: list[Floats]) -> tuple[Floats, Floats, Cut | None]:
    """Panels (J, T), their chances (J,), and the cut that proves it (None in the target).

    ``known`` are panels to begin with, at least one.
    """
    pool = np.array(known)
    corral = _Corral(target)
    corral.add(pool[int(np.argmin(((pool - target) ** 2).sum(axis=1)))])
    while True:
        missing = target - corral.point
        distance = float(np.linalg.norm(missing))
        if distance <= REACHED:
            return *corral.mixture(), None
        # Were the target a mixture of panels, one of them would lie further by the square of the distance.
        least = float(missing @ corral.point) + 0.01 * distance**2
        worth = pool @ missing
        further = pool[int(np.argmax(worth))]
        if worth.max() > least and corral.add(further):
            continue
        best = panels.best(missing)
        if best is None:
            raise ArithmeticError("there were panels before and there are none now")
        if missing @ best.panel > least and corral.add(best.panel):
            pool = np.vstack([pool, best.panel])
            continue
        outside = best.bound < float(missing @ target) - 0.5 * distance**2
        return *corral.mixture(), Cut.scaled(missing, best.bound) if outside else None


class _Corral:
    """Affinely independent panels with positive chances whose mixture ``point`` is nearest to the target.

    The columns (1, x - target) of the panels are kept as Q R; their nearest mixture has the chances u /
    sum(u) with R' R u = 1.
    """

    def __init__(self, target: Floats) -> None:
        self.target = target
        self.panels: list[Floats] = []
        self.chances = np.zeros(0)
        self.point = target
        self._q: Floats = np.zeros((len(target) + 1, 0))
        self._r: Floats = np.zeros((0, 0))

    def mixture(self) -> tuple[Floats, Floats]:
        """The panels and their chances."""
        return np.array(self.panels), self.chances / self.chances.sum()

    def add(self, panel: Floats) -> bool:
        """Mix a panel in; False where it lies in the span of the others already."""
        column = np.append(1.0, panel - self.target)
        size = len(self.panels)
        if size == 0:
            length = float(np.linalg.norm(column))
            self._q, self._r = column[:, None] / length, np.array([[length]])
        elif size == len(column) or np.linalg.norm(column - self._q @ (self._q.T @ column)) < 1e-7:
            return False
        else:
            self._q, self._r = qr_insert(self._q, self._r, column, size, which="col")
        self.panels.append(panel)
        self.chances = np.append(self.chances, 0.0 if size else 1.0)
        self._settle()
        self.point = self.chances @ np.array(self.panels)
        return True

    def _settle(self) -> None:
        """The minor cycle: to the nearest point of the span, dropping panels on the way."""
        while True:
            ones = np.ones(len(self.panels))
            solved = self._solve(ones)
            solved += self._solve(ones - self._r.T @ (self._r @ solved))
            wanted = solved / solved.sum()
            falling = wanted <= NOTHING
            if not falling.any():
                self.chances = wanted
                return
            steps = np.full(len(wanted), np.inf)
            steps[falling] = self.chances[falling] / np.maximum(
                self.chances[falling] - wanted[falling], 1e-300
            )
            step = min(1.0, float(steps.min()))
            self.chances = (1.0 - step) * self.chances + step * wanted
            self._drop((self.chances <= NOTHING) | (steps <= step))

    def _solve(self, right: Floats) -> Floats:
        return np.asarray(solve_triangular(self._r, solve_triangular(self._r, right, trans="T")))

    def _drop(self, gone: npt.NDArray[np.bool_]) -> None:
        for place in np.flatnonzero(gone)[::-1]:
            q, r = qr_delete(self._q, self._r, place, which="col")
            self._q, self._r = q.astype(np.float64), r.astype(np.float64)
            del self.panels[place]
        self.chances = self.chances[~gone] / self.chances[~gone].sum()
