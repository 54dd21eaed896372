"""A small grid city with incomes."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from isopolis.measure.areas import Areas, status_of
from isopolis.measure.areas.grid import Cells


@pytest.fixture
def grid() -> Callable[..., Areas]:
    """Build areas of 200 m cells from a picture of incomes, its first row in the north; None is no cell."""

    def build(
        incomes: list[list[float | None]],
        people: float | list[list[float]] = 400.0,
        *,
        city: list[list[str]] | None = None,
        poverty: list[list[float]] | None = None,
    ) -> Areas:
        rows, columns = len(incomes), len(incomes[0])
        places = [(r, c) for r in range(rows) for c in range(columns) if incomes[r][c] is not None]
        x = np.asarray([c for _, c in places]) * 200
        y = np.asarray([rows - 1 - r for r, _ in places]) * 200
        total = np.asarray([people if isinstance(people, float) else people[r][c] for r, c in places], float)
        attributes = {"income": [incomes[r][c] for r, c in places]}
        if city is not None:
            attributes["town"] = [city[r][c] for r, c in places]
        if poverty is not None:
            attributes["poverty"] = [poverty[r][c] for r, c in places]
        return Areas(
            np.asarray([f"r{r}c{c}" for r, c in places], dtype=object),
            (),
            np.empty((len(places), 0)),
            np.empty((len(places), 0), dtype=np.uint8),
            total,
            status_of(total),
            cells=Cells(x, y, np.full(len(places), 200)),
            attributes=pd.DataFrame(attributes),
        )

    return build
