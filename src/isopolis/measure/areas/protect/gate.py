"""The gate that every table of areas passes before it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.language import Language, message
from isopolis.measure.areas.protect.complementary import TOLERANCE, Codes, Flags, Floats, suppress
from isopolis.measure.figures import FigureStatus

DEFAULT_THRESHOLD = 10
"""Fewest people that a published area figure may be about, unless the user says otherwise."""

IDENTIFIERS = ("city", "area", "name", "geometry")
"""Columns that say where an area is and nothing about the people in it."""


class Withheld(IntEnum):
    """Why an area is withheld. Never published: telling the two reasons apart helps an attacker."""

    PUBLISHED = 0
    """It is not."""
    TOO_FEW = 1
    """A figure would be about fewer people than the threshold."""
    COMPLEMENTARY = 2
    """A total would otherwise give another area away."""


@dataclass(frozen=True, slots=True)
class Protected:
    """A table of areas that may be published, and what was withheld from it.

    Attributes
    ----------
    local
        The table: in a withheld row every column but the identifiers is empty, and ``status``, where there
        is one, is ``"suppressed"``.
    withheld
        (n,) :class:`Withheld` of every row. For the office that holds the data; not to be published.
    totals
        Totals that must not be published either: tuples of the values of ``by``, e.g. ``("Ghent",)`` for a
        city or ``("Ghent", "North")`` for a district.
    threshold
        Fewest people that a published figure is about; 0 where the data was public already.
    """

    local: pd.DataFrame
    withheld: npt.NDArray[np.uint8]
    totals: tuple[tuple[str, ...], ...]
    threshold: int

    @property
    def hidden(self) -> Flags:
        """(n,) True where an area is withheld, for whatever reason."""
        return np.asarray(self.withheld != Withheld.PUBLISHED)

    def sentences(self, language: Language) -> list[str]:
        """What was withheld, in plain words for the method box."""
        if self.threshold == 0:
            return [language.text(_PUBLIC)]
        number = int(self.hidden.sum())
        values = {
            "withheld": language.number(number),
            "areas": language.number(len(self.withheld)),
            "threshold": language.number(self.threshold),
        }
        out = [language.text({0: _NONE, 1: _ONE}.get(number, _SOME), **values)]
        if self.totals:
            names = "; ".join(" – ".join(key) for key in self.totals)
            out.append(language.text(_TOTALS, names=names, threshold=values["threshold"]))
        return out


_PUBLIC = message("Nothing is withheld: whoever made this report said that the data is public already.")
_NONE = message("No area is withheld: none shows a figure about fewer than {threshold} people.")
_ONE = message(
    "1 of {areas} areas is withheld because it, or a group in it, has fewer than {threshold} people."
)
_SOME = message(
    "{withheld} of {areas} areas are withheld because they, or a group in them, have fewer than {threshold} "
    "people, or because the totals would give such an area away."
)
_TOTALS = message("The totals of these are withheld too, for fewer than {threshold} people: {names}.")


def protect(
    local: pd.DataFrame,
    *,
    counts: pd.DataFrame | Sequence[str],
    threshold: int = DEFAULT_THRESHOLD,
    by: str | Sequence[str] = "city",
    people: str | None = "people",
    keep: Sequence[str] = (),
    protect_zeros: bool = False,
    shown: Flags | None = None,
) -> Protected:
    r"""Empty the rows of ``local`` that say something about fewer people than the threshold.

    An area is withheld, whole, where any of these is below the threshold :math:`k` and above zero: its people
    :math:`t`, a group's count :math:`x_m`, everybody else among the groups :math:`\sum_l x_l - x_m` (a share
    gives that away), and the people in none of the groups :math:`t - \sum_l x_l`. More areas are withheld so
    that no total, of counts or of contributions, gives those away: see :func:`complementary.suppress`.

    Parameters
    ----------
    local
        One row an area, everything that would be published about it.
    counts
        The counts behind the figures: names of columns of ``local``, or a table of the same length with one
        column a group. NaN where the publisher suppressed or did not collect.
    threshold
        Fewest people that a published figure may be about; 0 for data that is public already.
    by
        Column whose totals are published; for nested totals all of them, the largest sets first, e.g.
        ``("city", "district")``.
    people
        Column of ``local`` with all people of an area; None where only the groups are published.
    keep
        Columns that stay in a withheld row beside :data:`IDENTIFIERS` and ``by``. Everything else is
        emptied, also what this function knows nothing about.
    protect_zeros
        Whether "nobody of this group" and "all are of this group" are withheld too. By default they are
        published: a zero is a figure about nobody, but "all of them are ..." can harm where the group
        is sensitive.
    shown
        (n,) True for areas whose figures are out already, in another table: they cannot hide another area.

    Raises
    ------
    InputError
        A negative threshold, or a column that is not there.

    Source: Hundepool et al. (2012), *Statistical Disclosure Control*, ch. 4 (threshold rule, secondary
    suppression); the rule by exchange is explained in docs/methods/protection.md.

    >>> table = pd.DataFrame({"city": "X", "area": list("abcd"), "people": [4.0, 90.0, 20.0, 500.0]})
    >>> gate = protect(table, counts=["people"], people=None)
    >>> gate.local["people"].tolist()
    [nan, 90.0, nan, 500.0]
    """
    if threshold < 0:
        raise InputError(
            "the threshold is {threshold}",
            expected="a number of people, 0 or more",
            remedy="choose 0 only for data that is public already",
            threshold=threshold,
        )
    names = (by,) if isinstance(by, str) else tuple(by)
    _check_columns(local, [*names, *([people] if people else []), *keep])
    if not isinstance(counts, pd.DataFrame):
        _check_columns(local, counts)
        counts = local[list(counts)]
    if len(counts) != len(local):
        raise ValueError(f"counts have {len(counts)} rows for {len(local)} areas")
    withheld = np.full(len(local), Withheld.PUBLISHED, dtype=np.uint8)
    if threshold == 0:
        return Protected(local, withheld, (), 0)
    total = None if people is None else local[people].to_numpy(float)
    groups = counts.to_numpy(float)
    values = _told(groups, total)
    sensitive = _sensitive(values, groups, total, threshold, protect_zeros)
    too_few: Flags = np.asarray(sensitive.any(axis=1))
    levels = _levels(local, names)
    cost = np.nan_to_num(np.nansum(groups, axis=1) if total is None else total)
    if shown is not None:
        values = np.where((shown & ~too_few)[:, None], np.nan, values)
    found = suppress(values, sensitive, [codes for codes, _ in levels], cost, float(threshold))
    hidden = found.areas if shown is None else found.areas & ~(shown & ~too_few)
    withheld[hidden] = Withheld.COMPLEMENTARY
    withheld[too_few] = Withheld.TOO_FEW
    totals = tuple(
        sorted(keys[code] for (_, keys), codes in zip(levels, found.totals, strict=True) for code in codes)
    )
    return Protected(_emptied(local, hidden, {*IDENTIFIERS, *names, *keep}), withheld, totals, threshold)


def _check_columns(table: pd.DataFrame, names: Sequence[str]) -> None:
    for name in names:
        if name not in table.columns:
            raise InputError(
                "there is no column “{name}” to protect by",
                expected="one of {choices}",
                name=name,
                choices=", ".join(map(str, table.columns)),
            )


def _told(groups: Floats, total: Floats | None) -> Floats:
    """(n, c) every number of people that the figures of an area let a reader work out."""
    base = groups.sum(axis=1, keepdims=True)
    # Of two groups, each is everybody else for the other.
    told = [groups, base - groups] if groups.shape[1] > 2 else [groups]
    if total is not None:
        told = [total[:, None], *told, total[:, None] - base]
    return np.hstack(told)


def _sensitive(
    values: Floats, groups: Floats, total: Floats | None, threshold: int, protect_zeros: bool
) -> Flags:
    """(n, c) which of the numbers told are about too few people."""
    small = (values > TOLERANCE) & (values < threshold - TOLERANCE)
    if protect_zeros:
        nobody = (np.abs(values) <= TOLERANCE) & (np.nansum(groups, axis=1) > 0)[:, None]
        if total is not None:
            nobody[:, -1] = False  # that everybody belongs to one of the groups says nothing about anybody
        small = small | nobody
    return np.asarray(small)


def _levels(local: pd.DataFrame, names: tuple[str, ...]) -> list[tuple[Codes, list[tuple[str, ...]]]]:
    """Codes and names of the sets whose totals are published, the smallest sets first."""
    out = []
    for depth in range(len(names), 0, -1):
        columns = [local[name].astype(str) for name in names[:depth]]
        codes, keys = pd.factorize(pd.MultiIndex.from_arrays(columns), sort=True)
        out.append((np.asarray(codes, dtype=np.intp), [tuple(key) for key in keys]))
    return out


def _emptied(local: pd.DataFrame, hidden: Flags, keep: set[str]) -> pd.DataFrame:
    out = local.copy()
    for name in out.columns:
        if name == "status":
            out[name] = out[name].astype(object).mask(hidden, FigureStatus.SUPPRESSED.value)
        elif name not in keep:
            column = out[name]
            if pd.api.types.is_integer_dtype(column) or pd.api.types.is_bool_dtype(column):
                column = column.astype(float)
            out[name] = column.mask(hidden)
    return out
