"""Voting on paper: a code is one voice, typed at home or by a moderator; a table counts whole, or not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from isopolis.workspace.budgets.models import Ballot, BallotCode, Budget, Project


@pytest.fixture
def budget(partnership) -> Budget:
    made = Budget.objects.create(
        partnership=partnership, title="Budget", amount=100, most=2, opens=timezone.localdate(),
        questions=[{"name": "Neighbourhood", "choices": ["North", "South"]}],
    )  # fmt: skip
    for key, name in enumerate(("Bench, round", "Tree", "Pond"), start=1):
        Project.objects.create(budget=made, key=str(key), name=name, cost=20)
    return made


@pytest.fixture
def place(budget) -> str:
    return f"{budget.partnership.get_absolute_url()}decide/budgets/{budget.pk}/"


@pytest.fixture
def codes(place, people, signed_in) -> list[str]:
    """Three codes, as they were printed."""
    given = {"count": "3", "batch": "library", "ballots": "on"}
    page = signed_in(people["moderator"]).post(f"{place}codes/", given).content.decode()
    assert "Bench, round" in page
    return re.findall(r"<code>(\w{5}-\w{5})</code>", page)


def typed_in(client: Client, place: str, *lines: str):
    text = "\n".join(("code;projects;neighbourhood", *lines))
    return client.post(f"{place}paper/", {"file": SimpleUploadedFile("paper.csv", text.encode())})


def test_a_code_is_one_voice_at_home_and_on_paper(budget, place, codes, people, signed_in) -> None:
    link, one, other = f"/budget/{budget.link_token}/", Client(), Client()
    assert one.post(link, {"project": ["1"]}).status_code == 200  # no code yet: nothing is saved
    assert one.post(link, {"code": "AAAAA-AAAAA"}).status_code == 400
    assert not Ballot.objects.exists()
    for client, chosen in ((one, ["1", "2"]), (other, ["3"])):
        client.post(link, {"code": codes[0].lower().replace("-", " ")})
        client.post(link, {"project": chosen})
    (ballot,) = Ballot.objects.all()
    assert (ballot.projects, ballot.channel) == (["3"], "code")
    answer = typed_in(signed_in(people["moderator"]), place, f"{codes[1]};1;", f"{codes[0]};1;")
    assert answer.status_code == 400
    said = answer.content.decode()
    assert "row 3" in said
    assert "somebody has voted with the code" in said
    assert Ballot.objects.count() == 1  # the row before it was not kept either
    assert not {code.replace("-", "") for code in codes} & {one.code_hash for one in BallotCode.objects.all()}


def test_a_forged_cookie_is_no_code(budget, codes) -> None:
    client = Client()
    client.cookies[f"isopolis_budget_{budget.pk}"] = "code:AAAAAAAAAA"
    client.post(f"/budget/{budget.link_token}/", {"project": ["1"]})
    assert not Ballot.objects.exists()


def test_paper_ballots_are_counted_with_what_was_ticked(budget, place, codes, people, signed_in) -> None:
    lines = (f"{codes[0]};1, 3;south", f"{codes[1].lower()};Bench, round;", f"{codes[2]};tree;")
    budget.opens, budget.closes = (timezone.localdate() - timedelta(days=gone) for gone in (9, 2))
    budget.save()
    answer = typed_in(signed_in(people["moderator"]), place, *lines)
    assert answer.status_code == 302
    assert [(one.projects, one.answers, one.channel) for one in Ballot.objects.all()] == [
        (["1", "3"], {"Neighbourhood": "South"}, "paper"), (["1"], {}, "paper"), (["2"], {}, "paper")
    ]  # fmt: skip
    assert "3 were made, 3 were used" in signed_in(people["moderator"]).get(f"{place}codes/").content.decode()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{code};9;", "there is no project “9”"),
        ("{code};;", "there are 0 projects on this ballot"),
        ("{code};1;2;3", "4 cells"),
        ("{code};1, 2, 3;", "there are 3 projects on this ballot"),
        ("{code};1;West", "“West” was not offered"),
        (";1;", "the cell is empty"),
        ("ABCDE-FGHJK;1;", "is no code of this vote"),
    ],
)
def test_a_ballot_that_is_none_is_refused_with_its_row(row, said, place, codes, people, signed_in) -> None:
    page = typed_in(signed_in(people["moderator"]), place, row.format(code=codes[0])).content.decode()
    assert said in page
    assert "row 2" in page
    assert not Ballot.objects.exists()
