"""The timeline, what is due from whom, and the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from isopolis.workspace.people.models import Membership
from isopolis.workspace.process.awaiting import awaiting
from isopolis.workspace.process.models import Deadline, Phase
from isopolis.workspace.process.timeline import default_timeline


@settings(derandomize=True, max_examples=200)
@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_phases_follow_one_another_whenever_a_partnership_starts(start) -> None:
    phases = default_timeline(start)
    assert [phase.key for phase in phases] == Phase.Key.values
    assert phases[0].starts == start
    assert all(phase.starts <= phase.ends for phase in phases)
    for before, after in pairwise(phases[:8]):
        assert after.starts == before.ends + timedelta(days=1)
    assert (phases[2].ends.month, phases[2].ends.day) == (12, 31)
    assert phases[4].ends == date(phases[2].ends.year + 1, 4, 30)


def due(partnership, title, days=3, **whom) -> Deadline:
    day = timezone.now().date() + timedelta(days=days)
    return Deadline.objects.create(phase=partnership.phases.first(), title=title, due_on=day, **whom)


def titles(partnership, user) -> list[str]:
    return [one.title for one in awaiting(list(Membership.objects.filter(user=user)))]


def test_each_person_sees_what_is_due_from_them_soonest_first(partnership, people) -> None:
    city = partnership.organisations.get()
    due(partnership, "from the city", 9, organisation=city)
    due(partnership, "from experts", 1, role="expert")
    due(partnership, "from the city's experts", 1, role="expert", organisation=city)
    assert titles(partnership, people["partner"]) == ["One page", "from the city"]
    assert titles(partnership, people["expert"]) == ["from experts", "One page"]
    assert titles(partnership, people["resident"]) == []
    assert titles(partnership, people["stranger"]) == []


def test_what_is_done_awaits_nobody_and_can_be_opened_again(partnership, people, signed_in) -> None:
    client = signed_in(people["partner"])
    deadline = Deadline.objects.get()
    url = f"/partnerships/{partnership.slug}/deadlines/{deadline.pk}/done/"
    assert "One page" in client.get("/").content.decode()
    assert client.post(url, {"from": "home"}).headers["Location"] == "/"
    assert "One page" not in client.get("/").content.decode()
    client.post(url, {"again": "1"})
    assert "One page" in client.get("/").content.decode()


def test_a_deadline_is_set_in_the_page(partnership, people, signed_in) -> None:
    client = signed_in(people["coordinator"])
    phase = partnership.phases.last()
    url = f"/partnerships/{partnership.slug}/deadlines/new/"
    answers = {"title": "A table", "phase": phase.pk, "due_on": "2030-01-31", "role": "partner"}
    assert client.post(url, {**answers, "due_on": "soon"}).status_code == 400
    assert client.post(url, answers).status_code == 302
    assert Deadline.objects.get(title="A table").from_whom() == "every partner"


def test_a_phase_cannot_end_before_it_starts(partnership, people, signed_in) -> None:
    client = signed_in(people["coordinator"])
    phase = partnership.phases.first()
    url = f"/partnerships/{partnership.slug}/phases/{phase.pk}/"
    answer = client.post(url, {"starts": "2030-02-01", "ends": "2030-01-01"})
    assert answer.status_code == 400
    assert "The last day is before the first." in answer.content.decode()
    assert client.post(url, {"starts": "2030-02-01", "ends": "2030-02-01"}).status_code == 302


def test_the_calendar_is_behind_a_secret_address_and_holds_phases_and_deadlines(partnership, people) -> None:
    person = people["partner"]
    answer = Client().get(f"/calendar/{person.calendar_token}.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == 10
    first = partnership.phases.first()
    event = next(one for one in events if one["UID"] == f"phase-{first.pk}@isopolis")
    assert event.decoded("dtstart") == first.starts
    assert event.decoded("dtend") == first.ends + timedelta(days=1)
    assert Client().get("/calendar/guess.ics").status_code == 404


def test_the_calendar_speaks_the_language_of_its_person(partnership, people) -> None:
    person = people["partner"]
    person.language = "fr"
    person.save()
    assert "Évaluation ex ante" in Client().get(f"/calendar/{person.calendar_token}.ics").content.decode()


def test_the_address_of_a_form_that_is_opened_like_a_page_says_what_it_is(
    partnership, people, signed_in
) -> None:
    answer = signed_in(None).get("/sign-in/by-email/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "There is no page here" in answer.content.decode()


def test_a_choice_that_is_not_made_is_a_word_not_a_row_of_dashes(partnership, people, signed_in) -> None:
    page = (
        signed_in(people["partner"]).get(f"/partnerships/{partnership.slug}/barriers/new/").content.decode()
    )
    assert '<option value="" selected>not chosen</option>' in page
    assert "-----" not in page
