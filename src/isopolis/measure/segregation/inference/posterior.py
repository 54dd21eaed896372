r"""The empirical Bayes posterior of the shares of areas: what their people and the other areas say together.

Areas are either of a few kinds (:mod:`.latent_classes`) or differ by degrees (:mod:`.generalised_dirichlet`):
whichever makes the people of each area more likely given the other areas (Stone 1977).

Kass & Raftery (1995), J. Am. Stat. Assoc. 90; Morris (1983), J. Am. Stat. Assoc. 78; Stone (1977),
J. R. Stat. Soc. B 39.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from isopolis.measure.segregation.inference.generalised_dirichlet import GeneralisedDirichlet
from isopolis.measure.segregation.inference.latent_classes import LatentClasses, latent_classes
from isopolis.measure.segregation.registry import Floats

_STRONG = 3.0
"""Log likelihood by which degrees must be ahead: less is no strong evidence (Kass & Raftery 1995), and cities
of kinds allow for areas of a kind that differ."""


def posterior(counts: Floats) -> GeneralisedDirichlet | LatentClasses:
    """What the (n, g) people of all areas say of their shares.

    >>> type(posterior(np.array([[90.0, 10.0], [50.0, 50.0], [10.0, 90.0]]))).__name__
    'GeneralisedDirichlet'
    """
    degrees = GeneralisedDirichlet.of(counts)
    kinds = latent_classes(counts)
    compared = np.ascontiguousarray(counts[degrees.areas])
    if kinds is not None and kinds.log_likelihood(compared) > degrees.log_likelihood - _STRONG:
        return kinds
    return degrees


def posterior_shares(counts: Floats, replicates: int, seed: int) -> Iterator[Floats]:
    """Draws (n, g) of the shares of all areas given their (n, g) people, one replicate after the other.

    >>> drawn = list(posterior_shares(np.array([[90.0, 10.0], [50.0, 50.0], [10.0, 90.0]]), 50, 0))
    >>> np.mean(drawn, axis=0)[:, 0].round(1).tolist()
    [0.9, 0.5, 0.1]
    """
    return posterior(counts).draws(replicates, seed)
