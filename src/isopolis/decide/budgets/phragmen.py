"""Sequential Phragmén: voters earn money at the same speed and buy what they support as soon as they can."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from isopolis.decide.budgets.election import Election


def sequential_phragmen(election: Election) -> tuple[str, ...]:
    r"""Projects in the order in which their supporters can pay for them; exact.

    Everybody earns one unit of money a unit of time. When the supporters of a project have its cost
    together, it is bought and they have nothing left:

    .. math:: t(p) = \frac{cost(p) + \sum_{i \in N(p)} t_i}{|N(p)|}

    with :math:`t_i` the last time that i bought something. The earliest t wins; the rule ends when the next
    project does not fit into the budget. Supporters are all who approve or give points.

    Source: Phragmén (1894); for budgets Los, Christoff & Grossi (2022), *IJCAI*.
    """
    supports = election.weights > 0
    number = supports.sum(axis=0)
    last = np.zeros(len(election.votes), dtype=np.int64)
    times = [Fraction(0)]
    left = election.budget
    chosen: list[int] = []
    open_ = [i for i in election.order() if number[i]]
    while open_:
        due = {i: _time(election, i, np.bincount(last[supports[:, i]]), times) for i in open_}
        first = min(open_, key=lambda i: due[i])  # the first of equals, in the order that breaks ties
        if election.projects[first].cost > left:
            break
        times.append(due[first])
        last[supports[:, first]] = len(times) - 1
        left -= election.projects[first].cost
        chosen.append(first)
        open_.remove(first)
    return tuple(election.projects[i].id for i in chosen)


def _time(election: Election, project: int, by_purchase: np.ndarray, times: list[Fraction]) -> Fraction:
    """When its supporters can pay; ``by_purchase`` counts them by the time at which they bought last."""
    spent = sum((int(n) * times[turn] for turn, n in enumerate(by_purchase) if n), Fraction(0))
    return (election.projects[project].cost + spent) / int(by_purchase.sum())
