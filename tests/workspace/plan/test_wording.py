"""What changed in an action is said in the words of the page, in the reader's language."""

from __future__ import annotations

import pytest

from isopolis.language import Language
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.template import BY_NAME
from isopolis.workspace.plan.field_inputs import label_of
from isopolis.workspace.plan.saving import current, save_field
from isopolis.workspace.plan.wording import in_words
from planned import planned

FRENCH = Language("fr")


def test_closed_lists_and_columns_have_their_titles() -> None:
    assert in_words("new_leipzig", ["just-city"], FRENCH) == ["la ville juste"]
    assert in_words("state", "idea", Language()) == ["idea"]
    (row,) = in_words(
        "history", [{"state": "draft", "on": "2026-10-13", "by": "Tessemar", "why": ""}], FRENCH
    )
    assert row == {"État": "projet", "Date": "2026-10-13", "Qui": "Tessemar", "Pourquoi": ""}
    assert in_words("needed", "just-city", FRENCH) == "just-city"


def test_what_has_no_column_is_not_lost() -> None:
    indicator = {
        "key": "i",
        "title": "People",
        "baseline": {"value": 3, "on": None},
        "readings": [{"value": 4}],
    }
    (row,) = in_words("indicators", [indicator], FRENCH)
    assert (row["Indicateur"], row[FRENCH.text("Baseline")], row["readings"]) == ("People", 3, [{"value": 4}])
    assert "key" not in row


@pytest.mark.parametrize("name", [name for name in Action.model_fields if name != "key"])
def test_every_field_has_a_heading(name) -> None:
    assert name in BY_NAME or label_of(name, FRENCH) != name


def test_the_history_says_it_in_french(partnership, people, signed_in, db) -> None:
    planned(partnership, people)
    action = partnership.actions.get(key="bridge")
    _now, version = current(action, "pillars")
    save_field(action, "pillars", ["funding"], version, people["partner"])
    client = signed_in(people["partner"])
    url = f"/partnerships/{partnership.slug}/plan/actions/bridge/history/"
    page = client.get(url, headers={"Accept-Language": "fr"}).content.decode()
    assert "financer" in page
    assert "funding" not in page
