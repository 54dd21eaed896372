"""Proposals become actions through the thread; the API shows the plan behind the same gate."""

from __future__ import annotations

import pytest

from isopolis.workspace.barriers.models import Barrier
from isopolis.workspace.decide.models import Proposal, Round
from isopolis.workspace.plan.records import plan_record
from isopolis.workspace.thread.links import connect, thread_of
from planned import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposals(partnership, people) -> list[Proposal]:
    board = Round.objects.create(partnership=partnership, kind="ideas", title="Ideas", question="?")
    made = [
        Proposal.objects.create(
            partnership=partnership, round=board, title=title, problem=f"{title}: why.",
            idea=f"{title}: how.", receipt_hash=title, state="shown",
        )
        for title in ("Later hours", "Saturday hours")
    ]  # fmt: skip
    barrier = Barrier.objects.create(partnership=partnership, title="Closed at five", status="confirmed")
    connect(partnership, made[0], "answers", barrier, by=people["expert"])
    return made


def grown(client, partnership, proposals, titles=""):
    url = f"/partnerships/{partnership.slug}/plan/from-proposals/"
    return client.post(url, {"proposal": [one.pk for one in proposals], "titles": titles})


def test_several_proposals_are_merged_and_their_barrier_comes_along(
    partnership, people, signed_in, proposals
) -> None:
    grown(signed_in(people["partner"]), partnership, proposals, "Hours for those who work")
    action = partnership.actions.get()
    record = plan_record(partnership).actions[0]
    assert record.title == "Hours for those who work"
    assert record.problem == "Later hours: why.\n\nSaturday hours: why."
    assert [link.title for link in record.links] == ["Later hours", "Saturday hours", "Closed at five"]
    strands = {
        str(one.words): [e.title for e in one.entries] for one in thread_of(action, partnership, "partner")
    }
    assert strands == {
        "Grew from the proposal": ["Later hours", "Saturday hours"],
        "Removes the barrier": ["Closed at five"],
    }


def test_one_proposal_is_split_into_actions_that_all_lead_back(
    partnership, people, signed_in, proposals
) -> None:
    grown(signed_in(people["partner"]), partnership, proposals[:1], "By day\nBy night\n")
    assert [one.title for one in partnership.actions.all()] == ["By day", "By night"]
    for action in partnership.actions.all():
        assert thread_of(action, partnership, "partner")[0].entries[0].title == "Later hours"


def test_without_a_title_it_has_the_proposal_s_and_without_a_proposal_nothing_is_made(
    partnership, people, signed_in, proposals
) -> None:
    client = signed_in(people["partner"])
    assert grown(client, partnership, []).status_code == 400
    assert not partnership.actions.exists()
    grown(client, partnership, proposals[1:])
    assert partnership.actions.get().title == "Saturday hours"


def test_the_api_lists_actions_indicators_and_work(partnership, people, signed_in) -> None:
    planned(partnership, people)
    place = f"/api/v1/partnerships/{partnership.slug}"
    client = signed_in(people["observer"])
    assert [one["key"] for one in client.get(f"{place}/actions").json()["items"]] == ["bridge", "paint"]
    assert client.get(f"{place}/actions/bridge").json()["objective"].startswith("By 2028")
    assert client.get(f"{place}/actions/none").status_code == 404
    indicator = client.get(f"{place}/indicators").json()["items"][0]
    assert (indicator["baseline"], indicator["latest"], indicator["movement"]) == (20, None, "not-read")
    assert {one["is_output"] for one in client.get(f"{place}/work").json()["items"]} == {True, False}
    assert client.get(f"{place}/work?format=csv").content.startswith(b"action,key,title")
    assert signed_in(people["resident"]).get(f"{place}/actions").status_code == 403
