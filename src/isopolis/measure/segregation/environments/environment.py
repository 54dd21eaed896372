"""An environment: the people around each area, weighted by how near they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isopolis.measure.segregation.environments.scale import Scale

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Environment:
    r"""The surroundings of every area at one scale.

    Attributes
    ----------
    scale
        How far it reaches.
    people
        (n, g) weighted people around each area, :math:`\sum_j w_{ij} t_{jm}`; the area itself is part
        of its own environment. Only the row shares matter to an index.
    outside
        (n,) share of the kernel's weight that falls where the data has no area: outside the city,
        water, unpopulated land. None where it was not asked for.
    reach
        (n,) metres to the farthest people taken in, where the scale is a number of people or areas.
    noise
        Largest amount, in people, by which the rounding of a Fourier transform had put a value below
        what its own cell alone contributes; such values were raised to that. 0 for exact sums.
    """

    scale: Scale
    people: Floats
    outside: Floats | None = None
    reach: Floats | None = None
    noise: float = 0.0
