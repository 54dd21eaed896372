"""How much a figure of chosen groups can carry: from the status of counts to the status of figures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from isopolis.measure.areas import REST, Areas, Composition, CountStatus, compose, universe_of
from isopolis.measure.areas.status import known
from isopolis.measure.figures import FigureStatus


def composed(areas: Areas, groups: tuple[str, ...]) -> Composition | None:
    """The composition of ``groups``, or None where no area has a count for all of them."""
    if not known(_needed_status(areas, groups)).all(axis=1).any():
        return None
    return compose(areas, groups)


def city_status(composition: Composition) -> FigureStatus:
    """The status of a city's figure, from the counts that it was made from."""
    if any(composition.left_out.values()):
        return FigureStatus.PARTIAL
    if (composition.status == CountStatus.IMPUTED).any():
        return FigureStatus.IMPUTED
    if (composition.status == CountStatus.PERTURBED).any():
        return FigureStatus.PERTURBED
    return FigureStatus.OBSERVED


def absent_status(areas: Areas, groups: tuple[str, ...]) -> FigureStatus:
    """Why no area has a count for all the groups."""
    status = _needed_status(areas, groups)
    if len(status) == 0:
        return FigureStatus.UNDEFINED
    if (status == CountStatus.SUPPRESSED).any(axis=1).all():
        return FigureStatus.SUPPRESSED
    return FigureStatus.NOT_COLLECTED


def _needed_status(areas: Areas, groups: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    """(n, k) status of every count that these groups are made from."""
    columns = [areas.column(group) for group in groups if group != REST or REST in areas.groups]
    status = areas.status[:, columns]
    if REST in groups and REST not in areas.groups:
        status = np.column_stack([status, universe_of(areas, groups)[1]])
    return status


def area_status(
    areas: Areas, groups: tuple[str, ...], composition: Composition | None
) -> npt.NDArray[np.object_]:
    """(n,) FigureStatus values of the areas."""
    out = np.full(len(areas), FigureStatus.OBSERVED.value, dtype=object)
    ranked = (
        (CountStatus.PERTURBED, FigureStatus.PERTURBED),
        (CountStatus.IMPUTED, FigureStatus.IMPUTED),
        (CountStatus.NOT_COLLECTED, FigureStatus.NOT_COLLECTED),
        (CountStatus.SUPPRESSED, FigureStatus.SUPPRESSED),
    )
    needed = _needed_status(areas, groups)
    for count, figure in ranked:
        out[(needed == count).any(axis=1)] = figure.value
    if composition is not None:
        # A rest made negative by noise is perturbed, which only the composition knows.
        mended = (composition.status == CountStatus.PERTURBED).any(axis=1)
        rows = composition.rows[mended]
        out[rows[out[rows] == FigureStatus.OBSERVED.value]] = FigureStatus.PERTURBED.value
    return out
