"""Proposals: similar ones are offered, moderators give reasons, merge and split keep history and credit."""

from __future__ import annotations

import io

import pytest
from django.test import Client

from isopolis.workspace.decide.models import Comment, Happening, Proposal, Round
from isopolis.workspace.decide.proposals import credits_of


@pytest.fixture
def board(partnership) -> Round:
    """An open round of proposals."""
    partnership.is_public = True
    partnership.save()
    return Round.objects.create(
        partnership=partnership, kind="ideas", title="Ideas", question="What?", by_link=True
    )


def place(board: Round, rest: str = "") -> str:
    return f"/partnerships/{board.partnership.slug}/decide/{rest}"


def text(title: str, **more: str) -> dict[str, str]:
    return {"title": title, "problem": f"{title} is missing.", "idea": f"We want {title}.", **more}


def put(client: Client, board: Round, title: str, **more: str) -> Proposal:
    answer = client.post(place(board, f"rounds/{board.pk}/propose/"), text(title, sure="1", **more))
    assert answer.status_code == 302
    return Proposal.objects.latest("pk")


def test_a_similar_proposal_is_offered_before_saving(board, people, signed_in) -> None:
    client = signed_in(people["resident"])
    first = put(client, board, "night buses to the hospital")
    Proposal.objects.update(state="shown")
    address = place(board, f"rounds/{board.pk}/propose/")
    french = {"title": "Des bus de nuit", "problem": "Pas de bus", "idea": "Des bus la nuit vers l’hôpital"}
    answer = client.post(address, french)
    assert answer.context["similar"] == [first]
    assert Proposal.objects.count() == 1
    assert client.post(address, {**french, "sure": "1"}).status_code == 302
    assert Proposal.objects.count() == 2


def test_an_anonymous_author_is_nowhere_and_follows_by_receipt(board, people, signed_in) -> None:
    client, moderator = signed_in(people["resident"]), signed_in(people["moderator"])
    answer = client.post(place(board, f"rounds/{board.pk}/propose/"), text("benches", anonymous="on"))
    one = Proposal.objects.get()
    assert one.author is None
    receipt = answer.headers["Location"]
    judge = place(board, f"proposals/{one.pk}/judge/")
    assert moderator.post(judge, {"decision": "rejected", "reason": ""}).status_code == 400
    moderator.post(judge, {"decision": "rejected", "reason": "It names a neighbour."})
    stranger = Client()
    assert "It names a neighbour." in stranger.get(receipt).content.decode()
    assert stranger.get(one.get_absolute_url()).status_code == 404
    stranger.post(receipt, {"appeal": "It does not."})
    assert "It does not." in moderator.get(place(board, "moderation/")).content.decode()
    moderator.post(judge, {"decision": "shown", "reason": ""})
    assert stranger.get(one.get_absolute_url()).status_code == 200
    assert [step.what for step in one.history.all()] == ["put", "rejected", "appealed", "shown"]


def test_a_link_is_enough_to_put_a_proposal(board) -> None:
    client = Client()
    answer = client.post(f"/take-part/{board.link_token}/", text("a garden", signature="Zoe"))
    assert answer.status_code == 302
    one = Proposal.objects.get()
    assert (one.channel, one.credit(), one.state) == ("link", "Zoe", "waiting")


def test_merge_and_split_keep_texts_history_and_credit(board, people, signed_in) -> None:
    one = put(signed_in(people["resident"]), board, "buses")
    two = put(signed_in(people["partner"]), board, "gardens")
    Proposal.objects.update(state="shown")
    moderator = signed_in(people["moderator"])
    merge = place(board, f"proposals/{two.pk}/merge/")
    assert moderator.post(merge, {"into": one.pk, "words": "The same place."}).status_code == 302
    two.refresh_from_db()
    assert (two.state, two.merged_into) == ("merged", one)
    assert credits_of(one) == ["Person resident", "Person partner"]
    assert "We want gardens." in moderator.get(two.get_absolute_url()).content.decode()
    moderator.post(merge, {"undo": "1"})
    two.refresh_from_db()
    assert (two.state, two.merged_into) == ("shown", None)
    moderator.post(place(board, f"proposals/{one.pk}/split/"), text("trams"))
    part = Proposal.objects.latest("pk")
    assert part.author == people["resident"]
    steps = list(Happening.objects.filter(proposal=one).values_list("what", flat=True))
    assert steps == ["put", "taken-in", "split", "split"]


def test_comments_are_answered_and_hidden_with_a_reason(board, people, signed_in) -> None:
    one = put(signed_in(people["resident"]), board, "buses")
    Proposal.objects.update(state="shown")
    address = place(board, f"proposals/{one.pk}/comments/")
    partner = signed_in(people["partner"])
    partner.post(address, {"text": "What does it cost?"})
    first = Comment.objects.get()
    partner.post(address, {"text": "Little.", "answers": first.pk})
    moderator = signed_in(people["moderator"])
    moderator.post(place(board, f"comments/{first.pk}/hide/"), {"reason": "Off the subject"})
    shown = Client().get(one.get_absolute_url()).content.decode()
    assert "What does it cost?" not in shown
    assert "Off the subject" in shown
    assert "Little." in shown


def test_a_table_of_paper_forms_is_read_in_or_refused_with_the_row(board, people, signed_in) -> None:
    moderator = signed_in(people["moderator"])
    address = place(board, f"rounds/{board.pk}/paper/")
    table = "titre;problème;idée;où\nBancs;Pas de bancs;Des bancs;Marché\nEau;Pas d’eau;;Parc\n"
    file = io.BytesIO(table.encode())
    file.name = "paper.csv"
    assert moderator.post(address, {"file": file}).status_code == 302
    assert set(Proposal.objects.values_list("title", "channel", "state")) == {
        ("Bancs", "paper", "shown"),
        ("Eau", "paper", "shown"),
    }
    broken = io.BytesIO(b"title,idea\n,An idea\n")
    broken.name = "broken.csv"
    answer = moderator.post(address, {"file": broken})
    assert answer.status_code == 400
    assert "row 2" in answer.content.decode()
    assert Proposal.objects.count() == 2


def test_a_round_opens_and_closes_with_its_phase(board, partnership) -> None:
    phase = partnership.phases.last()
    board.phase = phase
    assert not board.is_open()
    assert board.is_open(phase.starts)
    board.opens = board.closes = None
    board.phase = None
    assert board.is_open()
