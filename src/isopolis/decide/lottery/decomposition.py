"""Whole panels whose mixture has given average numbers of people of each type, or a proof that there is none.

The target, an average that the quotas seem to allow, becomes a lottery over real panels. A walk does nearly
all of it: take a panel next to the target, give it as much chance as the rest of the target can spare, go
on with the rest, which has at least one number less to settle. What the walk may leave over,
:mod:`.nearest` mixes in or proves to be out of reach.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isopolis.decide.lottery.nearest import nearest
from isopolis.decide.lottery.panels import Cut, Panels, Room

Floats = npt.NDArray[np.float64]
SETTLED = 1e-10
"""Seats (weighted by chance) that count as none."""
LEFT_OVER = 1e-9
"""A chance that may be left over without anybody noticing."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """Panels (rows of ``panels``, (J, T)) and the chance of each."""

    panels: Floats
    chances: Floats

    @property
    def average(self) -> Floats:
        """(T,) expected number of people of each type."""
        return np.asarray(self.chances @ self.panels)


def decompose(panels: Panels, target: Floats) -> tuple[Mixture, Cut | None] | None:
    """The mixture nearest to ``target`` (T,), and the cut that shows that the target is outside, if so.

    None where there is no panel at all.
    """
    found, chances, left = walk(panels, target)
    if found and left <= LEFT_OVER:
        return Mixture(np.array(found), np.array(chances) / sum(chances)), None
    if not found:
        first = panels.best(target)
        if first is None:
            return None
        found = [first.panel]
    mixed, weights, cut = nearest(panels, target, found)
    return Mixture(mixed, weights), cut


def walk(panels: Panels, target: Floats) -> tuple[list[Floats], list[float], float]:
    """Panels with their chances, and the chance that is left where the walk finds no further panel.

    With chance ``left`` still to give, the numbers still owed are ``rest`` = left x (an average of panels).
    Taking away a panel with the greatest chance ``a`` for which (rest - a x panel) / (left - a) stays
    within all bounds puts it on a new bound, where every further panel must lie too; so the walk is short.
    The panel is the one next to the rest that rounds each number up with its own probability.
    """
    matrix, types = panels.types.matrix, panels.types
    room = Room(np.floor(target + SETTLED), np.ceil(target - SETTLED), types.low.copy(), types.high.copy())
    rest, left = target.copy(), 1.0
    found: list[Floats] = []
    chances: list[float] = []
    while left > LEFT_OVER:
        _close(room, rest, matrix @ rest, left)
        share = np.clip(rest / left - room.down, 1e-3, 1 - 1e-3)
        panel = panels.within(room, np.log(share / (1.0 - share)))
        if panel is None:
            break
        chance = _spare(matrix, room, panel, rest, left)
        if chance <= 0.0:
            break
        found.append(panel)
        chances.append(chance)
        left -= chance
        rest = rest - chance * panel
    return found, chances, left


def _close(room: Room, rest: Floats, sums: Floats, left: float) -> None:
    """Close the room to the bounds that the rest has reached."""
    for lower, upper, value in ((room.down, room.up, rest), (room.low, room.high, sums)):
        at_low = (value - left * lower <= SETTLED) & (upper > lower)
        upper[at_low] = lower[at_low]
        at_high = (left * upper - value <= SETTLED) & (upper > lower)
        lower[at_high] = upper[at_high]


def _spare(matrix: Floats, room: Room, panel: Floats, rest: Floats, left: float) -> float:
    """The greatest chance of the panel that leaves the rest within all bounds."""
    most, held, sums = left, matrix @ panel, matrix @ rest
    for gap, slack in (
        (panel - room.down, rest - left * room.down),
        (room.up - panel, left * room.up - rest),
        (held - room.low, sums - left * room.low),
        (room.high - held, left * room.high - sums),
    ):
        inside = gap > 0.5
        if inside.any():
            most = min(most, float((slack[inside] / gap[inside]).min()))
    return most
