"""Actions are merged and split in the page: the thread goes on, and the old ones say what became of them."""

from __future__ import annotations

import pytest

from isopolis.workspace.barriers.models import Barrier
from isopolis.workspace.plan.records import plan_record
from isopolis.workspace.thread.links import connect, thread_of
from planned import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(partnership, people) -> str:
    action = planned(partnership, people).action
    barrier = Barrier.objects.create(partnership=partnership, title="Closed at five", status="confirmed")
    connect(partnership, action, "removes", barrier, by=people["expert"])
    connect(partnership, action.indicators.first(), "shows", action, by=people["expert"])
    return f"/partnerships/{partnership.slug}/plan/"


def titles(action, partnership) -> dict[str, list[str]]:
    strands = thread_of(action, partnership, "partner")
    return {str(one.words): [entry.title for entry in one.entries] for one in strands}


def test_merged_actions_keep_their_thread_and_their_history(partnership, people, signed_in, place) -> None:
    before = {one.key: one for one in plan_record(partnership).actions}
    sent = {"action": ["bridge", "paint"], "title": "Both at once"}
    answer = signed_in(people["moderator"]).post(f"{place}merge/", sent)
    assert answer.headers["Location"] == f"{place}actions/both-at-once/"
    plan = plan_record(partnership)
    assert [one.key for one in plan.actions] == ["bridge", "both-at-once", "paint"]
    merged, old = plan.actions[1], plan.actions[0]
    assert merged.needed == f"{before['bridge'].needed}\n\n{before['paint'].needed}"
    assert merged.state == before["bridge"].state
    assert (old.state, old.history[-1].why) == ("dropped", "Merged into “Both at once”.")
    assert partnership.actions.get(key="bridge").changes.filter(name="needed").exists()
    made = partnership.actions.get(key="both-at-once")
    found = titles(made, partnership)
    assert found["Removes the barrier"] == ["Closed at five"]
    assert found["Shown by the indicator"] == [made.indicators.first().title]


def test_a_split_action_leads_on_to_its_parts(partnership, people, signed_in, place) -> None:
    answer = signed_in(people["moderator"]).post(
        f"{place}actions/bridge/split/", {"titles": "By day\r\nBy night\r\n"}
    )
    assert answer.headers["Location"] == f"{place}actions/by-day/"
    plan = plan_record(partnership)
    assert [one.key for one in plan.actions] == ["bridge", "by-day", "by-night", "paint"]
    assert plan.actions[0].history[-1].why == "Split into: By day; By night."
    assert (len(plan.actions[1].steps) > 0, plan.actions[2].steps) == (True, ())
    for key in ("by-day", "by-night"):
        found = titles(partnership.actions.get(key=key), partnership)
        assert found["Removes the barrier"] == ["Closed at five"]


def test_one_is_not_merged_and_what_is_dropped_is_not_split(partnership, people, signed_in, place) -> None:
    client = signed_in(people["moderator"])
    assert client.post(f"{place}merge/", {"action": ["bridge"]}).status_code == 400
    assert client.post(f"{place}actions/bridge/split/", {"titles": "Only one"}).status_code == 400
    client.post(f"{place}actions/bridge/state/", {"state": "dropped", "why": "There is one."})
    assert client.post(f"{place}actions/bridge/split/", {"titles": "A\nB"}).status_code == 302
    assert [one.key for one in plan_record(partnership).actions] == ["bridge", "paint"]
    assert client.post(f"{place}merge/", {"action": ["bridge", "paint"]}).status_code == 400
