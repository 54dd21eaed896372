"""A lottery as a box of tickets: a whole number of equally likely panels that anybody can count.

Source of the idea: Flanigan, Kehne & Procaccia (2021), "Fair sortition made transparent", *NeurIPS* 34.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isopolis.decide.lottery.lottery import Lottery
from isopolis.errors import InputError

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
TICKETS = 1000


@dataclass(frozen=True, slots=True)
class Lots:
    """Tickets, each with a panel.

    Attributes
    ----------
    tickets
        (M, size) positions in the pool of the people on each ticket.
    count
        (n,) number of tickets that each person is on.
    """

    tickets: Whole
    count: Whole

    @property
    def probabilities(self) -> Floats:
        """(n,) the exact probability of each person when one ticket is drawn."""
        return np.asarray(self.count / len(self.tickets))


def lots(lottery: Lottery, number: int = TICKETS) -> Lots:
    """Put the lottery on ``number`` tickets, with everybody's probability close to the exact one.

    Chances of panels are rounded down to whole tickets; the remaining tickets go one by one to the panel
    that is owed most, and are exchanged while that helps. The seats of a type then go round among its
    people, so that these differ by one ticket at most where nobody shares a household.
    """
    if not 1 <= number <= 1_000_000:
        raise InputError(
            "{number} tickets", expected="a number from 1 to 1,000,000, e.g. 1,000", number=number
        )
    mixture = lottery.fair.mixture
    copies = _copies(mixture.panels, mixture.chances, number, lottery.types.counts)
    order = np.repeat(np.arange(len(copies)), copies)
    return _people(lottery, mixture.panels[order].astype(np.int64))


def _copies(panels: Floats, chances: Floats, number: int, counts: Floats) -> Whole:
    """(J,) tickets of each panel."""
    copies = np.floor(chances * number + 1e-9).astype(np.int64)
    scaled = panels / counts
    owed = (chances * number - copies) @ scaled
    squares = (scaled**2).sum(axis=1)
    for _ in range(number - int(copies.sum())):
        best = int(np.argmax(2.0 * scaled @ owed - squares))
        copies[best] += 1
        owed = owed - scaled[best]
    for _ in range(number):
        # Exchange a ticket of panel i for one of panel j: the change of the squared error.
        inner = scaled @ owed
        change = (
            2.0 * (inner[:, None] - inner[None, :])
            + squares[:, None]
            + squares[None, :]
            - 2.0 * scaled @ scaled.T
        )
        change[copies == 0, :] = np.inf
        i, j = np.unravel_index(int(np.argmin(change)), change.shape)
        if change[i, j] >= -1e-12:
            break
        copies[i] -= 1
        copies[j] += 1
        owed = owed + scaled[i] - scaled[j]
    return copies


def _people(lottery: Lottery, tickets: Whole) -> Lots:
    """Seats of types become people: those on the fewest tickets first, none from a household twice."""
    types, pool = lottery.types, lottery.pool
    count = np.zeros(len(pool), dtype=np.int64)
    filled = np.zeros((len(tickets), lottery.size), dtype=np.int64)
    homes = pool.households or ("",) * len(pool)
    order = np.argsort(types.counts - types.most, kind="stable")
    for row, panel in enumerate(tickets):
        seated: list[int] = []
        taken: set[str] = set()
        for t in order:
            free = sorted(
                (i for i in types.members[t] if not homes[i] or homes[i] not in taken),
                key=lambda i: (count[i], i),
            )
            chosen: list[int] = []
            for i in free:
                if len(chosen) == panel[t]:
                    break
                if not homes[i] or homes[i] not in taken:
                    chosen.append(i)
                    taken.add(homes[i])
            count[chosen] += 1
            seated += chosen
        filled[row] = sorted(seated)
    return Lots(filled, count)
