"""Maps and charts of the evidence in the documents of a plan."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.plan.documents.action_plan.annual import annual_report
from isopolis.plan.documents.action_plan.evidence import read_cities
from isopolis.plan.documents.action_plan.fiche import fiche
from isopolis.plan.documents.action_plan.whole import whole_plan
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.areas_file import write_areas
from isopolis.plan.documents.flow import Figure
from isopolis.plan.indicators.indicator import ComputedBy, Indicator, IndicatorKind, Reading, Target
from plans import sound_action, sound_plan

DAY = date(2026, 11, 26)


def indicator(groups: str, city: str) -> Indicator:
    return Indicator(
        key="isolation", title="Isolation", kind=IndicatorKind.RESULT, decimals=2, direction="down",
        baseline=Reading(on=date(2020, 1, 1), value=0.3, low=0.28, high=0.32),
        readings=(Reading(on=date(2026, 1, 1), value=0.25, low=0.22, high=0.28),),
        target=Target(value=0.2, by=date(2029, 1, 1)),
        computed_by=ComputedBy(index="isolation", groups=groups, city=city),
    )  # fmt: skip


def test_a_map_of_the_measured_city_stands_below_the_problem(generated, tmp_path: Path) -> None:
    diagnosis = generated()
    write_areas(diagnosis, tmp_path)
    measured = read_cities(tmp_path / "areas.parquet")
    city, group = next(iter(measured)), diagnosis.groups[0]
    plan = sound_plan(sound_action(indicators=(indicator(f"{group} / rest", city),)))
    without = whole_plan(Writing(plan, Language(), DAY))
    blocks = list(whole_plan(Writing(plan, Language(), DAY, measured)).blocks)
    at, found = next((i, one) for i, one in enumerate(blocks) if one.key == "bridge.problem.chart")
    assert isinstance(found, Figure)
    assert blocks[at - 1].key.startswith("bridge.problem")
    assert f"Map of {len(diagnosis.local)} areas." in found.picture.alternative
    assert "areas.parquet" in found.picture.svg
    assert len(blocks) == len(without.blocks) + 1


def test_a_city_without_the_group_has_no_map(generated, tmp_path: Path) -> None:
    write_areas(generated(), tmp_path)
    measured = read_cities(tmp_path / "areas.parquet")
    for one in (indicator("nobody / rest", next(iter(measured))), indicator("a / b", "Elsewhere")):
        document = fiche(Writing(sound_plan(), Language(), DAY, measured), sound_action(indicators=(one,)))
        assert not any(block.key.startswith("bridge.problem.chart") for block in document.blocks)


def test_an_indicator_that_was_read_again_has_a_chart_with_its_intervals_and_target() -> None:
    plan = sound_plan(sound_action(indicators=(indicator("a / b", "City"),)))
    document = annual_report(Writing(plan, Language(), DAY))
    chart = next(one for one in document.blocks if one.key == "bridge.indicators.chart")
    assert isinstance(chart, Figure)
    assert "2 figures, from 0.25 (1 Jan 2026) to 0.30 (1 Jan 2020)" in chart.picture.alternative
    assert ">target</text>" in chart.picture.svg
    once = plan.actions[0].indicators[0].model_copy(update={"readings": ()})
    plan = sound_plan(sound_action(indicators=(once,)))
    assert not any("indicators.chart" in b.key for b in annual_report(Writing(plan, Language(), DAY)).blocks)


def test_a_file_that_holds_no_areas_is_refused(tmp_path: Path) -> None:
    (tmp_path / "areas.parquet").write_bytes(b"no parquet")
    for name in ("areas.parquet", "missing.parquet"):
        with pytest.raises(InputError):
            read_cities(tmp_path / name)


def test_the_axis_reaches_the_target() -> None:
    far = indicator("a / b", "City").model_copy(update={"target": Target(value=2.0), "direction": "up"})
    plan = sound_plan(sound_action(indicators=(far,)))
    chart = next(
        b for b in annual_report(Writing(plan, Language(), DAY)).blocks if "indicators.chart" in b.key
    )
    dashed = re.search(r'<path d="M([\d.]+) 22V[\d.]+"[^>]*stroke-dasharray="5 3"', chart.picture.svg)
    assert 190 < float(dashed[1]) <= chart.picture.width
