"""The multiscalar lens: how far from each place one must look until the city comes into view."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt
from scipy.integrate import quad

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.segregation.environments.kernel import kernel_environments
from isopolis.measure.segregation.environments.locations import Locations, locate
from isopolis.measure.segregation.environments.scale import Kernel, Shape
from isopolis.measure.segregation.margins import group_totals, one_group_only
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index, Setting
from isopolis.measure.segregation.trajectories import WalkInwards, every_step, in_view

THRESHOLDS = (0.1, 0.01)
"""Divergences, in nats, below which a composition is taken for the city's: a tenth, a hundredth."""


@dataclass(frozen=True, slots=True)
class Lens:
    r"""What the trajectories of all areas come to.

    Attributes
    ----------
    distortion
        (n,) :math:`\Delta_i`, in nats; see :func:`multiscalar_lens`.
    extreme
        The distortion of the smallest group in a city where all groups live apart.
    thresholds
        (k,) divergences :math:`\delta` in nats.
    focal_share
        (n, k) share of the city's people up to which the composition is still more than
        :math:`\delta` away from the city's, 0 where it never is.
    focal_distance
        (n, k) the same in metres.
    """

    distortion: Floats
    extreme: float
    thresholds: tuple[float, ...]
    focal_share: Floats
    focal_distance: Floats

    @property
    def normalised(self) -> Floats:
        """(n,) distortion as a share of the extreme: 0 where every disc is like the city, 1 at most."""
        return self.distortion / self.extreme


def multiscalar_lens(
    counts: Floats,
    locations: Locations | npt.ArrayLike,
    *,
    steps: int | None = None,
    thresholds: Sequence[float] = THRESHOLDS,
) -> Lens:
    r"""Distortion coefficients and focal distances of all areas.

    Starting from area i, the other areas are seen in the order of their distance, those at the same
    distance together, until the whole city is in view. The trajectory is the Kullback-Leibler divergence
    of what is in view from the city, as a function of its share s of the city's people:

    .. math:: f_i(s) = \sum_m p_{im}(s) \ln \frac{p_{im}(s)}{\pi_m}

    The focal distance :math:`F_i(\delta)` is the share beyond which the trajectory stays within
    :math:`\delta`, and the distortion its integral over all :math:`\delta`:

    .. math:: \Delta_i = \int_0^\infty F_i(\delta)\, d\delta = \int_0^1 \sup_{s' \ge s} f_i(s')\, ds

    Every step of every trajectory costs time in n² but memory in n only. With ``steps``, trajectories
    are followed at so many distances, evenly spaced on a logarithmic scale, and joined by straight lines;
    turns between two steps are not seen.

    Parameters
    ----------
    counts
        (n, g) people.
    locations
        (n, 2) metres or :class:`Locations`.
    steps
        Number of distances at which each trajectory is followed; every ring of areas without.
    thresholds
        Divergences for the focal distances, in nats.

    Raises
    ------
    InputError
        Only one group has people, or counts and places that do not fit.

    Source: Olteanu, Randon-Furling & Clark (2019), PNAS 116.

    >>> row = np.column_stack([np.arange(4.0), np.zeros(4)]) * 100.0
    >>> seen = multiscalar_lens(np.array([[9.0, 1.0], [1.0, 9.0], [9.0, 1.0], [1.0, 9.0]]), row)
    >>> seen.normalised.round(2), seen.focal_share[:, 0]
    (array([0.27, 0.27, 0.27, 0.27]), array([0.25, 0.25, 0.25, 0.25]))
    """
    counts, places = _in_places(counts, locations)
    totals = group_totals(counts)
    shares = totals / totals.sum()
    limits = np.array(thresholds, dtype=np.float64)
    if steps is None:
        found = every_step(counts, places, shares, limits)
    else:
        found = _at_radii(counts, places, shares, limits, steps)
    return Lens(found[0], extreme_distortion(shares), tuple(float(t) for t in limits), *found[1:])


def trajectories(
    counts: Floats, locations: Locations | npt.ArrayLike, steps: int = 40
) -> tuple[Floats, Floats, Floats]:
    """The trajectories themselves, at distances that are evenly spaced on a logarithmic scale.

    Returns
    -------
    ((steps,) distances in metres, (n, steps) share of the city's people in view, (n, steps) divergence
    from the city in nats).

    Raises
    ------
    InputError
        As :func:`multiscalar_lens`.

    >>> row = np.column_stack([np.arange(3.0), np.zeros(3)]) * 100.0
    >>> radius, share, divergence = trajectories(np.array([[9.0, 1.0], [5.0, 5.0], [1.0, 9.0]]), row, 3)
    >>> radius.round(), divergence[0].round(3)
    (array([  0., 100., 200.]), array([0.368, 0.082, 0.   ]))
    """
    counts, places = _in_places(counts, locations)
    totals = group_totals(counts)
    shares = totals / totals.sum()
    radii = _log_radii(places, steps)
    seen, away = np.empty((len(counts), len(radii))), np.empty((len(counts), len(radii)))
    for k, people in enumerate(_discs(counts, places, radii.tolist())):
        seen[:, k], away[:, k] = in_view(people, shares)
    return radii, seen / totals.sum(), away


def _in_places(counts: Floats, locations: Locations | npt.ArrayLike) -> tuple[Floats, Locations]:
    """People and where they live, one place an area: kernels do not look where a table ends."""
    people = np.ascontiguousarray(counts, dtype=np.float64)
    places = locations if isinstance(locations, Locations) else locate(locations)
    if len(places) != len(people):
        raise InputError(
            f"there are {len(people)} areas and {len(places)} places", expected="one place for each area"
        )
    if not (people >= 0).all() or np.isinf(people).any():
        raise InputError("a count is missing, negative or infinite", expected="people: 0 or more")
    if one_group_only(group_totals(people)):
        raise InputError(
            "only one group has people", expected="two groups or more, for a composition to differ"
        )
    return people, places


def extreme_distortion(shares: Floats) -> float:
    r"""Distortion at the heart of the smallest group where all groups live apart.

    The trajectory that starts with all of the smallest group and adds the others in the order of their
    size; no other order of groups that live apart gives more. With S the share of the groups already
    in view and :math:`\pi` that of the group being seen,

    .. math:: f(s) = \frac{S}{s} \ln \frac1s + \Bigl(1 - \frac{S}{s}\Bigr) \ln \frac{1 - S/s}{\pi}

    which falls with s, so the distortion is its integral from 0 to 1.

    >>> round(extreme_distortion(np.array([0.5, 0.5])), 4)
    0.4112
    """

    def divergence(s: float, before: float, share: float) -> float:
        rest = 1.0 - before / s
        return before / s * -math.log(s) + (rest * math.log(rest / share) if rest > 0 else 0.0)

    ascending = np.sort(shares[shares > 0])
    before, total = 0.0, 0.0
    for share in ascending:
        total += quad(divergence, before, before + share, args=(before, share))[0]
        before += share
    return float(total)


def _log_radii(places: Locations, steps: int) -> Floats:
    """0, then distances from one area to the next up to the extent of the city, on a logarithmic scale."""
    width, height = np.ptp(places.x), np.ptp(places.y)
    nearest = np.sqrt(width * height / len(places)) if places.lattice is None else places.lattice.cell
    extent = float(np.hypot(width, height))
    if extent == 0.0:
        return np.zeros(1)
    nearest = min(max(nearest, extent / len(places)), extent)
    return np.concatenate([[0.0], np.geomspace(nearest, extent, max(2, steps) - 1)])


def _discs(counts: Floats, places: Locations, radii: Sequence[float]) -> Iterator[Floats]:
    """(n, g) people within each radius of every area."""
    for some, group in groupby(radii, key=bool):
        if some:
            kernels = [Kernel(radius, Shape.UNIFORM) for radius in group]
            for found in kernel_environments(counts, places, kernels):
                yield found.people
        else:
            yield from (_at_one_place(counts, places) for _ in group)


def _at_one_place(counts: Floats, places: Locations) -> Floats:
    """(n, g) people of each area and of those at the same place."""
    _, place = np.unique(np.column_stack([places.x, places.y]), axis=0, return_inverse=True)
    if place.max(initial=-1) + 1 == len(counts):
        return counts
    sums = np.column_stack([np.bincount(place, weights=column) for column in counts.T])
    return np.ascontiguousarray(sums[place])


def _at_radii(
    counts: Floats, places: Locations, shares: Floats, limits: Floats, steps: int
) -> tuple[Floats, Floats, Floats]:
    """From the whole city inwards, so that the highest divergence yet to come is always known."""
    walk = WalkInwards.of(shares, len(counts), counts.sum(), limits)
    radii = _log_radii(places, steps)[::-1].tolist()
    for radius, people in zip(radii, _discs(counts, places, radii), strict=True):
        walk.step(radius, people)
    return walk.distortion + walk.highest * walk.outer, walk.focal_share, walk.focal_distance


def distortion(counts: Floats, coordinates: Locations | npt.ArrayLike) -> Floats:
    r"""Contribution of each area to the city's distortion.

    .. math:: \Delta = \sum_i \frac{t_i}{T} \frac{\Delta_i}{\Delta^*}

    with :math:`\Delta^*` that of :func:`extreme_distortion`: the mean over people of the normalised
    distortion where they live. Cities of more than 20,000 areas are followed at 80 distances.

    Source: Olteanu, Randon-Furling & Clark (2019), PNAS 116.

    >>> row = np.column_stack([np.arange(4.0), np.zeros(4)]) * 100.0
    >>> distortion(np.array([[9.0, 1.0], [1.0, 9.0], [9.0, 1.0], [1.0, 9.0]]), row).sum().round(4)
    np.float64(0.2675)
    """
    totals = group_totals(counts)
    if one_group_only(totals):
        return np.full(len(counts), np.nan)
    found = multiscalar_lens(counts, coordinates, steps=None if len(counts) <= 20_000 else 80)
    return np.asarray(counts.sum(axis=1) / totals.sum() * found.normalised)


INDICES.add(
    Index(
        name="distortion",
        title=message("Multiscalar distortion"),
        dimension=Dimension.CLUSTERING,
        groups=Groups.MANY,
        low=0.0,
        high=1.0,
        formula=r"\sum_i\frac{t_i}{T}\frac{\Delta_i}{\Delta^*},"
        r"\quad \Delta_i=\int_0^1\sup_{s'\ge s}f_i(s')\,ds",
        source="Olteanu, Randon-Furling & Clark (2019)",
        reading=message(
            "On a scale from 0 (the city is in view from every doorstep) to 100 (the smallest group lives "
            "apart from all others), the view from home is distorted by {people}."
        ),
        contributions=distortion,
        setting=Setting.COORDINATES,
        spatial=False,
    )
)
