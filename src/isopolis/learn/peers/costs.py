r"""What a visit costs: people, nights, days, and what makes it accessible.

.. math:: C = n \, (t + k\,b + d\,s) + a

for n travellers with travel t each, k nights at b, d days of subsistence at s, and a for accessibility
(interpreters, transport without steps), which is nobody's private matter. EUI pays travel, stay and staff of
a City-to-City Exchange by simplified costs (see the fund ``eui-city-to-city``); its amounts stand in the
guidance of the day and are given by whoever plans, not here.
"""

from __future__ import annotations

from dataclasses import dataclass

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.learn.peers.visit import Visit


@dataclass(frozen=True, slots=True)
class Prices:
    """Euros: travel of one person there and back, a night, a day, and all that accessibility needs."""

    travel: float = 0.0
    night: float = 0.0
    day: float = 0.0
    accessibility: float = 0.0


TRAVEL = message("Travel")
NIGHTS = message("Nights")
DAYS = message("Meals and local transport")
ACCESS = message("Accessibility")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what, how many times, at which price."""

    what: str
    number: int
    price: float

    @property
    def euros(self) -> float:
        """What it comes to."""
        return self.number * self.price


def visit_costs(visit: Visit, prices: Prices) -> list[Line]:
    """The lines of a visit's costs; lines without a price are left out.

    >>> from datetime import date
    >>> visit = Visit(date(2027, 3, 4), date(2027, 3, 5), guests=2, guest_stakeholders=1)
    >>> [(line.what, line.number, line.euros) for line in visit_costs(visit, Prices(300, 120, 50))]
    [('Travel', 3, 900.0), ('Nights', 3, 360.0), ('Meals and local transport', 6, 300.0)]
    """
    amounts = (prices.travel, prices.night, prices.day, prices.accessibility)
    if min(amounts) < 0:
        raise InputError("a price of {euros} euros", expected="0 or more", euros=f"{min(amounts):g}")
    travellers = visit.guests + visit.guest_stakeholders
    days = (visit.last_day - visit.first_day).days + 1
    lines = (
        Line(TRAVEL, travellers, float(prices.travel)),
        Line(NIGHTS, travellers * (days - 1), float(prices.night)),
        Line(DAYS, travellers * days, float(prices.day)),
        Line(ACCESS, 1, float(prices.accessibility)),
    )
    return [line for line in lines if line.euros > 0]
