"""Indicators that are figures of a city: what each published version gives, and taking one of them over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
from django.db import transaction

from isopolis.errors import InputError
from isopolis.plan.actions.action import Action as ActionRecord
from isopolis.plan.actions.plan import Plan
from isopolis.plan.documents.action_plan.evidence import MeasuredCity
from isopolis.plan.indicators.indicator import ComputedBy, Indicator, Reading
from isopolis.plan.indicators.refresh import reading_from, with_reading
from isopolis.plan.monitoring.effect import Effect, effect
from isopolis.plan.monitoring.movement import Movement, movement
from isopolis.workspace.barriers.measured import has_shapes, source_of
from isopolis.workspace.measure.models import City, Diagnosis, Figure
from isopolis.workspace.measure.shown import frame_of, labels_of
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.plan.models import Action
from isopolis.workspace.plan.saving import Conflict, Saved, current, save_field
from isopolis.workspace.site.reader import reader_language


@dataclass(frozen=True, slots=True)
class Offer:
    """What one version gives for one indicator: the reading, and what would become of the indicator by it.

    ``reading`` is None where the version does not hold that figure. ``is_later``: it follows the baseline, or
    would be the first one; earlier versions are shown and not taken over.
    """

    diagnosis: Diagnosis
    reading: Reading | None
    movement: Movement | None
    is_later: bool
    is_taken: bool


def offers(partnership: Partnership, action: ActionRecord) -> dict[str, list[Offer]]:
    """For each indicator that is computed, by its key, every published version of its city, newest first."""
    wanted = [one for one in action.indicators if one.computed_by is not None]
    cities = {one.computed_by.city for one in wanted if one.computed_by is not None}
    versions = _published(partnership, cities)
    out: dict[str, list[Offer]] = {}
    for one in wanted:
        assert one.computed_by is not None  # noqa: S101  (chosen above)
        own = [version for version in versions if version.city.name == one.computed_by.city]
        out[one.key] = [_offer(one, version) for version in own]
    return out


def _published(partnership: Partnership, cities: Iterable[str]) -> list[Diagnosis]:
    found = Diagnosis.objects.filter(
        city__in=City.objects.filter(partnership=partnership, name__in=set(cities)),
        status=Diagnosis.Status.DONE,
        published_at__isnull=False,
        year__isnull=False,
    )
    return list(found.select_related("city").defer("profile", "told", "classes").order_by("-year", "-number"))


def measured_cities(partnership: Partnership, plan: Plan) -> dict[str, MeasuredCity]:
    """The cities that indicators are computed for, in their latest published version with a map."""
    cities = {i.computed_by.city for action in plan.standing for i in action.indicators if i.computed_by}
    out: dict[str, MeasuredCity] = {}
    for version in _published(partnership, cities):
        path = version.folder / "areas.parquet"
        if version.city.name not in out and has_shapes(path):
            labels = labels_of(version, reader_language())
            out[version.city.name] = MeasuredCity(gpd.read_parquet(path), source_of(version), labels)
    return out


def _offer(indicator: Indicator, version: Diagnosis) -> Offer:
    by = indicator.computed_by
    assert by is not None  # noqa: S101  (only such indicators are offered figures)
    reading = _reading(by, version)
    if reading is None:
        return Offer(version, None, None, False, False)
    on = reading.on
    taken = any(one.source == reading.source and one.on == on for one in indicator.all_readings)
    base = indicator.baseline
    later = base is None or on > base.on
    changed = movement(with_reading(indicator, reading))[0] if base is not None and later else None
    return Offer(version, reading, changed, later, taken)


def effect_of(
    partnership: Partnership, plan: Plan, action: ActionRecord, indicator: Indicator
) -> Effect | None:
    """The change since the baseline beside that of cities without a part in the action, in the same years."""
    base, latest, by = indicator.baseline, indicator.latest, indicator.computed_by
    if base is None or latest is None or by is None:
        return None
    part = {plan.name_of(who) for who in (*action.leaders, *action.members)}
    years = (base.on.year, latest.on.year)
    found: dict[str, dict[int, Diagnosis]] = {}
    others = City.objects.filter(partnership=partnership).exclude(name__in={by.city, *part})
    for version in _published(partnership, others.values_list("name", flat=True)):
        if version.year in years:
            found.setdefault(version.city.name, {}).setdefault(version.year, version)
    compared = []
    for city, versions in sorted(found.items()):
        readings = [_reading(by.model_copy(update={"city": city}), versions.get(year)) for year in years]
        if all(one is not None for one in readings):
            compared.append((city, *readings))
    return effect((base, latest), compared)


def _reading(by: ComputedBy, version: Diagnosis | None) -> Reading | None:
    """The figure of a version; None where it does not hold it."""
    if version is None:
        return None
    figures = list(Figure.objects.filter(diagnosis=version, index=by.index))
    try:
        return reading_from(frame_of(figures, by.city), by, date(version.year, 1, 1), source_of(version))
    except InputError:
        return None


@transaction.atomic
def take_reading(
    stored: Action, action: ActionRecord, indicator: Indicator, offer: Offer, by: User
) -> Saved | Conflict:
    """Give the indicator the reading of a version; the version is named in it for good."""
    assert offer.reading is not None  # noqa: S101  (only what is there can be taken)
    changed = with_reading(indicator, offer.reading)
    value = [
        (changed if one.key == indicator.key else one).model_dump(mode="json") for one in action.indicators
    ]
    _value, version = current(stored, "indicators")
    result = save_field(stored, "indicators", value, version, by)
    record(by, "indicator computed anew", f"{stored.key}: {indicator.key}", stored.partnership)
    return result
