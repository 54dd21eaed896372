"""A participatory budget in the workspace: set up, voted on without an account, counted once, handed on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from isopolis.decide.budgets import read_pb
from isopolis.workspace.budgets.counting import count, election_of, pb_of
from isopolis.workspace.budgets.models import Ballot, Budget, Project
from isopolis.workspace.budgets.voting import key_of_account
from isopolis.workspace.people.models import AuditEntry
from isopolis.workspace.people.personal_data import erase, export

PB = (
    "META\nkey;value\nbudget;10\nvote_type;approval\nPROJECTS\nproject_id;cost;name;district\n"
    "1;8;Bench;North\n2;2;Tree;South\n"
    "VOTES\nvoter_id;vote;neighborhood\n" + "\n".join(f"v{i};{1 + i % 2};N" for i in range(24))
)


@pytest.fixture
def place(partnership) -> str:
    return f"/partnerships/{partnership.slug}/decide/"


@pytest.fixture
def budget(partnership) -> Budget:
    """Open today for everybody with the link: 100 for a bench (80, North), a tree (20) and a pond (60)."""
    made = Budget.objects.create(
        partnership=partnership,
        title="Budget",
        amount=100,
        most=2,
        opens=timezone.localdate(),
        by_link=True,
        questions=[{"name": "Neighbourhood", "choices": ["North", "South"]}],
    )
    for key, (name, cost, where) in enumerate(
        [("Bench", 80, "North"), ("Tree", 20, "South"), ("Pond", 60, "South")], start=1
    ):
        Project.objects.create(budget=made, key=str(key), name=name, cost=cost, place=where)
    return made


def link(budget: Budget) -> str:
    return f"/budget/{budget.link_token}/"


def voters(budget: Budget, ballots: list[tuple[list[str], str]]) -> None:
    Ballot.objects.bulk_create(
        Ballot(
            budget=budget, key=f"k{i}", channel="account", projects=chosen, answers={"Neighbourhood": said}
        )
        for i, (chosen, said) in enumerate(ballots)
    )


def test_a_moderator_sets_a_budget_up_with_projects_out_of_proposals(
    partnership, people, signed_in, place
) -> None:
    moderator = signed_in(people["moderator"])
    data = {"title": "Green", "amount": "1000.50", "currency": "EUR", "rule": "equal-shares"}
    data["asked"] = "Neighbourhood: North | South"
    page = moderator.post(f"{place}budgets/new/", data).headers["Location"]
    moderator.post(f"{page}projects/new/", {"name": "Tree", "cost": "20", "place": "North"})
    answer = moderator.post(f"{page}projects/new/", {"name": "Nothing", "cost": "0"})
    assert answer.status_code == 400
    found = Budget.objects.get()
    assert found.questions == [{"name": "Neighbourhood", "choices": ["North", "South"]}]
    assert [one.key for one in found.projects.all()] == ["1"]
    assert not found.is_open()  # no first day yet
    tree = found.projects.get()
    moderator.post(f"{place}projects/{tree.pk}/", {"remove": "1"})
    assert not found.projects.exists()
    assert AuditEntry.objects.filter(action="project taken out").exists()


def test_one_votes_on_a_phone_without_an_account_once_and_may_change_it(budget) -> None:
    phone, other = Client(), Client()
    said = phone.get(link(budget)).content.decode()
    assert "Bench" in said
    assert Ballot.objects.count() == 0
    phone.post(link(budget), {"project": ["1", "2"], "about-0": "North"})
    phone.post(link(budget), {"project": ["3"], "about-0": "elsewhere"})
    assert [(one.projects, one.answers, one.channel) for one in Ballot.objects.all()] == [(["3"], {}, "link")]
    other.post(link(budget), {"project": ["3"]})
    assert Ballot.objects.count() == 2
    assert "checked" in phone.get(link(budget)).content.decode()


@pytest.mark.parametrize("chosen", [[], ["1", "2", "3"], ["9"], ["1", "1"]])
def test_a_ballot_that_is_none_is_refused_in_words(budget, chosen) -> None:
    answer = Client().post(link(budget), {"project": chosen})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not Ballot.objects.exists()


def test_an_account_has_one_ballot_and_nobody_can_read_it(budget, people, signed_in, place) -> None:
    resident = signed_in(people["resident"])
    for chosen in (["1"], ["2"]):
        resident.post(f"{place}budgets/{budget.pk}/vote/", {"project": chosen})
    one = Ballot.objects.get()
    assert one.projects == ["2"]
    assert one.key == key_of_account(budget, people["resident"])
    for role in ("coordinator", "moderator", "observer"):
        page = signed_in(people[role]).get(f"{place}budgets/{budget.pk}/")
        assert one.key not in page.content.decode()
    assert not AuditEntry.objects.filter(actor=people["resident"]).exists()
    assert export(people["resident"])["ballots"][0]["projects"] == ["Tree"]
    erase(people["resident"])
    assert not Ballot.objects.exists()


def test_without_the_permission_for_the_link_or_out_of_time_nobody_votes(budget) -> None:
    budget.by_link = False
    budget.save()
    Client().post(link(budget), {"project": ["1"]})
    budget.by_link, budget.closes = True, timezone.localdate() - timedelta(days=1)
    budget.opens = budget.closes
    budget.save()
    Client().post(link(budget), {"project": ["1"]})
    assert not Ballot.objects.exists()


def test_one_address_cannot_cast_any_number_of_ballots_by_the_link(budget, monkeypatch) -> None:
    monkeypatch.setattr("isopolis.workspace.decide.ballots.NEW_AN_HOUR", 2)
    answers = [Client().post(link(budget), {"project": ["1"]}).status_code for _turn in range(3)]
    assert answers == [302, 302, 429]


def test_a_minority_gets_its_share_under_equal_shares_and_small_groups_are_withheld(
    budget, people, signed_in, place
) -> None:
    voters(budget, [(["1"], "North")] * 60 + [(["2"], "South")] * 38 + [(["2"], "")] * 2)
    moderator = signed_in(people["moderator"])
    page = f"{place}budgets/{budget.pk}/"
    before = signed_in(people["observer"]).get(page).content.decode()
    assert "60" not in before.partition("<main")[2].partition("<h2>")[0]  # nothing of the result yet
    moderator.post(f"{page}count/")
    budget.refresh_from_db()
    chosen = {rule: names for rule, names, *_rest in budget.result["outcomes"]}
    assert set(chosen["greedy"]) == {"1", "2"}
    withheld = {group: voters for _c, rule, group, voters, *_r in budget.result["groups"] if rule == "greedy"}
    assert withheld[""] is None  # two people
    assert withheld["South"] is None  # else the two could be found by subtraction
    assert withheld["North"] == pytest.approx(0.6)
    said = signed_in(people["observer"]).get(page).content.decode()
    assert "Rules side by side" in said
    again = signed_in(people["resident"]).post(f"{page}vote/", {"project": ["1"]})
    assert "no vote open" in again.content.decode()
    moderator.post(f"{page}erase/")
    assert not Ballot.objects.exists()
    assert "Rules side by side" in moderator.get(page).content.decode()
    assert moderator.get(f"{page}result.csv").content.decode("utf-8-sig").startswith("project,name,cost")


def test_projects_stay_as_they_are_once_somebody_has_voted(budget, people, signed_in, place) -> None:
    voters(budget, [(["1"], "North")])
    moderator = signed_in(people["moderator"])
    bench = budget.projects.get(key="1")
    data = {"name": "Bench", "cost": "1", "place": ""}
    moderator.post(f"{place}projects/{bench.pk}/", data)
    bench.refresh_from_db()
    assert bench.cost == 80
    moderator.post(f"{place}budgets/{budget.pk}/change/", {"amount": "1", "closes": "2100-01-01"})
    budget.refresh_from_db()
    assert (budget.amount, budget.closes.year) == (100, 2100)


def test_a_file_is_read_counted_and_handed_on_without_who_voted(
    partnership, people, signed_in, place
) -> None:
    moderator = signed_in(people["moderator"])
    data = {"title": "Budget", "file": SimpleUploadedFile("votes.pb", PB.encode())}
    page = moderator.post(f"{place}budgets/from-file/", data).headers["Location"]
    assert "Most votes first" in signed_in(people["observer"]).get(page).content.decode()
    assert "v1" not in str(list(Ballot.objects.values()))
    written = moderator.get(f"{page}ballots.pb").content
    first, again = read_pb(PB.encode()), read_pb(written)
    assert sorted(vote.projects for vote in again.votes) == sorted(vote.projects for vote in first.votes)
    assert again.support == first.support
    assert [(one.id, one.cost, one.name) for one in again.projects] == [
        (one.id, one.cost, one.name) for one in first.projects
    ]
    assert {vote.fields["neighborhood"] for vote in again.votes} == {"N"}
    bad = {"title": "Budget", "file": SimpleUploadedFile("votes.pb", b"nothing")}
    assert moderator.post(f"{place}budgets/from-file/", bad).status_code == 400


def test_what_few_voters_say_about_themselves_is_not_handed_on(budget) -> None:
    voters(budget, [(["1"], "North")] * 30 + [(["2"], "South")] * 3)
    count(budget)
    handed = read_pb(pb_of(budget).encode())
    assert {vote.fields["Neighbourhood"] for vote in handed.votes} == {""}
    assert len(handed.votes) == len(election_of(budget).votes) == 33
