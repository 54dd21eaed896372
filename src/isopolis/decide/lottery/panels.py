"""The panels that the quotas allow: the best one for given weights, and how good any could be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from isopolis.decide.lottery.linear import QUICK, integer_program
from isopolis.decide.lottery.types import Types

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Best:
    """A panel (T,), and a bound: no panel is worth more than that."""

    panel: Floats
    bound: float


@dataclass(frozen=True, slots=True)
class Cut:
    """No panel has ``weights @ x`` above ``bound``; the largest weight is 1."""

    weights: Floats
    bound: float

    @classmethod
    def scaled(cls, weights: Floats, bound: float) -> Cut:
        """The same cut with 1 as the largest weight."""
        scale = float(np.abs(weights).max())
        return cls(weights / scale, bound / scale)


@dataclass(slots=True)
class Room:
    """A part of all panels: down <= x <= up and low <= rows @ x <= high. Parts are closed step by step."""

    down: Floats
    up: Floats
    low: Floats
    high: Floats


class Panels:
    """All panels that ``types`` allow, as number of people of each type."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self.rows = csr_array(types.matrix)

    def allowed(self, panel: Floats) -> bool:
        """Whether whole numbers (T,) are a panel. Exact."""
        sums = self.types.matrix @ panel
        return bool(
            (panel >= 0).all()
            and (panel <= self.types.most).all()
            and (sums >= self.types.low).all()
            and (sums <= self.types.high).all()
        )

    def best(self, weights: Floats) -> Best | None:
        """The panel that is worth most, proved by an integer program; None where no panel exists."""
        types = self.types
        scale = float(np.abs(weights).max()) or 1.0
        found = integer_program(
            self.rows,
            types.low,
            types.high,
            lower=np.zeros(len(types)),
            upper=types.most,
            cost=weights / scale,
        )
        return None if found is None else Best(self._checked(found[0]), found[1] * scale)

    def within(self, room: Room, weights: Floats) -> Floats | None:
        """Some panel in this part, the more it is worth the better; None where the part holds none."""
        free = np.flatnonzero(room.up > room.down)
        panel = room.down.copy()
        if free.size == 0:
            return panel if self.allowed(panel) else None
        held = self.types.matrix @ np.where(room.up > room.down, 0.0, room.down)
        found = integer_program(
            self.rows[:, free],
            room.low - held,
            room.high - held,
            lower=room.down[free],
            upper=room.up[free],
            cost=weights[free],
            options=QUICK,
        )
        if found is None:
            return None
        panel[free] = found[0]
        return self._checked(panel)

    def _checked(self, panel: Floats) -> Floats:
        if not self.allowed(panel):
            raise ArithmeticError("HiGHS gave a panel that breaks a quota")
        return panel
