"""Proposals: similar ones are offered, moderators give reasons, merge and split keep history and credit."""

from __future__ import annotations

import io

import pytest
from django.test import Client

from isopolis.workspace.decide import views, writing
from isopolis.workspace.decide.models import Comment, Happening, Proposal, Round
from isopolis.workspace.decide.proposals import credits_of
from isopolis.workspace.decide.signals import signals_of


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


def test_a_field_that_is_not_seen_has_no_label(board, people, signed_in) -> None:
    client = signed_in(people["resident"])
    one = put(client, board, "night buses")
    Proposal.objects.update(state="shown")
    page = client.get(one.get_absolute_url()).content.decode()
    assert '<input type="hidden" name="answers"' in page
    assert "Answers" not in page


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


def test_similar_proposals_are_found_while_one_types(board, people, signed_in) -> None:
    client = signed_in(people["resident"])
    first = put(client, board, "night buses to the hospital")
    address = place(board, f"rounds/{board.pk}/similar/")
    typed = {"text": "Des bus la nuit pour aller à l’hôpital"}
    assert client.get(address, typed).json() == {"similar": []}  # a moderator has not read it yet
    judge = place(board, f"proposals/{first.pk}/judge/")
    signed_in(people["moderator"]).post(judge, {"decision": "shown"})
    (found,) = client.get(address, typed).json()["similar"]
    assert (found["title"], found["address"]) == (first.title, first.get_absolute_url())
    assert client.get(address, {"text": "a school garden"}).json() == {"similar": []}
    signed_in(people["moderator"]).post(judge, {"decision": "rejected", "reason": "no"})
    assert client.get(address, typed).json() == {"similar": []}
    signed_in(people["moderator"]).post(judge, {"decision": "shown"})
    assert len(client.get(address, typed).json()["similar"]) == 1
    (found,) = Client().get(f"/take-part/{board.link_token}/similar/", typed).json()["similar"]
    assert found["address"] == ""
    board.by_link = False
    board.save()
    assert Client().get(f"/take-part/{board.link_token}/similar/", typed).status_code == 404


def test_an_author_can_say_that_it_is_the_same_and_a_moderator_merges_it(board, people, signed_in) -> None:
    client = signed_in(people["resident"])
    first = put(client, board, "night buses to the hospital")
    Proposal.objects.update(state="shown")
    page = client.post(place(board, f"rounds/{board.pk}/propose/"), text("buses at night to the hospital"))
    assert f'name="same_as" value="{first.pk}"' in page.content.decode()
    second = put(client, board, "buses at night to the hospital", same_as=str(first.pk))
    assert (second.same_as, second.state) == (first, "waiting")
    judge = signed_in(people["moderator"]).get(place(board, f"proposals/{second.pk}/judge/"))
    assert f"proposals/{second.pk}/merge/?into={first.pk}" in judge.content.decode()
    other = put(
        client, board, "a garden", same_as=str(first.pk)
    )  # it is not similar: no such choice was there
    assert other.same_as is None


def test_one_address_cannot_flood_a_board_nor_one_account_a_proposal(
    board, people, signed_in, monkeypatch
) -> None:
    monkeypatch.setattr(writing, "BY_LINK", 3)
    codes = [
        Client().post(f"/take-part/{board.link_token}/", text(f"idea {n}", sure="1")).status_code
        for n in range(4)
    ]
    assert codes == [302, 302, 302, 429]
    assert Proposal.objects.count() == 3
    Proposal.objects.update(state="shown")
    monkeypatch.setattr(views, "COMMENTS", 2)
    client, one = signed_in(people["resident"]), Proposal.objects.first()
    codes = [
        client.post(place(board, f"proposals/{one.pk}/comments/"), {"text": "x"}).status_code for _ in "123"
    ]
    assert codes == [302, 302, 429]
    assert Comment.objects.count() == 2


def test_the_same_words_again_and_again_are_shown_to_moderators(board, people, signed_in) -> None:
    for title in ("Close it", "close  IT", "Close it!", "close it"):
        Client().post(
            f"/take-part/{board.link_token}/", {**text("x", sure="1"), "title": title, "idea": "Now"}
        )
    (signal,) = signals_of(board)
    assert signal.words == "3 proposals by the open link have the same words."
    page = signed_in(people["moderator"]).get(place(board, "moderation/")).content.decode()
    assert signal.words in page


def test_an_objection_is_heard_once_and_can_win(board, people, signed_in) -> None:
    client, moderator = signed_in(people["resident"]), signed_in(people["moderator"])
    answer = client.post(place(board, f"rounds/{board.pk}/propose/"), text("benches", anonymous="on"))
    receipt, one = answer.headers["Location"], Proposal.objects.get()
    judge = place(board, f"proposals/{one.pk}/judge/")
    assert Client().post(receipt, {"appeal": "too early"}).status_code == 200  # nothing was refused yet
    moderator.post(judge, {"decision": "rejected", "reason": "It names a neighbour."})
    Client().post(receipt, {"appeal": "It names a street."})
    Client().post(receipt, {"appeal": "And again."})
    one.refresh_from_db()
    assert one.appeal == "It names a street."
    assert "It names a street." in moderator.get(place(board, "moderation/")).content.decode()
    moderator.post(judge, {"decision": "shown", "reason": ""})
    one.refresh_from_db()
    assert (one.state, one.appeal) == ("shown", "")
    assert [step.what for step in one.history.all()] == ["put", "rejected", "appealed", "shown"]
