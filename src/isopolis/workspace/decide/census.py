"""Margins of a city out of a version that the partnership has measured and published."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from isopolis.decide.similarity.words import plain
from isopolis.language import Language
from isopolis.workspace.measure.local import read_columns
from isopolis.workspace.measure.models import Diagnosis
from isopolis.workspace.measure.shown import labels_of
from isopolis.workspace.people.models import Partnership


def versions_of(partnership: Partnership) -> list[Diagnosis]:
    """The published versions, the newest of each city first."""
    found = Diagnosis.objects.filter(city__partnership=partnership, published_at__isnull=False)
    return list(found.select_related("city").order_by("city__name", "-number"))


def margins_from(
    diagnosis: Diagnosis, questions: list[dict[str, Any]], language: Language
) -> tuple[list[tuple[str, str, int]], list[str]]:
    """(attribute, category, people) for each question whose answers are all areas, or all groups, of the
    city; and the questions for which they are not.

    People of a group are added up over the areas where its share is published: those of withheld areas are
    missing in it, which the page says.
    """
    shares = [column for column in diagnosis.classes if column.startswith("share:")]
    table = read_columns(diagnosis.local, ("area", "name", "people", *shares))
    people = table["people"].to_numpy(dtype=float)
    areas = _by_word([table["name"], table["area"]], people)
    labels = labels_of(diagnosis, language)
    groups: dict[str, float] = {}
    for column in shares:
        of_group = np.nansum(people * table[column].to_numpy(dtype=float))
        name = column.partition(":")[2]
        groups |= {plain(name): float(of_group), plain(labels.get(name, name)): float(of_group)}
    rows, without = [], []
    for one in questions:
        words = [plain(choice) for choice in one["choices"]]
        known = next(
            (kind for kind in (areas, groups) if all(kind.get(word, 0.0) > 0 for word in words)), None
        )
        if known is None:
            without.append(one["name"])
        else:
            rows += [(one["name"], c, round(known[w])) for c, w in zip(one["choices"], words, strict=True)]
    return rows, without


def _by_word(columns: list[pd.Series], people: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float]:
    """People by the name and by the code of an area; areas that share a name are added up."""
    out: dict[str, float] = {}
    for column in columns:
        words = column.fillna("").astype(str).map(plain)
        sums = pd.Series(people).groupby(words.to_numpy()).sum()
        out |= {str(word): float(number) for word, number in sums.items() if word}
    return out
