"""What stands around the actions is written like an action: field by field, and no word is lost."""

from __future__ import annotations

from datetime import date

import pytest

from isopolis.workspace.people.models import AuditEntry
from isopolis.workspace.plan.frame import frame_current, frame_of
from isopolis.workspace.plan.records import plan_record
from planned import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(partnership, people) -> str:
    planned(partnership, people)
    return f"/partnerships/{partnership.slug}/plan/frame/"


def test_texts_dates_and_lists_are_written_and_read_back(partnership, people, signed_in, place) -> None:
    client = signed_in(people["moderator"])
    for name, sent in (
        ("summary", {"summary": "Half.\r\n\r\nThe other half."}),
        ("ends", {"ends": "2031-12-31"}),
        ("priorities", {"priorities": "First\n\n Second "}),
        ("chapters", {"chapters-0-title": "When", "chapters-0-text": "", "chapters-0-after_actions": "1"}),
        ("clusters", {"clusters-0-title": "Écoles", "clusters-0-text": ""}),
        ("barriers", {"barriers-0-title": "No ramp", "barriers-0-ground": "",
                      "barriers-0-measured_on": "2026-01-02"}),
        ("earlier", {"earlier-0-title": "Old", "earlier-0-plan": "Before", "earlier-0-year": "2018"}),
    ):  # fmt: skip
        version = frame_current(frame_of(partnership), name)[1]
        answer = client.post(f"{place}{name}/", {f"version-{name}": version, **sent})
        assert answer.status_code == 302, (name, answer.content.decode())
    plan = plan_record(partnership)
    assert plan.summary == "Half.\n\nThe other half."
    assert (plan.ends, plan.priorities) == (date(2031, 12, 31), ("First", "Second"))
    assert (plan.chapters[0].title, plan.chapters[0].after_actions) == ("When", True)
    assert [(one.key, one.title) for one in plan.clusters] == [("ecoles", "Écoles")]
    assert (plan.barriers[0].ground, plan.barriers[0].measured_on) == (None, date(2026, 1, 2))
    assert (plan.earlier[0].year, plan.earlier[0].plan) == (2018, "Before")
    page = client.get(place).content.decode()
    assert "The other half." in page
    assert "31 December 2031" in page
    assert "Person moderator" in page
    assert AuditEntry.objects.filter(action="frame of the plan changed").count() == 7


def test_a_text_that_comes_too_late_is_shown_beside_the_other_and_kept(
    partnership, people, signed_in, place
) -> None:
    first, second = signed_in(people["moderator"]), signed_in(people["coordinator"])
    version = frame_current(frame_of(partnership), "summary")[1]
    first.post(f"{place}summary/", {"version-summary": version, "summary": "The quicker text."})
    answer = second.post(f"{place}summary/", {"version-summary": version, "summary": "The later text."})
    assert answer.status_code == 409
    assert "The quicker text." in answer.content.decode()
    assert ">The later text.</textarea>" in answer.content.decode()
    assert plan_record(partnership).summary == "The quicker text."
    assert "met a newer text" in second.get(place).content.decode()


def test_a_partner_that_actions_name_cannot_go_unseen(partnership, people, signed_in, place) -> None:
    frame = frame_of(partnership)
    who = plan_record(partnership).actions[0].leaders[0]
    members, version = frame_current(frame, "members")
    at = next(i for i, one in enumerate(members) if who in (one["key"], one["name"]))
    sent = {f"members-{i}-name": "" if i == at else one["name"] for i, one in enumerate(members)}
    answer = signed_in(people["moderator"]).post(f"{place}members/", {"version-members": version, **sent})
    assert answer.status_code == 400
    assert "is still named in the plan" in answer.content.decode()
    assert frame_current(frame_of(partnership), "members")[0] == members


def test_partners_read_the_frame_and_do_not_write_it(partnership, people, signed_in, place) -> None:
    client = signed_in(people["partner"])
    assert client.get(place).status_code == 200
    assert client.get(f"{place}summary/").status_code == 403
    assert signed_in(people["moderator"]).get(f"{place}actions/").status_code == 404
