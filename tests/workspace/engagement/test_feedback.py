"""“You said – we did” in the workspace: told from the thread, to each as they may know it."""

from __future__ import annotations

import pytest

from isopolis.workspace.decide import proposals
from isopolis.workspace.decide.models import Channel, Participant, Proposal, Round, Statement, Vote
from isopolis.workspace.plan.models import Edition
from isopolis.workspace.plan.records import plan_record
from isopolis.workspace.thread.links import connect
from planned import planned


@pytest.fixture
def put(partnership) -> tuple[Proposal, str]:
    """An anonymous proposal that is shown, and its receipt."""
    board = Round.objects.create(
        partnership=partnership, kind="ideas", title="Ideas", question="What?", by_link=True, moderated=False
    )
    one = Proposal(round=board, title="Night buses", idea="A bus every hour.", channel=Channel.LINK)
    return one, proposals.put(one, None)


def page(client, partnership, proposal) -> str:
    return client.get(
        f"/partnerships/{partnership.slug}/decide/proposals/{proposal.pk}/answer/"
    ).content.decode()


def test_an_anonymous_author_reads_it_behind_the_receipt_and_takes_the_letter(client, put) -> None:
    _one, token = put
    read = client.get(f"/proposals/{token}/answer/").content.decode()
    assert "you put the proposal “Night buses”" in read
    assert "Nothing has been done with it yet." in read
    told = client.get(f"/proposals/{token}/letter.html").content.decode()
    assert "Dear author," in told
    assert f"/proposals/{token}/" in told
    assert client.get(f"/proposals/{token}/letter.docx").status_code == 200
    assert client.get("/proposals/wrong/answer/").status_code == 404
    assert f"/proposals/{token}/answer/" in client.get(f"/proposals/{token}/").content.decode()


def test_an_action_is_told_as_the_reader_may_know_it(put, partnership, people, signed_in, client) -> None:
    one, token = put
    action = planned(partnership, people).action
    connect(partnership, one, "became", action, by=None)
    Edition.objects.update(is_public=False)
    assert action.title in page(signed_in(people["partner"]), partnership, one)
    assert action.title not in client.get(f"/proposals/{token}/answer/").content.decode()
    plan = plan_record(partnership).model_dump(mode="json")
    Edition.objects.create(partnership=partnership, name="Draft", plan=plan, is_public=True)
    assert action.title in client.get(f"/proposals/{token}/answer/").content.decode()


def test_votes_of_a_statement_are_told_from_five_on(put, partnership, people, signed_in) -> None:
    one, _token = put
    votes = Round.objects.create(partnership=partnership, kind="votes", title="Votes", question="?")
    statement = Statement.objects.create(
        round=votes, text="Buses run all night.", state="shown", proposal=one
    )
    for number, value in enumerate((1, 1, 1, -1)):
        voter = Participant.objects.create(round=votes, key=str(number), channel="code")
        Vote.objects.create(round=votes, participant=voter, statement=statement, value=value)
    client = signed_in(people["resident"])
    assert "Too few people have voted" in page(client, partnership, one)
    voter = Participant.objects.create(round=votes, key="4", channel="code")
    Vote.objects.create(round=votes, participant=voter, statement=statement, value=0)
    assert "60% agree and 20% disagree" in page(client, partnership, one)


def test_a_merged_proposal_shares_in_what_became_of_the_other(put, partnership, people, signed_in) -> None:
    one, _token = put
    other = Proposal(round=one.round, title="Buses for shifts", idea="x", channel=Channel.LINK)
    proposals.put(other, None)
    proposals.merge(one, other, "the same", people["moderator"])
    other.came_of_it = "Line 4 runs until two."
    other.save()
    read = page(signed_in(people["resident"]), partnership, one)
    assert "merged into “Buses for shifts”" in read
    assert "Line 4 runs until two." in read
    listed = signed_in(people["observer"]).get(f"/partnerships/{partnership.slug}/decide/answers/")
    assert "Line 4 runs until two." in listed.content.decode()


def test_a_proposal_that_is_not_shown_is_answered_to_its_author_alone(
    put, partnership, people, signed_in, client
) -> None:
    one, token = put
    proposals.judge(one, "rejected", "It names a neighbour.", people["moderator"])
    resident = signed_in(people["resident"])
    address = f"/partnerships/{partnership.slug}/decide/proposals/{one.pk}/"
    assert resident.get(f"{address}answer/").status_code == 404
    assert resident.get(f"{address}letter.html").status_code == 404
    assert "It names a neighbour." in client.get(f"/proposals/{token}/answer/").content.decode()
