"""Gaps that figures show: who is farther from a service than others, where, and who is concentrated where.

A gap is a proposal for the register of barriers, never a barrier by itself: a figure shows that something is
so, people say whether and why it stands in somebody's way. Each gap carries the figures that support it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.language import Language, message
from isopolis.measure.access.coverage import Coverage, coverage
from isopolis.measure.access.distance import nearest

Floats = npt.NDArray[np.float64]
Strings = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts as a gap.

    Attributes
    ----------
    limit
        Metres within which a service is counted as near.
    points
        Percentage points by which a group's coverage must lie below everybody's.
    quotient
        How many times the city's share a group's share in an area must be.
    fewest
        People whom a gap must touch at least; also protects small groups.
    areas
        Most areas proposed for one group and service.
    """

    limit: float = 1000.0
    points: float = 5.0
    quotient: float = 1.5
    fewest: int = 50
    areas: int = 5


@dataclass(frozen=True, slots=True)
class Support:
    """A figure that supports a gap, ready to be pinned: the same fields as a pinned figure."""

    key: str
    title: str
    sentence: str
    value: float
    unit: str
    area: str
    group: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap and what supports it.

    Attributes
    ----------
    key
        The same for the same gap of the same data: kind, group, service and area.
    kind
        ``coverage`` (a group in the whole city), ``distance`` (a group in an area), ``concentration``.
    title
        What it is, in one sentence.
    group, service, area, place
        The group; the service or empty; the code and the name of the area, empty for the whole city.
    reach
        About how many people it touches.
    figures
        What supports it, the most telling first.
    """

    key: str
    kind: Literal["coverage", "distance", "concentration"]
    title: str
    group: str
    service: str
    area: str
    place: str
    reach: int
    figures: tuple[Support, ...]


def find_gaps(
    local: pd.DataFrame,
    points: Floats,
    services: Mapping[str, Floats],
    *,
    labels: Strings | None = None,
    rule: Rule | None = None,
    language: Language | None = None,
) -> list[Gap]:
    """Find the gaps of a city in a table of its areas that has passed the protection gate.

    Parameters
    ----------
    local
        One row an area, as in :class:`~isopolis.measure.diagnosis.Diagnosis`: ``city``, ``area``, ``name``,
        ``people``, ``share:GROUP``; NaN where withheld or unknown: such areas take no part.
    points
        (n, 2) where the areas lie, in metres.
    services
        Name of a service -> (m, 2) its places, in metres of the same system.
    labels
        Readable names of groups, and of indices by their columns (``contribution:INDEX``).
    rule
        What counts as a gap.
    language
        Of the sentences.

    Returns
    -------
    Gaps, those that touch most people first within each kind; the same input gives the same list.
    """
    rule, language, labels = rule or Rule(), language or Language(), labels or {}
    groups = [str(name).removeprefix("share:") for name in local.columns if str(name).startswith("share:")]
    people = local["people"].to_numpy(dtype=np.float64)
    shares = local[[f"share:{group}" for group in groups]].to_numpy(dtype=np.float64)
    shown = np.isfinite(people) & np.isfinite(shares).all(axis=1)
    if not shown.any():
        return []
    city = _City(
        local=local[shown].reset_index(drop=True),
        people=people[shown],
        counts=people[shown, None] * shares[shown],
        groups=tuple(groups),
        labels=tuple(labels.get(group, group) for group in groups),
        indices=labels,
        language=language,
    )
    out: list[Gap] = []
    for service, where in services.items():
        distance = nearest(points[shown], where).distance
        everybody = coverage(np.column_stack([city.people, city.counts]), distance, rule.limit)
        out += _coverage_gaps(city, service, everybody, rule)
        out += _distance_gaps(city, service, distance, rule)
    out += _concentrations(city, rule)
    order = {"coverage": 0, "distance": 1, "concentration": 2}
    return sorted(out, key=lambda gap: (order[gap.kind], -gap.reach, gap.key))


@dataclass(frozen=True, slots=True)
class _City:
    """The areas whose figures may be shown; ``counts`` is (n, g), ``people`` (n,)."""

    local: pd.DataFrame
    people: Floats
    counts: Floats
    groups: tuple[str, ...]
    labels: tuple[str, ...]
    indices: Strings
    language: Language

    @property
    def name(self) -> str:
        return str(self.local["city"].iloc[0])

    def area(self, row: int) -> tuple[str, str]:
        """Code and name of an area."""
        name = self.local["name"].iloc[row] if "name" in self.local.columns else None
        code = str(self.local["area"].iloc[row])
        return code, str(name) if isinstance(name, str) and name else code

    def text(self, sentence: str, **values: object) -> str:
        return self.language.text(sentence, **values)

    def share(self, at: int) -> float:
        """A group's share of the city."""
        return float(self.counts[:, at].sum() / self.people.sum())


def _coverage_gaps(city: _City, service: str, found: Coverage, rule: Rule) -> Iterator[Gap]:
    """Groups that are less covered than everybody; the first column of ``found`` is everybody."""
    words = city.language
    for at, (group, label) in enumerate(zip(city.groups, city.labels, strict=True)):
        behind = 100 * (found.share[0] - found.share[at + 1])
        if not behind >= rule.points or found.beyond[at + 1] < rule.fewest:
            continue
        values = {
            "group": label, "service": service, "limit": words.number(rule.limit), "city": city.name,
            "share": words.percent(found.share[at + 1]), "all": words.percent(found.share[0]),
            "people": _about(found.beyond[at + 1], words),
        }  # fmt: skip
        support: tuple[Support, ...] = (
            Support(
                f"coverage:{group}:{service}:{rule.limit:g}", city.text(_COVERED, **values),
                city.text(_COVERED_THAN, **values), _percent(found.share[at + 1]), "%", "", label,
            ),
            Support(
                f"coverage:everybody:{service}:{rule.limit:g}", city.text(_ALL_COVERED, **values), "",
                _percent(found.share[0]), "%", "", "",
            ),
        )  # fmt: skip
        if np.isfinite(found.mean[at + 1]):
            mean = float(round(found.mean[at + 1], -1))
            told = city.text(_MEAN_SENTENCE, distance=words.number(mean), **values)
            support += (
                Support(
                    f"distance:{group}:{service}", city.text(_MEAN, **values), told, mean, "m", "", label
                ),
            )  # fmt: skip
        reach = int(round(found.beyond[at + 1], -1))
        title = city.text(_COVERAGE_GAP, **values)
        yield Gap(
            f"coverage:{group}:{service}", "coverage", title, label, service, "", city.name, reach, support
        )


def _distance_gaps(city: _City, service: str, distance: Floats, rule: Rule) -> Iterator[Gap]:
    """Areas beyond the limit where a group is over-represented."""
    words = city.language
    for at, (group, label) in enumerate(zip(city.groups, city.labels, strict=True)):
        count = city.counts[:, at]
        over = count > rule.quotient * city.share(at) * city.people
        for row in _largest(count, over & (distance > rule.limit) & np.isfinite(distance), rule):
            code, name = city.area(row)
            metres = float(round(distance[row], -1))
            values = {
                "group": label, "service": service, "area": name, "distance": words.number(metres),
                "share": words.percent(count[row] / city.people[row]), "all": words.percent(city.share(at)),
            }  # fmt: skip
            support = (
                Support(
                    f"distance:{code}:{service}", city.text(_AREA_DISTANCE, **values),
                    city.text(_AREA_DISTANCE_SENTENCE, **values), metres, "m", name, "",
                ),
                _share_support(city, at, row),
            )  # fmt: skip
            title = city.text(_DISTANCE_GAP, **values)
            reach = int(round(count[row], -1))
            yield Gap(
                f"distance:{group}:{service}:{code}",
                "distance",
                title,
                label,
                service,
                code,
                name,
                reach,
                support,
            )


def _concentrations(city: _City, rule: Rule) -> Iterator[Gap]:
    """Areas where a group's share is far above the city's: twice the quotient of the rule."""
    for at, (group, label) in enumerate(zip(city.groups, city.labels, strict=True)):
        count = city.counts[:, at]
        share = city.share(at)
        if share == 0 or 2 * rule.quotient * share > 1:
            continue
        for row in _largest(count, count > 2 * rule.quotient * share * city.people, rule):
            code, name = city.area(row)
            support = [_share_support(city, at, row)]
            values = {
                "group": label,
                "area": name,
                "times": city.language.number(count[row] / city.people[row] / share, 1),
            }
            for column in (str(one) for one in city.local.columns if str(one).startswith("contribution:")):
                part = float(city.local[column].iloc[row])
                whole = float(city.local[column].sum())
                if np.isfinite(part) and whole > 0:
                    index = city.indices.get(column, column.removeprefix("contribution:"))
                    told = {"index": index, "part": city.language.percent(part / whole), **values}
                    support.append(
                        Support(
                            f"{column}:{code}", city.text(_CONTRIBUTION, **told),
                            city.text(_CONTRIBUTION_SENTENCE, **told), part, "", name, "",
                        )
                    )  # fmt: skip
            title = city.text(_CONCENTRATION, **values)
            reach = int(round(count[row], -1))
            yield Gap(
                f"concentration:{group}:{code}",
                "concentration",
                title,
                label,
                "",
                code,
                name,
                reach,
                tuple(support),
            )


def _largest(count: Floats, wanted: npt.NDArray[np.bool_], rule: Rule) -> list[int]:
    """Rows that are wanted and touch enough people, most people first, ties in the order of the table."""
    rows = np.flatnonzero(wanted & (count >= rule.fewest))
    return [int(row) for row in rows[np.argsort(-count[rows], kind="stable")][: rule.areas]]


def _share_support(city: _City, at: int, row: int) -> Support:
    code, name = city.area(row)
    share = float(city.counts[row, at] / city.people[row])
    values = {
        "group": city.labels[at], "area": name,
        "share": city.language.percent(share), "all": city.language.percent(city.share(at)),
    }  # fmt: skip
    return Support(
        f"share:{city.groups[at]}:{code}", city.text(_SHARE, **values), city.text(_SHARE_SENTENCE, **values),
        _percent(share), "%", name, city.labels[at],
    )  # fmt: skip


def _percent(share: float) -> float:
    return round(100 * float(share), 1)


def _about(people: float, language: Language) -> str:
    return language.number(round(people, -1))


_COVERAGE_GAP = message("{group}: fewer have “{service}” within {limit} m than others in {city}")
_COVERED = message("Share of “{group}” with “{service}” within {limit} m")
_COVERED_THAN = message(
    "{share} of “{group}” live within {limit} m of “{service}”, as the crow flies, against {all} of "
    "everybody; about {people} of them do not."
)
_ALL_COVERED = message("Share of everybody with “{service}” within {limit} m")
_MEAN = message("Mean distance of “{group}” to the nearest “{service}”")
_MEAN_SENTENCE = message(
    "On average “{group}” live {distance} m from the nearest “{service}”, as the crow flies."
)
_DISTANCE_GAP = message("{area}: the nearest “{service}” is {distance} m away, where many of “{group}” live")
_AREA_DISTANCE = message("Distance from {area} to the nearest “{service}”")
_AREA_DISTANCE_SENTENCE = message(
    "From {area} it is {distance} m to the nearest “{service}”, as the crow flies."
)
_SHARE = message("Share of “{group}” in {area}")
_SHARE_SENTENCE = message("{share} of the people in {area} are “{group}”, against {all} in the city.")
_CONCENTRATION = message("{area}: {times} times the city's share of “{group}”")
_CONTRIBUTION = message("What {area} adds to the index “{index}”")
_CONTRIBUTION_SENTENCE = message("{area} makes up {part} of the city's index “{index}”.")
