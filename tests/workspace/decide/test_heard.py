"""Who was heard: by channel and round, and the city's people as a measured version has them."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.utils import timezone

from isopolis.workspace.decide.models import Participant, Round, Statement, Vote
from measured_city import measured

AREAS = ["A0001", "A0002"]


@pytest.fixture
def conversation(partnership) -> Round:
    made = Round.objects.create(
        partnership=partnership, kind="votes", title="What?", question="?",
        questions=[
            {"name": "Where", "choices": AREAS},
            {"name": "Group", "choices": ["native", "foreign"]},
            {"name": "Age", "choices": ["young", "old"]},
        ],
    )  # fmt: skip
    Statement.objects.create(round=made, text="Buses", state="shown")
    return made


def take_part(conversation: Round, number: int, channel: str, **answers: str) -> None:
    for turn in range(number):
        key = f"{conversation.pk} {channel} {answers} {turn}"
        person = Participant.objects.create(round=conversation, key=key, channel=channel, answers=answers)
        statement = conversation.statements.get()
        Vote.objects.create(round=conversation, participant=person, statement=statement, value=turn % 2)


def test_margins_come_from_the_measured_city_where_names_match(
    conversation, partnership, people, signed_in, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    measured(partnership, people["expert"])
    version = partnership.cities.get().diagnoses.get()
    version.published_at = timezone.now()
    version.save()
    page = f"/partnerships/{partnership.slug}/decide/rounds/{conversation.pk}/margins/"
    moderator = signed_in(people["moderator"])
    said = moderator.get(f"{page}?version={version.pk}").content.decode()
    assert "Where; A0001; 260\nWhere; A0002; 300" in said
    assert "Group; native; " in said
    assert (
        "Age" in said.partition("Not found in the measured city, or withheld there:")[2].partition("</p>")[0]
    )
    assert "Fill in" in moderator.get(page).content.decode()
    assert moderator.get(f"{page}?version=999").status_code == 200


def test_channels_rounds_and_combinations_stand_beside_the_city(
    conversation, partnership, people, signed_in
) -> None:
    conversation.margins = [
        {"name": "Age", "counts": {"young": 40, "old": 60}},
        {"name": "Where", "counts": {"A0001": 50, "A0002": 50}},
        {"name": "Age × Where", "counts": {"young × A0001": 20, "old × A0001": 30}},
    ]
    conversation.save()
    for channel in ("account", "link"):
        for age in ("young", "old"):
            for where in AREAS:
                take_part(conversation, 6, channel, Age=age, Where=where)
    earlier = Round.objects.create(partnership=partnership, kind="votes", title="Before", question="?")
    Statement.objects.create(round=earlier, text="Trees", state="shown")
    take_part(earlier, 8, "account", Age="young")
    take_part(earlier, 8, "account", Age="old")
    said = (
        signed_in(people["expert"])
        .get(f"/partnerships/{partnership.slug}/decide/rounds/{conversation.pk}/heard/")
        .content.decode()
    )
    assert "By channel" in said
    assert "By round and phase" in said
    assert "Before" in said
    assert "young × A0001" in said
    assert "1.25 (" in said  # half of those who voted are young, and 40 of 100 in the city


def test_what_people_say_of_themselves_later_is_counted(conversation, partnership, people, signed_in) -> None:
    conversation.margins = [{"name": "Age", "counts": {"young": 40, "old": 60}}]
    conversation.save()
    for age in ("young", "old"):
        take_part(conversation, 10, "account", Age=age)
    expert = signed_in(people["expert"])
    page = f"/partnerships/{partnership.slug}/decide/rounds/{conversation.pk}/heard/"
    assert "<td>50" in expert.get(page).content.decode()
    old = conversation.participants.filter(answers__Age="old")
    for person in old[:5]:
        person.answers = {"Age": "young"}
        person.save()
    assert "<td>75" in expert.get(page).content.decode()
    old[0].delete()
    assert expert.get(page).status_code == 200


def test_the_list_of_invitations_takes_the_answers_one_expects(
    conversation, partnership, people, signed_in
) -> None:
    conversation.margins = [{"name": "Age", "counts": {"young": 40, "old": 60}}]
    conversation.save()
    take_part(conversation, 30, "account", Age="young")
    expert = signed_in(people["expert"])
    page = f"/partnerships/{partnership.slug}/decide/rounds/{conversation.pk}/heard/"
    said = expert.get(page).content.decode()
    assert 'scope="row">old</th><td>48</td>' in said  # (2 young and) 48 old make 32 and 48 of 80
    assert "<td>480</td>" in expert.get(f"{page}?come-0-0=10").content.decode()
    assert expert.get(f"{page}?come-0-0=0").status_code == 400


def test_votes_that_are_sent_while_they_are_written_are_a_whole_archive(
    conversation, partnership, people, signed_in
) -> None:
    take_part(conversation, 12, "account", Age="young")
    page = f"/partnerships/{partnership.slug}/decide/rounds/{conversation.pk}/votes.zip"
    sent = signed_in(people["coordinator"]).get(page)
    with zipfile.ZipFile(io.BytesIO(sent.getvalue())) as archive:
        assert archive.testzip() is None
        votes = list(csv.DictReader(io.StringIO(archive.read("votes.csv").decode())))
        wide = list(csv.DictReader(io.StringIO(archive.read("participants-votes.csv").decode())))
    assert sorted(int(one["vote"]) for one in votes) == [0] * 6 + [1] * 6
    assert sorted(int(one["voter-id"]) for one in votes) == list(range(12))
    assert {one["participant"]: one["n-agree"] for one in wide} == {
        one["voter-id"]: one["vote"] for one in votes
    }
