"""How the groups of a brief are called, and which of them its map is about."""

from __future__ import annotations

import pandas as pd

from isopolis.language import Language
from isopolis.measure.areas import REST
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.segregation.measurement import SEPARATOR

_MOST_NAMED = 3
"""More groups than this are not listed in the name of a figure."""


def group_label(diagnosis: Diagnosis, group: str, language: Language) -> str:
    """The readable name of a group, everybody else included."""
    if group == REST and group not in diagnosis.areas.groups:
        return language.text("everybody else")
    return diagnosis.areas.label(group)


def groups_label(diagnosis: Diagnosis, groups: str, language: Language) -> str:
    """The readable names of the groups of a figure; how many there are, where they are many."""
    names = groups.split(SEPARATOR)
    if REST not in diagnosis.groups:
        # Of many groups, one is always compared with everybody else: that need not be said each time.
        names = [name for name in names if name != REST] or names
    if len(names) > _MOST_NAMED:
        return language.text("{n} groups", n=language.number(len(names)))
    return " / ".join(group_label(diagnosis, name, language) for name in names)


def counts_only_compared(diagnosis: Diagnosis) -> bool:
    """Whether shares are of the people of the groups compared instead of all people."""
    return len(diagnosis.groups) == 2 and REST not in diagnosis.groups


def mapped_group(diagnosis: Diagnosis) -> str | None:
    """The group that the map and the places are about, None where the areas have no shares.

    Of two groups it is the first; of more, the one that areas tell most about: with the highest
    correlation ratio against everybody else, as a mean over the cities.
    """
    known = [group for group in diagnosis.groups if f"location_quotient:{group}" in diagnosis.local.columns]
    if len(known) <= 2:
        return known[0] if known else None
    figures = diagnosis.figures
    ratios = figures[(figures["index"] == "correlation_ratio") & figures["area"].isna()]
    against_rest = ratios[ratios["groups"].isin([f"{group}{SEPARATOR}{REST}" for group in known])]
    means = against_rest.groupby("groups", sort=False)["value"].mean().dropna()
    return str(means.idxmax()).split(SEPARATOR)[0] if len(means) else known[0]


def city_share(local: pd.DataFrame, group: str) -> float | None:
    """The group's share in the city: an area's share divided by its location quotient."""
    if f"share:{group}" not in local.columns:
        return None
    ratios = (local[f"share:{group}"] / local[f"location_quotient:{group}"]).dropna()
    return float(ratios.median()) if len(ratios) else None
