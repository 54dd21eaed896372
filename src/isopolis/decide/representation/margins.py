"""What the census says about a city: how many people are in each category of each attribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Margin:
    """People by category of one attribute (age, neighbourhood, ...).

    Parameters
    ----------
    name
        The attribute.
    people
        Category -> people of the city.
    """

    name: str
    people: Mapping[str, float]

    def __post_init__(self) -> None:
        """Refuse a margin that cannot be one."""
        if len(self.people) < 2:
            raise InputError(f"“{self.name}” has {len(self.people)} categories", expected="two or more")
        wrong = [name for name, count in self.people.items() if not 0 < count < float("inf")]
        if wrong:
            raise InputError(
                f"“{self.name}”: {self.people[wrong[0]]} people in “{wrong[0]}”",
                expected="a number above 0",
                remedy="join it with another category where nobody is counted",
            )

    @property
    def shares(self) -> dict[str, float]:
        """Category -> share of the city."""
        total = float(sum(self.people.values()))
        return {name: count / total for name, count in self.people.items()}


def read_margins(table: pd.DataFrame) -> list[Margin]:
    """Margins from a table with the columns ``attribute``, ``category`` and ``people``.

    >>> table = pd.DataFrame({"attribute": ["age", "age"], "category": ["young", "old"], "people": [10, 30]})
    >>> read_margins(table)[0].shares
    {'young': 0.25, 'old': 0.75}
    """
    for column in ("attribute", "category", "people"):
        if column not in table:
            raise InputError(
                f"no column is called “{column}”; there are {', '.join(map(str, table.columns))}",
                expected="attribute, category, people",
            )
    out = []
    for name, rows in table.groupby("attribute", sort=False):
        people: dict[str, float] = {}
        for row, (category, count) in enumerate(zip(rows["category"], rows["people"], strict=True)):
            number = pd.to_numeric(count, errors="coerce")
            if pd.isna(number):
                raise InputError(
                    f"“{count}” people in “{category}”", row=int(rows.index[row]) + 2, column="people",
                    expected="a number", remedy="a withheld count cannot be a margin: join categories",
                )  # fmt: skip
            if str(category) in people:
                raise InputError(f"“{category}” of “{name}” stands twice", row=int(rows.index[row]) + 2)
            people[str(category)] = float(number)
        out.append(Margin(str(name), people))
    return out


def coded(answers: Sequence[str | None], margin: Margin) -> npt.NDArray[np.int64]:
    """(n,) position of each answer among the categories of the margin; -1 where it was not given."""
    place = {name: at for at, name in enumerate(margin.people)}
    unknown = sorted({one for one in answers if one and one not in place})
    if unknown:
        raise InputError(
            f"“{unknown[0]}” is no category of “{margin.name}”", expected="one of " + ", ".join(place)
        )
    return np.array([place[one] if one else -1 for one in answers], dtype=np.int64)
