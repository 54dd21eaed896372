"""A consultation: anybody comments, nothing is seen before moderation, a campaign has one answer."""

from __future__ import annotations

import pytest

from isopolis.workspace.people.models import SignInAttempt
from isopolis.workspace.plan import rate
from isopolis.workspace.plan.models import PublicComment
from planned import planned

pytestmark = pytest.mark.django_db
LETTER = "Please open the hall on Saturday morning, for families have no other day to go there together."


@pytest.fixture
def made(partnership, people):
    partnership.is_public = True
    partnership.save()
    return planned(partnership, people)


@pytest.fixture
def place(partnership, made) -> str:
    return f"/partnerships/{partnership.slug}/plan/consultations/{made.consultation.pk}/"


def test_a_comment_is_kept_without_a_name_and_seen_after_moderation(made, place, people, signed_in) -> None:
    public = signed_in(None)
    sent = {"who": "association", "organisation": "Club", "text": "Good <i>idea</i>.", "impact": "4"}
    assert public.post(f"{place}comment/bridge/", sent).status_code == 302
    comment = PublicComment.objects.get(organisation="Club")
    assert (comment.action, comment.impact, comment.feasibility, comment.state) == (
        "bridge",
        4,
        None,
        "waiting",
    )
    assert "Good" not in public.get(place).content.decode()
    url = f"{place.partition('consultations')[0]}comments/{comment.pk}/moderate/"
    signed_in(people["moderator"]).post(url, {"show": "1"})
    assert "Good &lt;i&gt;idea&lt;/i&gt;." in public.get(place).content.decode()
    signed_in(people["moderator"]).post(url, {"hide": "1"})
    assert "Good" not in public.get(place).content.decode()


def test_no_address_of_a_visitor_is_kept(made, place, signed_in) -> None:
    signed_in(None).post(f"{place}comment/", {"who": "resident", "text": LETTER})
    assert all("127" not in one.key for one in SignInAttempt.objects.all())
    names = {field.name for field in PublicComment._meta.get_fields()}
    assert not names & {"name", "email", "ip", "address", "user"}


def test_an_empty_comment_and_a_wrong_country_are_refused(made, place, signed_in) -> None:
    assert signed_in(None).post(f"{place}comment/", {"who": "resident"}).status_code == 400
    wrong = {"who": "resident", "text": "x", "country": "France"}
    assert signed_in(None).post(f"{place}comment/", wrong).status_code == 400
    assert signed_in(None).get(f"{place}comment/nothing/").status_code == 404


def test_a_resident_gives_no_organisation_and_a_program_leaves_nothing(made, place, signed_in) -> None:
    signed_in(None).post(f"{place}comment/", {"who": "resident", "organisation": "Me & Co", "text": "Word."})
    assert PublicComment.objects.get(text="Word.").organisation == ""
    signed_in(None).post(f"{place}comment/", {"who": "resident", "text": "Buy!", "website": "https://x"})
    assert not PublicComment.objects.filter(text="Buy!").exists()


def test_comments_from_one_address_are_limited(made, place, signed_in, monkeypatch) -> None:
    monkeypatch.setattr(rate, "MOST", 2)
    answers = [
        signed_in(None).post(f"{place}comment/", {"who": "resident", "text": f"Number {i}"}).status_code
        for i in range(3)
    ]
    assert answers == [302, 302, 400]


def test_after_the_last_day_nothing_is_taken_and_the_report_is_public(made, place, people, signed_in) -> None:
    report = f"{place}report.html"
    assert signed_in(None).get(report).headers["Location"] == place
    assert signed_in(people["observer"]).get(report).status_code == 200
    made.consultation.opens = made.consultation.closes = "2020-01-01"
    made.consultation.save()
    signed_in(None).post(f"{place}comment/", {"who": "resident", "text": "Late."})
    assert not PublicComment.objects.filter(text="Late.").exists()
    page = signed_in(None).get(report).content.decode()
    assert "Open it on Sunday" not in page  # it was not moderated


def test_one_answer_goes_to_the_whole_campaign(made, place, people, signed_in) -> None:
    for _ in range(6):
        PublicComment.objects.create(
            consultation=made.consultation, action="bridge", who="resident", text=LETTER, state="shown"
        )
    client = signed_in(people["moderator"])
    page = client.get(f"{place}responses/").content.decode()
    assert "campaign" in page
    assert "× 6" in page
    third = PublicComment.objects.filter(text=LETTER)[2]
    url = f"{place.partition('consultations')[0]}comments/{third.pk}/answer/"
    client.post(url, {"verdict": "partly", "reason": "On two Saturdays.", "changed": "Steps"})
    assert {one.answer.reason for one in PublicComment.objects.filter(text=LETTER)} == {"On two Saturdays."}
    client.post(url, {"verdict": "accepted", "reason": "Every Saturday.", "changed": ""})
    assert made.consultation.answers.count() == 1
    assert "Every Saturday." in signed_in(None).get(place).content.decode()


def test_an_answer_names_the_fields_that_changed_because_of_the_comment(
    made, place, people, signed_in, partnership
) -> None:
    client = signed_in(people["moderator"])
    root = place.partition("consultations")[0]
    made.comment.state = PublicComment.State.SHOWN
    made.comment.save()
    url = f"{root}comments/{made.comment.pk}/answer/"
    assert "Changed since the edition" not in client.get(url).content.decode()
    client.post(f"{root}actions/bridge/edit/needed/", {"version-needed": "1", "needed": "Sundays as well."})
    client.post(f"{root}actions/paint/edit/needed/", {"version-needed": "1", "needed": "Red."})
    named = "Open the swimming hall to everybody: Which action is needed?"
    page = client.get(url).content.decode()
    assert named in page
    assert "Paint bicycles green:" not in page
    sent = {"verdict": "accepted", "reason": "Yes.", "fields_changed": [named], "changed": "opens on Sunday"}
    assert client.post(url, sent).status_code == 302
    assert made.consultation.answers.get().changed == f"{named}; opens on Sunday"
    assert client.post(url, sent | {"fields_changed": ["Anything"]}).status_code == 400
