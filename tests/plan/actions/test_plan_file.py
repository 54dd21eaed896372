"""A plan survives its file; what is not a plan is refused in the user's terms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from isopolis.errors import InputError
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.plan_file import plan_from_json, plan_json, read_plan, write_plan
from plans import plans, sound_plan


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans)
def test_a_plan_that_is_exported_and_imported_is_the_same_plan(plan: Plan) -> None:
    assert plan_from_json(plan_json(plan)) == plan


def test_a_file_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_plan(sound_plan(), path)
    assert read_plan(path) == sound_plan()


def test_what_is_empty_is_not_written() -> None:
    data = json.loads(plan_json(Plan(title="Short")))
    assert data == {"format": "isopolis-plan-1", "title": "Short"}


def broken(change: object) -> str:
    data = json.loads(plan_json(sound_plan()))
    change(data)  # type: ignore[operator]
    with pytest.raises(InputError) as caught:
        plan_from_json(json.dumps(data), "plan.json")
    return caught.value.found


def test_an_unknown_field_is_named_with_its_place() -> None:
    said = broken(lambda data: data["actions"][0].update(colour="red"))
    assert said == "action “bridge”, colour: there is no such field"


def test_a_wrong_date_is_named_with_its_place() -> None:
    said = broken(lambda data: data["actions"][0]["steps"][0].update(ends="soon"))
    assert said.startswith("action “bridge”, steps “ask”, ends: ")
    assert "soon" in said


def test_a_key_twice_is_refused() -> None:
    said = broken(lambda data: data["actions"].append(data["actions"][0]))
    assert "“bridge” is there more than once" in said


def test_an_interval_upside_down_is_refused() -> None:
    said = broken(lambda data: data["actions"][0]["indicators"][0]["baseline"].update(low=30))
    assert "the interval goes from 30.0 down to 23.0" in said


def test_a_target_of_another_goal_is_refused() -> None:
    assert "target 11.3 does not belong to goal 5" in broken(
        lambda data: data["actions"][0]["goals"][0].update(target="11.3")
    )


def test_an_action_in_a_cluster_that_is_not_there_is_refused() -> None:
    assert "there is no cluster “x”" in broken(lambda data: data["actions"][0].update(cluster="x"))


@pytest.mark.parametrize(
    ("text", "found"), [("{", "is not JSON"), ("[]", "holds no plan"), ('{"title": 3}', "title")]
)
def test_what_is_no_plan_is_refused(tmp_path: Path, text: str, found: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text)
    with pytest.raises(InputError, match=found) as caught:
        read_plan(path)
    assert caught.value.file == str(path)


def test_files_that_cannot_be_read_are_errors_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there"):
        read_plan(tmp_path / "none.json")
    with pytest.raises(InputError, match="is a folder"):
        read_plan(tmp_path)
    (tmp_path / "latin").write_bytes("é".encode("latin-1"))
    with pytest.raises(InputError, match="is not text"):
        read_plan(tmp_path / "latin")
