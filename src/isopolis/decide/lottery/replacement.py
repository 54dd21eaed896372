"""Somebody drops out: a lottery for the empty seats, under what is left of the quotas."""

from __future__ import annotations

from collections.abc import Sequence

from isopolis.decide.lottery.lottery import Lottery, Objective, fair_lottery
from isopolis.decide.lottery.pool import Pool
from isopolis.decide.lottery.quotas import Quota, Quotas
from isopolis.errors import InputError


def replacement_lottery(
    pool: Pool,
    quotas: Quotas,
    panel: Sequence[str],
    gone: Sequence[str],
    objective: Objective | str = Objective.LEXIMIN,
) -> Lottery:
    """The fair lottery for the seats of the people ``gone``.

    The people who stay keep their seats; nobody who was on the panel, nobody who lives with somebody who
    stays, and nobody who dropped out is drawn again. Where the quotas cannot be met any more, the error
    says what is the least to change.

    Parameters
    ----------
    panel
        Everybody on the panel before, by identifier.
    gone
        Those of them (and others of the pool) who are no longer available; at least one of the panel.
    """
    place = {person: i for i, person in enumerate(pool.people)}
    unknown = [person for person in (*panel, *gone) if person not in place]
    if unknown:
        raise InputError(
            "“{unknown}” is not in the pool", expected="identifiers of people in the pool", unknown=unknown[0]
        )
    out = set(gone)
    staying = [place[person] for person in panel if person not in out]
    seats = len(set(panel)) - len(staying)
    if seats == 0:
        raise InputError(
            "nobody has left the panel", expected="at least one member of the panel who dropped out"
        )
    homes = {pool.households[i] for i in staying if pool.households and pool.households[i]}
    housemates = [
        person
        for person, home in zip(pool.people, pool.households or [""] * len(pool), strict=True)
        if home in homes
    ]
    return fair_lottery(
        pool.without([*panel, *gone, *housemates]), _left(pool, quotas, staying), seats, objective
    )


def _left(pool: Pool, quotas: Quotas, staying: Sequence[int]) -> Quotas:
    """What the quotas still ask for; a maximum that those who stay exceed leaves room for nobody."""
    out = []
    for one in quotas:
        column = quotas.categories.index(one.category)
        held = sum(pool.features[i][column] == one.feature for i in staying)
        high = max(0, one.high - held)
        out.append(Quota(one.category, one.feature, min(high, max(0, one.low - held)), high))
    return Quotas(tuple(out))
