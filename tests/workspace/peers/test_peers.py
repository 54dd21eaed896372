"""Exchanges: contacts behind both answers, re-matching with little change, visits, lessons, follow-ups."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from isopolis.workspace.peers.models import Exchange, FollowUp, Lesson, PeerCity, Subject
from isopolis.workspace.peers.pairing import pair
from isopolis.workspace.people.models import AuditEntry, Organisation
from isopolis.workspace.plan.models import Action
from isopolis.workspace.thread.links import connect, thread_of

TODAY = timezone.now().date()


def city(partnership, name, country, needs, offers, **more) -> PeerCity:
    made = PeerCity.objects.create(
        partnership=partnership,
        name=name,
        country=country,
        population=50_000,
        languages=["en"],
        office=f"office@{name.lower()}.example",
        **more,
    )
    for themes, is_offer in ((needs, False), (offers, True)):
        for theme in themes.split():
            Subject.objects.create(city=made, theme=theme, is_offer=is_offer)
    return made


@pytest.fixture
def cities(partnership) -> dict[str, PeerCity]:
    """The partner's own city, one that fits it, and another pair."""
    own = Organisation.objects.get(name="Demoville")
    other = Organisation.objects.create(name="Lastown", kind="city", country="IT")
    partnership.organisations.add(other)
    made = (
        city(partnership, "Demoville", "FR", "housing", "schools", organisation=own),
        city(partnership, "Lastown", "IT", "schools", "housing", organisation=other),
        city(partnership, "Farburg", "DE", "digital", "work"),
        city(partnership, "Nearby", "PL", "work", "digital"),
    )
    return {one.name: one for one in made}


@pytest.fixture
def place(partnership) -> str:
    return f"/partnerships/{partnership.slug}/learn/exchanges/"


def of(partnership, name) -> Exchange:
    rows = Exchange.objects.exclude(state=Exchange.State.REPLACED).filter(partnership=partnership)
    return next(one for one in rows if name in (one.one.name, one.other.name))


def test_the_cities_are_matched_with_reasons_for_both_sides(partnership, people, cities, place, signed_in):
    client = signed_in(people["coordinator"])
    answer = client.post(place + "match/", {"abroad": "on", "outsiders": 0}, follow=True)
    assert "2 new, 0 kept, 0 replaced" in answer.content.decode()
    page = client.get(of(partnership, "Demoville").get_absolute_url()).content.decode()
    assert "Lastown offers what Demoville needs: Housing allocation and mix." in page
    assert "Demoville offers what Lastown needs: School catchments and enrolment." in page
    assert AuditEntry.objects.filter(action="cities matched", partnership=partnership).exists()


def test_outsiders_that_cannot_be_had_are_said(partnership, people, cities, place, signed_in):
    PeerCity.objects.filter(organisation=None).delete()
    answer = signed_in(people["moderator"]).post(place + "match/", {"abroad": "on", "outsiders": 1})
    assert answer.status_code == 400
    assert "outside the partnership" in answer.content.decode()


def test_contacts_are_hidden_until_both_have_accepted(partnership, people, cities, signed_in):
    pair(partnership, people["coordinator"], abroad=True, outsiders=0)
    exchange = of(partnership, "Demoville")
    partner, url = signed_in(people["partner"]), exchange.get_absolute_url()
    mine = "one" if exchange.one.name == "Demoville" else "other"
    theirs = {"one": "other", "other": "one"}[mine]
    assert partner.post(url + "answer/", {"side": theirs, "answer": "yes"}).status_code == 403
    partner.post(url + "answer/", {"side": mine, "answer": "yes"})
    assert "office@lastown" not in partner.get(url).content.decode()
    membership = partnership.memberships.get(user=people["moderator"])
    membership.organisation = cities["Lastown"].organisation
    membership.save()
    signed_in(people["moderator"]).post(url + "answer/", {"side": theirs, "answer": "yes"})
    assert "office@lastown" in partner.get(url).content.decode()
    for who in ("coordinator", "expert", "observer"):
        page = signed_in(people[who]).get(url).content.decode()
        assert "office@" not in page, who
    late = partner.post(url + "answer/", {"side": mine, "answer": "no"}, follow=True)
    assert "not open to an answer" in late.content.decode()


def test_a_no_is_final_for_the_two_and_leaves_the_others_alone(partnership, people, cities, signed_in):
    pair(partnership, people["coordinator"], abroad=True, outsiders=0)
    exchange, others = of(partnership, "Demoville"), of(partnership, "Farburg")
    mine = "one" if exchange.one.name == "Demoville" else "other"
    client = signed_in(people["partner"])
    client.post(exchange.get_absolute_url() + "answer/", {"side": mine, "answer": "no"})
    exchange.refresh_from_db()
    others.refresh_from_db()
    assert (exchange.state, others.state) == ("declined", "proposed")
    pair(partnership, people["coordinator"], abroad=True, outsiders=0)
    assert not Exchange.objects.filter(state="proposed", one=exchange.one, other=exchange.other).exists()


def test_a_city_withdraws_and_the_rest_is_matched_again(partnership, people, cities, place, signed_in):
    spare = city(partnership, "Spareham", "ES", "schools", "housing")
    pair(partnership, people["coordinator"], abroad=True, outsiders=0)
    first = of(partnership, "Demoville")
    gone = first.one if first.other.name == "Demoville" else first.other
    kept = of(partnership, "Farburg")
    signed_in(people["coordinator"]).post(gone.get_absolute_url() + "withdraw/")
    first.refresh_from_db()
    kept.refresh_from_db()
    assert (first.state, kept.state) == ("withdrawn", "proposed")
    now = {one.name for e in Exchange.objects.filter(state="proposed") for one in (e.one, e.other)}
    assert now == {"Demoville", "Farburg", "Nearby", ({"Lastown", spare.name} - {gone.name}).pop()}
    board = signed_in(people["observer"]).get(place).content.decode()
    assert gone.name not in board.partition("Needs and offers</h2>")[2]


def test_one_s_own_city_is_described_and_nobody_else_s(partnership, people, cities, place, signed_in):
    client = signed_in(people["partner"])
    given = {
        "organisation": cities["Demoville"].organisation_id, "name": "Demoville", "country": "fr",
        "population": 61_000, "languages": "fr, EN", "exchanges": 2, "office": "Town hall",
    }  # fmt: skip
    assert client.post(cities["Demoville"].get_absolute_url() + "change/", given).status_code == 302
    changed = PeerCity.objects.get(name="Demoville")
    assert (changed.country, changed.languages, changed.exchanges) == ("FR", ["fr", "en"], 2)
    assert client.get(cities["Lastown"].get_absolute_url() + "change/").status_code == 403
    wrong = client.post(place + "cities/new/", {**given, "languages": "French?", "latitude": 91})
    assert wrong.status_code == 400
    assert wrong.content.decode().count('class="errorlist"') == 3  # languages, longitude, off the globe
    assert "already" in client.post(place + "cities/new/", {**given, "name": "Lastown"}).content.decode()


def test_a_need_is_added_and_taken_back(partnership, people, cities, signed_in):
    client, mine = signed_in(people["partner"]), cities["Demoville"]
    client.post(
        mine.get_absolute_url() + "subjects/new/",
        {"theme": "data", "mechanism": "no-evidence", "text": "Maps"},
    )
    made = mine.subjects.get(theme="data")
    assert not made.is_offer
    assert "Nobody knows where inequality is – Maps" in client.get(mine.get_absolute_url()).content.decode()
    path = f"/partnerships/{partnership.slug}/learn/exchanges/subjects/{made.pk}/remove/"
    assert signed_in(people["expert"]).post(path).status_code == 403
    client.post(path)
    assert not mine.subjects.filter(theme="data").exists()


@pytest.fixture
def agreed(partnership, people, cities) -> Exchange:
    """The partner's exchange, agreed by both."""
    pair(partnership, people["coordinator"], abroad=True, outsiders=0)
    exchange = of(partnership, "Demoville")
    exchange.one_answer = exchange.other_answer = "yes"
    exchange.state = "agreed"
    exchange.save()
    return exchange


def planned(agreed, client, days_ago: int = 0, **more):
    first = TODAY - timedelta(days=days_ago)
    given = {
        "host": agreed.one_id, "template": "look-and-learn", "first_day": first,
        "last_day": first + timedelta(days=1), "place": "Town hall", "needs": ["step-free"],
        "other_needs": "", "travel": 200, "night": 100, "day": 50, "accessibility": 80, **more,
    }  # fmt: skip
    return client.post(agreed.get_absolute_url() + "visits/new/", given)


def test_a_visit_is_planned_from_a_template_and_goes_into_a_calendar(agreed, people, signed_in):
    client = signed_in(people["partner"])
    visit_page = planned(agreed, client).headers["Location"]
    visit = agreed.visits.get()
    assert len(visit.agenda) == 12
    for function, is_stakeholder in (("Housing", ""), *[(f"Tenant {i}", "on") for i in range(4)]):
        given = {"function": function, "is_guest": "on", "is_stakeholder": is_stakeholder}
        client.post(visit_page + "participants/new/", given)
    page = client.get(visit_page).content.decode()
    assert "The guest may bring at most 3 stakeholders; these are 4." in page
    assert f"{5 * 200 + 5 * 100 + 10 * 50 + 80:,}" in page
    assert "A way without steps, everywhere" in page
    events = Calendar.from_ical(client.get(visit_page + "visit.ics").content).walk("VEVENT")
    assert len(events) == 12
    assert str(events[0]["location"]) == "Town hall"
    record = client.get(f"/api/v1/partnerships/{agreed.partnership.slug}/visits").json()["items"][0]
    assert record["agenda"][0]["start"] == f"{TODAY}T13:00:00"
    assert len(record["agenda"]) == 12
    assert planned(agreed, client, last_day=TODAY - timedelta(days=9)).status_code == 400
    assert planned(agreed, client, travel=-1).status_code == 400


def test_the_agenda_is_changed_point_by_point_and_the_calendar_follows(agreed, people, signed_in):
    client = signed_in(people["partner"])
    page = planned(agreed, client).headers["Location"]
    given = {"day": TODAY, "start": "18:30", "end": "19:30", "text": "Supper with tenants",
             "who": "Tenants’ council", "access": "step-free"}  # fmt: skip
    assert client.post(page + "agenda/new/", {**given, "end": "18:00"}).status_code == 400
    assert client.post(page + "agenda/new/", {**given, "day": TODAY - timedelta(days=3)}).status_code == 400
    client.post(page + "agenda/new/", given)
    client.post(page + "agenda/12/", {**given, "start": "18:20"})
    answer = client.post(page + "agenda/12/move/", {"way": "earlier"})
    assert answer.headers["Location"].endswith("#point-12")
    client.post(page + "agenda/0/remove/")
    assert client.post(page + "agenda/0/remove/").status_code == 404
    assert client.post(page + "agenda/99/", given).status_code == 404
    shown = client.get(page).content.decode()
    assert "Tenants’ council" in shown
    assert "17:45–18:55" in shown  # ten minutes longer, in the place of the last word of the day
    events = {
        str(one["uid"]): one
        for one in Calendar.from_ical(client.get(page + "visit.ics").content).walk("VEVENT")
    }
    visit = agreed.visits.get()
    assert len(events) == 12
    supper = events[f"visit-{visit.pk}-12@visits.isopolis"]
    assert str(supper["summary"]) == "Supper with tenants"
    assert "step-free" in str(supper["description"])
    assert client.post(page + "agenda/12/move/", {"way": "later"}).status_code == 302
    assert signed_in(people["expert"]).post(page + "agenda/12/remove/").status_code == 403


def test_addresses_of_buttons_answer_to_a_press_only_and_a_point_that_is_gone_is_not_there(
    agreed, people, signed_in
) -> None:
    client = signed_in(people["partner"])
    page = planned(agreed, client).headers["Location"]
    for what in ("move", "remove"):
        for key in (0, 99):  # one that is there, and one that never was
            answer = client.get(f"{page}agenda/{key}/{what}/")
            assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
            assert "There is no page here" in answer.content.decode()
        assert client.post(f"{page}agenda/99/{what}/", {"way": "later"}).status_code == 404
    assert len(agreed.visits.get().agenda) == 12


def test_every_button_of_exchanges_refuses_to_be_opened_like_a_page(people, signed_in, partnership) -> None:
    place = f"/partnerships/{partnership.slug}/"
    client = signed_in(people["partner"])
    for name, given in {
        "peer-point-move": [1, 1], "peer-point-remove": [1, 1], "peer-participant-remove": [1],
        "peer-subject-remove": [1], "peer-withdraw": [1],
    }.items():  # fmt: skip
        address = reverse(name, args=[partnership.slug, *given])
        assert address.startswith(place)
        assert client.get(address).status_code == 405


def test_a_visit_on_other_days_keeps_its_agenda_unless_it_is_begun_anew(agreed, people, signed_in):
    client = signed_in(people["partner"])
    page = planned(agreed, client).headers["Location"]
    client.post(page + "agenda/0/remove/")
    form = {
        "host": agreed.one_id, "template": "look-and-learn", "first_day": TODAY + timedelta(days=7),
        "last_day": TODAY + timedelta(days=8), "travel": 0, "night": 0, "day": 0, "accessibility": 0,
    }  # fmt: skip
    client.post(page + "change/", form)
    visit = agreed.visits.get()
    assert len(visit.items) == 11
    assert {one.start.date() for one in visit.items} == {form["first_day"], form["last_day"]}
    short = {**form, "last_day": form["first_day"]}
    answer = client.post(page + "change/", short)
    assert answer.status_code == 400
    assert "Move or remove it." in answer.content.decode()
    client.post(page + "change/", {**short, "anew": "on"})
    assert len(agreed.visits.get().items) == 5


def test_only_who_takes_part_plans_and_only_what_is_agreed(partnership, agreed, people, signed_in):
    assert planned(agreed, signed_in(people["expert"])).status_code == 403
    other = of(partnership, "Farburg")
    assert planned(other, signed_in(people["coordinator"])).status_code == 404


def test_lessons_hang_in_the_thread_and_follow_ups_await_the_city(partnership, agreed, people, signed_in):
    client = signed_in(people["partner"])
    planned(agreed, client, days_ago=95)
    visit, mine = agreed.visits.get(), PeerCity.objects.get(name="Demoville")
    assert "Fill in the lessons card" in client.get("/").content.decode()
    card = f"{visit.get_absolute_url()}lessons/{mine.pk}/"
    assert client.post(card, {"learned": "", "step": "x"}).status_code == 400
    client.post(card, {"learned": "Ask before they sell.", "step": "Make the list"})
    lesson = Lesson.objects.get()
    action = Action.objects.create(partnership=partnership, key="list", title="The list")
    connect(partnership, lesson, "led-to", action, by=people["partner"])
    assert [s.words for s in thread_of(action, partnership, "expert")] == ["Learned on a visit"]
    assert thread_of(action, partnership, "resident") == []
    assert "The list" in client.get(lesson.get_absolute_url()).content.decode()
    home = client.get("/").content.decode()
    assert "Fill in the lessons card" not in home
    assert home.count("Say what became of the visit") == 1
    due = FollowUp.objects.get(city=mine, months=3)
    assert client.post(due.get_absolute_url(), {"outcome": ""}).status_code == 400
    client.post(due.get_absolute_url(), {"outcome": "begun", "text": "Two people."})
    assert "Say what became of the visit" not in client.get("/").content.decode()
    assert "begun" in client.get(lesson.get_absolute_url()).content.decode()
    theirs = FollowUp.objects.exclude(city=mine).first()
    assert client.get(theirs.get_absolute_url()).status_code == 403


def test_statistics_and_tables_name_no_contact(partnership, agreed, people, place, signed_in):
    client = signed_in(people["observer"])
    page = client.get(place + "statistics/").content.decode()
    assert "50,000 to 250,000 inhabitants" in page
    for name, rows in (("peers", 4), ("exchanges", 2), ("lessons", 0)):
        table = client.get(f"/api/v1/partnerships/{partnership.slug}/{name}?format=csv").content.decode()
        assert len(table.splitlines()) in (rows + 1, rows), name
        assert "office@" not in table


def test_the_pages_speak_french(partnership, agreed, people, place, signed_in):
    client = signed_in(people["partner"])
    client.cookies["django_language"] = "fr"
    assert "Échanges entre villes" in client.get(place).content.decode()
    page = client.get(agreed.get_absolute_url()).content.decode()
    assert "offre ce dont" in page
