"""Two people at one action: different fields both win, the same field loses no word."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from isopolis.workspace.people.models import AuditEntry
from isopolis.workspace.plan.models import FieldChange, Indicator, Remark
from isopolis.workspace.plan.records import plan_record, store_plan
from isopolis.workspace.plan.saving import Conflict, Saved, current, save_field
from planned import planned
from plans import sound_action, sound_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(partnership, people):
    return planned(partnership, people).action


def test_a_plan_that_is_stored_and_read_is_the_same_plan(partnership, people) -> None:
    plan = sound_plan(sound_action(), sound_action("b", state="dropped"), partnership=partnership.name)
    store_plan(partnership, plan, people["partner"])
    assert plan_record(partnership) == plan


def test_a_change_has_a_version_an_author_and_an_entry_in_the_log(action, people) -> None:
    assert save_field(action, "objective", "New.", 1, people["expert"]) == Saved(2, True)
    assert current(action, "objective") == ("New.", 2)
    change = FieldChange.objects.get(action=action, name="objective", version=2)
    assert change.by == people["expert"]
    assert AuditEntry.objects.filter(action="action changed", what="bridge: objective").exists()


def test_two_people_who_change_different_fields_both_win(action, people) -> None:
    assert isinstance(save_field(action, "objective", "A.", 1, people["expert"]), Saved)
    assert isinstance(save_field(action, "problem", "B 1.", 1, people["partner"]), Saved)
    assert (current(action, "objective")[0], current(action, "problem")[0]) == ("A.", "B 1.")


def test_the_second_of_two_at_the_same_field_sees_both_texts_and_loses_none(action, people) -> None:
    save_field(action, "objective", "First.", 1, people["expert"])
    result = save_field(action, "objective", "Second.", 1, people["partner"])
    assert isinstance(result, Conflict)
    assert (result.theirs, result.ours) == ("First.", "Second.")
    assert current(action, "objective") == ("First.", 2)
    kept = Remark.objects.get(is_conflict=True)
    assert (kept.suggestion, kept.author, kept.field) == ("Second.", people["partner"], "objective")
    save_field(action, "objective", "Second.", 1, people["partner"])
    assert Remark.objects.filter(is_conflict=True).count() == 1


def test_the_same_text_twice_is_no_conflict(action, people) -> None:
    save_field(action, "objective", "Same.", 1, people["expert"])
    assert save_field(action, "objective", "Same.", 1, people["partner"]) == Saved(2, False)


def test_a_form_that_did_not_touch_a_field_leaves_others_work_alone(action, people) -> None:
    before = current(action, "problem")[0]
    save_field(action, "problem", "Others 1.", 1, people["expert"])
    assert save_field(action, "problem", before, 1, people["partner"]) == Saved(1, False)
    assert current(action, "problem")[0] == "Others 1."


def test_a_field_that_was_empty_can_be_met_by_two_as_well(action, people) -> None:
    assert isinstance(save_field(action, "related", "One.", 0, people["expert"]), Saved)
    assert isinstance(save_field(action, "related", "Two.", 0, people["partner"]), Conflict)


def test_a_value_that_does_not_fit_is_not_saved(action, people) -> None:
    with pytest.raises(ValidationError):
        save_field(action, "steps", [{"key": "x", "title": "X", "ends": "soon"}], 1, people["expert"])
    assert current(action, "steps")[1] == 1


def test_indicators_in_the_thread_follow_the_field(action, people) -> None:
    assert [one.key for one in Indicator.objects.filter(action=action)] == ["users"]
    save_field(
        action, "indicators", [{"key": "more", "title": "More", "kind": "result"}], 1, people["expert"]
    )
    assert [one.title for one in Indicator.objects.filter(action=action)] == ["More"]


def test_reading_the_plan_takes_few_queries_however_many_actions(
    partnership, people, django_assert_max_num_queries
) -> None:
    store_plan(partnership, sound_plan(*[sound_action(f"a{i}") for i in range(12)]), people["partner"])
    with django_assert_max_num_queries(3):
        assert len(plan_record(partnership).actions) == 12
