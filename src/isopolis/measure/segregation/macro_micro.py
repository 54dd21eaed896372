"""The macro/micro ratio: how much of the segregation around people's homes is that of whole districts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation.environments import Locations, Scale, Shape, Streets, parse_scale
from isopolis.measure.segregation.inference.linearisation import ratio_interval
from isopolis.measure.segregation.inputs import Data, as_areas
from isopolis.measure.segregation.measurement import figures_table
from isopolis.measure.segregation.profiles import ENDS, profile_parts

RATIO = "macro_micro_ratio"
"""What the table of figures calls H at a wide scale over H at a narrow one, which is no index."""


def macro_micro_ratio(
    data: Data,
    groups: Sequence[str] | None = None,
    macro: str | float | Scale = 4000,
    micro: str | float | Scale = 500,
    *,
    locations: Locations | npt.ArrayLike | None = None,
    kernel: Shape | str = Shape.BIWEIGHT,
    inside: npt.ArrayLike | None = None,
    city: str = "",
    total: str | None = None,
    streets: Streets | None = None,
) -> pd.DataFrame:
    r"""How much of the segregation that people meet around their home is that of large areas.

    .. math:: \tilde H_{4000\,\mathrm{m}} / \tilde H_{500\,\mathrm{m}}

    Near 0, groups are apart from street to street but mixed at the scale of districts; near 1, whole
    districts are apart.

    Parameters
    ----------
    macro, micro
        The wide and the narrow scale.
    data, groups, locations, kernel, inside, city, total, streets
        As for :func:`~isopolis.measure.segregation.profiles.profile`.

    Returns
    -------
    One row for all groups together, columns :data:`isopolis.measure.figures.FIGURE_COLUMNS`, with ``low``,
    ``high`` and ``corrected`` where those of H at both scales are known (see ``intervals`` of
    :func:`~isopolis.measure.segregation.profiles.profile`) and H at the narrow scale is surely above 0.
    Undefined where it is 0 or less.

    Raises
    ------
    InputError
        As :func:`~isopolis.measure.segregation.profiles.profile`.

    Source: Lee et al. (2008), American Sociological Review 73; Reardon et al. (2008), Demography 45; the
    interval is Fieller's (1954), J. R. Stat. Soc. B 16.

    >>> rows = np.arange(64) // 8
    >>> counts = np.where(rows[:, None] < 4, [9.0, 1.0], [1.0, 9.0])
    >>> where = np.column_stack([np.arange(64) % 8, rows]) * 100.0
    >>> macro_micro_ratio(counts, ["a", "b"], 800, 200, locations=where)[["scale", "value"]].round(3)
               scale  value
    0  800 m / 200 m  0.142
    """
    subject, scales = as_areas(data, groups, total), [parse_scale(scale, kernel) for scale in (macro, micro)]
    parts = profile_parts(
        subject,
        groups,
        ("theil_h",),
        scales,
        locations=locations,
        inside=inside,
        streets=streets,
        intervals=True,
    )
    return figures_table(ratio_parts(parts, scales[0].label, scales[1].label), city)


def ratio_parts(parts: Sequence[Mapping[str, Any]], macro: str, micro: str) -> list[dict[str, Any]]:
    """Ratios of H at two scales, by their labels, from what :func:`.profile_parts` returns."""
    of_h = {(part["scale"], part["groups"]): part for part in parts if part["index"] == "theil_h"}
    out = []
    for (scale, groups), above in of_h.items():
        if scale != macro:
            continue
        below = of_h[micro, groups]
        value = above["value"][0] / below["value"][0] if below["value"][0] > 0 else np.nan
        made: dict[str, Any] = {
            "index": RATIO,
            "groups": groups,
            "scale": f"{macro} / {micro}",
            "area": [None],
            "value": [value],
            "status": above["status"] if np.isfinite(value) else [FigureStatus.UNDEFINED.value],
        }
        if "linear" in above and "linear" in below:
            ends = ratio_interval(above["linear"], below["linear"])
            made |= {what: [end] for what, end in zip(ENDS, ends, strict=True)}
        out.append(made)
    return out
