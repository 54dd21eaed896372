"""The schema in the manual is that of the records, and the example in the manual fits it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from isopolis.demo.action_plan import demonstration_plan
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.plan_file import plan_from_json, plan_json

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def test_the_schema_in_the_manual_is_that_of_the_records() -> None:
    shown = json.loads((REFERENCE / "plan.schema.json").read_text(encoding="utf-8"))
    assert shown == Plan.model_json_schema()


def test_the_demonstration_and_the_example_fit_the_schema() -> None:
    page = (REFERENCE / "plan-file.md").read_text(encoding="utf-8")
    example = page.partition("```json\n")[2].partition("```")[0]
    assert plan_from_json(example).actions[0].steps[0].key == "reach"
    schema = Plan.model_json_schema()
    for text in (example, plan_json(demonstration_plan())):
        jsonschema.validate(json.loads(text), schema)
