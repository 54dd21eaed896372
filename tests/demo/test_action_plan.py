"""The figures in the demonstration's plan are those that are computed from the demonstration city."""

from __future__ import annotations

from pathlib import Path

import pytest

from isopolis.demo import generate, write
from isopolis.demo.action_plan import WRITTEN_ON as DAY
from isopolis.demo.action_plan import demonstration_plan
from isopolis.measure.areas.formats import read
from isopolis.measure.diagnose import diagnose
from isopolis.plan.check import Severity, check_plan
from isopolis.plan.indicators.refresh import reading_from


def test_the_plan_has_eight_actions_and_nothing_that_must_be_mended() -> None:
    plan = demonstration_plan()
    assert len(plan.standing) == 8
    assert [one for one in check_plan(plan, DAY) if one.severity is Severity.ERROR] == []


@pytest.mark.slow
def test_its_computed_baselines_are_computed_again(tmp_path: Path) -> None:
    paths = write(generate(), tmp_path)
    areas = read(paths["neighbourhoods"], profile=paths["profile"])
    figures = diagnose(areas, groups=("outside_eu", "native"), name="Tessemar (generated)").figures
    computed = [
        one for action in demonstration_plan().actions for one in action.indicators if one.computed_by
    ]
    assert computed
    for indicator in computed:
        again = reading_from(figures, indicator.computed_by, DAY, "")
        assert again.value == pytest.approx(indicator.baseline.value, abs=1e-6)
        assert again.low == pytest.approx(indicator.baseline.low, abs=2e-3)
        assert again.method == indicator.baseline.method
