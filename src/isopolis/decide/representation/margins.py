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
            raise InputError(
                "“{name}” has {number} categories",
                expected="two or more",
                name=self.name,
                number=len(self.people),
            )
        wrong = [name for name, count in self.people.items() if not 0 < count < float("inf")]
        if wrong:
            raise InputError(
                "“{name}”: {people} people in “{category}”",
                expected="a number above 0",
                remedy="join it with another category where nobody is counted",
                name=self.name,
                people=format(self.people[wrong[0]], "g"),
                category=wrong[0],
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
                "no column is called “{column_name}”; there are {columns}",
                expected="attribute, category, people",
                column_name=column,
                columns=", ".join(map(str, table.columns)),
            )
    out = []
    for name, rows in table.groupby("attribute", sort=False):
        people: dict[str, float] = {}
        for row, (category, count) in enumerate(zip(rows["category"], rows["people"], strict=True)):
            number = pd.to_numeric(count, errors="coerce")
            if pd.isna(number):
                raise InputError(
                    "“{count}” people in “{category}”", row=int(rows.index[row]) + 2, column="people",
                    expected="a number", remedy="a withheld count cannot be a margin: join categories",
                    count=count, category=category,
                )  # fmt: skip
            if str(category) in people:
                raise InputError(
                    "“{category}” of “{name}” stands twice",
                    row=int(rows.index[row]) + 2,
                    category=category,
                    name=name,
                )
            people[str(category)] = float(number)
        out.append(Margin(str(name), people))
    return out


def coded(answers: Sequence[str | None], margin: Margin) -> npt.NDArray[np.int64]:
    """(n,) position of each answer among the categories of the margin; -1 where it was not given."""
    place = {name: at for at, name in enumerate(margin.people)}
    unknown = sorted({one for one in answers if one and one not in place})
    if unknown:
        raise InputError(
            "“{answer}” is no category of “{name}”",
            expected="one of {choices}",
            answer=unknown[0],
            name=margin.name,
            choices=", ".join(place),
        )
    return np.array([place[one] if one else -1 for one in answers], dtype=np.int64)
