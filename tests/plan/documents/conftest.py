"""A small generated diagnosis, and one made of any areas: what the documents are tested with."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from isopolis.measure.areas import Areas, CountStatus, Source, known, status_of
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus, Provenance
from isopolis.measure.segregation import evenness  # noqa: F401  (registers its indices)
from isopolis.measure.segregation.registry import INDICES

MakeDiagnosis = Callable[..., Diagnosis]


def diagnosis_of(
    areas: Areas,
    groups: tuple[str, str],
    city: np.ndarray,
    *,
    name: np.ndarray | None = None,
    remarks: tuple[str, ...] = (),
) -> Diagnosis:
    """A diagnosis of two groups by dissimilarity, with intervals and expected values that are made up."""
    columns = [areas.column(group) for group in groups]
    counts = areas.counts[:, columns]
    complete = known(areas.status[:, columns]).all(axis=1)
    index = INDICES["dissimilarity"]
    local = pd.DataFrame(
        {"city": city, "area": areas.ids, "name": areas.ids if name is None else name, "people": areas.total}
    )
    for group in groups:
        local[f"share:{group}"] = np.nan
        local[f"location_quotient:{group}"] = np.nan
    local["contribution:dissimilarity"] = np.nan
    suppressed = (areas.status[:, columns] == CountStatus.SUPPRESSED).any(axis=1)
    local["status"] = np.select(
        [complete, suppressed],
        [FigureStatus.OBSERVED.value, FigureStatus.SUPPRESSED.value],
        FigureStatus.NOT_COLLECTED.value,
    )
    rows = []
    for town in dict.fromkeys(city):
        here = complete & (city == town)
        inside = counts[here]
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = inside / areas.total[here][:, None]
            overall = inside.sum(axis=0) / areas.total[here].sum()
        for i, group in enumerate(groups):
            local.loc[here, f"share:{group}"] = shares[:, i]
            local.loc[here, f"location_quotient:{group}"] = shares[:, i] / overall[i]
        contributions = index.contributions(inside, inside)
        local.loc[here, "contribution:dissimilarity"] = contributions
        value = float(contributions.sum())
        rows.append(
            {
                "city": town,
                "area": None,
                "index": "dissimilarity",
                "groups": " / ".join(groups),
                "scale": None,
                "value": value,
                "low": value - 0.02,
                "high": value + 0.02,
                "expected": 0.03,
                "status": FigureStatus.PARTIAL.value if suppressed.any() else FigureStatus.OBSERVED.value,
                "sentence": f"{100 * value:.0f} of 100 people of {groups[0]} would have to move to another "
                f"area for {groups[0]} and {groups[1]} to live spread out alike.",
            }
        )
    return Diagnosis(
        areas=areas,
        groups=groups,
        figures=pd.DataFrame(rows, columns=list(FIGURE_COLUMNS)),
        local=local,
        quality=pd.DataFrame(
            {
                "column": list(groups),
                "observed": [int((areas.status[:, c] == CountStatus.OBSERVED).sum()) for c in columns],
                "zero": [int((areas.status[:, c] == CountStatus.ZERO).sum()) for c in columns],
                "not_collected": [
                    int((areas.status[:, c] == CountStatus.NOT_COLLECTED).sum()) for c in columns
                ],
                "suppressed": [int((areas.status[:, c] == CountStatus.SUPPRESSED).sum()) for c in columns],
            }
        ),
        provenance=Provenance(
            areas.source, "isopolis measure", "0.1.0", {"replicates": 200, "level": 0.95}, seed=1
        ),
        threshold=10,
        remarks=remarks,
    )


def generated_areas(side: int = 12, *, suffix: str = "", crs: str = "EPSG:3035") -> tuple[Areas, np.ndarray]:
    """A square city on a 500 m grid, its names, with suppressed, uncounted and empty cells."""
    rng = np.random.default_rng(5)
    n = side * side
    x, y = np.divmod(np.arange(n), side)
    total = rng.integers(300, 1500, n).astype(float)
    share = np.clip(
        0.1 + 0.4 * np.exp(-((x - 3) ** 2 + (y - side + 4) ** 2) / 8) + rng.normal(0, 0.02, n), 0.01, 0.9
    )
    born = np.round(total * share)
    if n > 9:
        total[5], born[5] = 0.0, 0.0
    counts = np.column_stack([born, total - born])
    if n > 9:
        counts[7], counts[9] = np.nan, np.nan
    status = status_of(counts)
    if n > 9:
        status[7] = CountStatus.SUPPRESSED
    shapes = [
        box(4_321_000 + 500 * i, 3_210_000 + 500 * j, 4_321_500 + 500 * i, 3_210_500 + 500 * j)
        for i, j in zip(x, y, strict=True)
    ]
    areas = Areas(
        ids=np.array([f"cell-{i:03d}{suffix}" for i in range(n)], dtype=object),
        groups=("OTH", "NAT"),
        counts=counts,
        status=status,
        total=total,
        total_status=status_of(total),
        geometry=gpd.GeoSeries(shapes, crs="EPSG:3035").to_crs(crs),
        labels={"OTH": "born outside the EU", "NAT": "born in the country"},
        source=Source(
            file="cells.csv",
            sha256="ab" * 32,
            reader="census grid",
            title="Generated cells",
            year=2021,
            producer="Isopolis",
            licence="EUPL-1.2",
        ),
    )
    return areas, np.array([f"Quarter {i}" for i in range(n)], dtype=object)


@pytest.fixture
def generated() -> MakeDiagnosis:
    """Builds the diagnosis of a generated city."""

    def make(city: str = "Demoville", *, side: int = 12, crs: str = "EPSG:3035", **more: object) -> Diagnosis:
        areas, names = generated_areas(side, crs=crs)
        return diagnosis_of(
            areas, ("OTH", "NAT"), np.full(len(areas), city, dtype=object), name=names, **more
        )

    return make
