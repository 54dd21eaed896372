"""Dissimilarity corrected for boundaries: people of different groups who are neighbours across a border."""

from __future__ import annotations

import numpy as np

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.segregation.environments.borders import Borders
from isopolis.measure.segregation.evenness import dissimilarity
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index, Setting


def morrill(counts: Floats, borders: Borders, *, corners: bool = False) -> Floats:
    r"""Contribution of each area to Morrill's dissimilarity corrected for contact across borders.

    .. math:: D(adj) = D - \frac{\sum_{ij} c_{ij} |z_i - z_j|}{\sum_{ij} c_{ij}}

    where :math:`c_{ij}` is 1 for areas that touch and :math:`z_i` the share of the first group. An area
    contributes its part of D less its half of each difference across its borders. Pairs with an empty
    area have no difference and are left out of both sums.

    Parameters
    ----------
    counts
        (n, 2) people of two groups.
    borders
        Which areas touch.
    corners
        Whether areas that meet at a corner only are neighbours (queen); else a side is needed (rook).

    Returns
    -------
    (n,) contributions, whose sum is D(adj): D where neighbours are alike, less where unlike areas touch.
    It can fall below 0 (a chessboard of mixed areas). NaN where one group has nobody.

    Source: Morrill (1991), Geography Research Forum 11.

    >>> from isopolis.measure.segregation.environments.locations import find_lattice
    >>> from isopolis.measure.segregation.environments.borders import lattice_borders
    >>> row = lattice_borders(find_lattice(np.arange(4.0), np.zeros(4)))
    >>> morrill(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]), row).sum().round(4)
    np.float64(0.6667)
    """
    kept = borders if corners else borders.sides()
    return _corrected(counts, kept, np.ones(len(kept.neighbour)))


def wong(counts: Floats, borders: Borders) -> Floats:
    r"""Contribution of each area to Wong's D(w), contact in proportion to the length of the border.

    .. math:: D(w) = D - \frac12 \sum_{ij} w_{ij} |z_i - z_j|, \qquad
              w_{ij} = \frac{d_{ij}}{\tfrac12 \sum_{ij} d_{ij}}

    with :math:`d_{ij}` the length of the common border, so that each border counts once and the
    correction is the average difference along all inner borders. Read as :func:`morrill`.

    Source: Wong (1993), Urban Studies 30.

    >>> from isopolis.measure.segregation.environments.locations import find_lattice
    >>> from isopolis.measure.segregation.environments.borders import lattice_borders
    >>> row = lattice_borders(find_lattice(np.arange(3.0), np.zeros(3)))
    >>> wong(np.array([[10.0, 0.0], [10.0, 0.0], [0.0, 10.0]]), row).sum().round(3)
    np.float64(0.5)
    """
    kept = borders.sides()
    return _corrected(counts, kept, kept.length)


def wong_shape(counts: Floats, borders: Borders) -> Floats:
    r"""Contribution of each area to Wong's D(s), contact also in proportion to compactness.

    .. math:: D(s) = D - \frac12 \sum_{ij} w_{ij} |z_i - z_j|\,
              \frac{\tfrac12 (P_i/A_i + P_j/A_j)}{\max_k (P_k/A_k)}

    with the perimeter P and the surface A: long, thin areas bring their people closer to the border.

    Raises
    ------
    InputError
        The borders come without perimeters and surfaces.

    Source: Wong (1993), Urban Studies 30.

    >>> from isopolis.measure.segregation.environments.locations import find_lattice
    >>> from isopolis.measure.segregation.environments.borders import lattice_borders
    >>> row = lattice_borders(find_lattice(np.arange(4.0), np.zeros(4)))
    >>> wong_shape(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]), row).sum().round(4)
    np.float64(0.6667)
    """
    if borders.perimeter is None or borders.surface is None:
        raise InputError(
            "the shape of the areas is not known",
            expected="polygons, for their perimeter and surface",
            remedy="use find_borders() on the polygons, or the index without shape",
        )
    kept = borders.sides()
    thin = borders.perimeter / borders.surface
    factor = 0.5 * (thin[kept.area] + thin[kept.neighbour]) / thin.max()
    return _corrected(counts, kept, kept.length, factor)


def _corrected(counts: Floats, borders: Borders, weight: Floats, factor: Floats | float = 1.0) -> Floats:
    if len(borders) != len(counts):
        raise InputError(
            f"there are {len(counts)} areas and borders of {len(borders)}", expected="borders of these areas"
        )
    people = counts.sum(axis=1)
    plain = dissimilarity(np.ascontiguousarray(counts), np.ascontiguousarray(counts))
    populated = people > 0
    share = np.divide(counts[:, 0], people, out=np.zeros(len(people)), where=populated)
    area, neighbour = borders.area, borders.neighbour
    weight = np.where(populated[area] & populated[neighbour], weight, 0.0)
    if weight.sum() == 0.0:
        return plain
    difference = weight * factor * np.abs(share[area] - share[neighbour]) / weight.sum()
    return np.asarray(plain - np.bincount(area, weights=difference, minlength=len(people)))


for _name, _title, _function, _formula, _source in (
    (
        "dissimilarity_contact",
        message("Dissimilarity corrected for contact across borders (Morrill)"),
        morrill,
        r"D-\frac{\sum_{ij}c_{ij}|z_i-z_j|}{\sum_{ij}c_{ij}}",
        "Morrill (1991)",
    ),
    (
        "dissimilarity_border",
        message("Dissimilarity corrected for the length of borders (Wong)"),
        wong,
        r"D-\frac12\sum_{ij}w_{ij}|z_i-z_j|",
        "Wong (1993)",
    ),
    (
        "dissimilarity_shape",
        message("Dissimilarity corrected for borders and shapes (Wong)"),
        wong_shape,
        r"D-\frac12\sum_{ij}w_{ij}|z_i-z_j|\frac{\frac12(P_i/A_i+P_j/A_j)}{\max P/A}",
        "Wong (1993)",
    ),
):
    INDICES.add(
        Index(
            name=_name,
            title=_title,
            dimension=Dimension.EVENNESS,
            groups=Groups.TWO,
            low=-1.0,
            high=1.0,
            formula=_formula,
            source=_source,
            reading=message(
                "Counting contact across the borders of areas, {a} and {b} stand at {people} of 100 "
                "(100: in different areas, and no such areas touch)."
            ),
            contributions=_function,
            setting=Setting.BORDERS,
            spatial=False,
        )
    )
