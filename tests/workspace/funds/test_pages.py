"""Pages of funds: answers with reasons in both languages, bad input said, a kind of the thread."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from isopolis.learn.funds.fund import funds
from isopolis.workspace.funds.models import Fund, FundingBarrier, shelve_catalogue
from isopolis.workspace.plan.saving import current, save_field
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.thread.kinds import kind
from isopolis.workspace.thread.links import connect, thread_of
from planned import planned

pytestmark = pytest.mark.django_db


def test_every_fund_is_listed_under_its_answer(client) -> None:
    page = client.get("/learn/funds/?country=FR&population=60000&degurba=1&cost=400000").content.decode()
    assert page.count('class="example"') == len(funds())
    unknown, _, unfit = page.partition("Unknown: ask first")[2].partition("Does not fit (")
    assert "eui-innovative-actions" in unknown
    assert "nl-leefbaarheid-en-veiligheid" in unfit
    assert "pays 80,000" in unknown


def test_one_fund_explains_each_rule_in_french(client) -> None:
    client.cookies["django_language"] = "fr"
    page = client.get("/learn/funds/eui-innovative-actions/?country=NO").content.decode()
    assert "ne convient pas" in page
    assert "au moins 50\u202f000 habitants" in page
    assert "urban-initiative.eu" in page


def test_what_is_not_a_number_is_said_and_a_fund_that_is_not_there_is_not_found(client) -> None:
    page = client.get("/learn/funds/?population=many").content.decode()
    assert 'id="id_population_error"' in page
    assert client.get("/learn/funds/none/").status_code == 404


def test_the_advice_shows_its_table(client) -> None:
    page = client.get("/learn/advice/").content.decode()
    assert "URBACT IV Action Planning Networks" in page
    assert page.count("<tr>") >= 5


def test_the_catalogue_s_rows_follow_its_files() -> None:
    Fund.objects.filter(name="elena").delete()
    Fund.objects.create(name="gone", title="Gone")
    shelve_catalogue()
    assert Fund.objects.filter(offered=True).count() == len(funds())
    assert str(Fund.objects.get(name="gone")) == "Gone"
    assert kind("fund").model is Fund


def test_a_deadline_is_counted_back_on_the_page_and_in_a_calendar(client) -> None:
    page = client.get("/learn/funds/cerv-town-twinning/?deadline=2027-09-18").content.decode()
    assert page.count("<li") > 8
    assert "21 May 2027" in page
    calendar = client.get("/learn/funds/cerv-town-twinning/calendar.ics?deadline=2027-09-18").content.decode()
    assert "DTSTART;VALUE=DATE:20270918" in calendar
    assert client.get("/learn/funds/elena/calendar.ics").status_code == 404


@pytest.mark.parametrize(
    ("form", "start"), [("docx", b"PK"), ("odt", b"PK"), ("pdf", b"%PDF"), ("html", b"<!doctype")]
)
def test_the_advice_is_a_memo_with_the_table_behind_each_sentence(client, form, start) -> None:
    answer = client.get(f"/learn/advice/memo.{form}")
    assert answer.content.startswith(start)
    if form == "html":
        page = answer.content.decode()
        assert page.count("[1]") == 1
        assert "segregated neighbourhoods" in page
    assert client.get("/learn/advice/memo.rtf").status_code == 404


@pytest.fixture
def plan(partnership, people):
    """A plan whose action borrows from a practice about housing."""
    made = planned(partnership, people)
    connect(
        partnership,
        made.action,
        "borrows-from",
        Practice.objects.get(partnership=None, name="rotterdam-act"),
        by=None,
    )
    return made


ASKED = "country=FR&population=120000&degurba=1&region_class=transition"


def test_an_action_asks_each_fund_rule_by_rule(partnership, people, plan, signed_in) -> None:
    client = signed_in(people["expert"])
    place = f"/partnerships/{partnership.slug}/learn/money/{plan.action.key}/"
    page = client.get(f"{place}?{ASKED}&cost=600000&months=24&theme=housing").content.decode()
    assert "It pays at most 360,000 euros; the city pays 240,000" in page  # ERDF in a region in transition
    assert "Spent so far, euros" in page
    assert page.count("and what it demands") > 10
    again = client.get(place).content.decode()
    assert 'value="120000' in again  # remembered for the next action
    assert client.get(f"{place}?population=many").status_code == 400


@pytest.mark.parametrize(
    ("form", "start"), [("docx", b"PK"), ("odt", b"PK"), ("pdf", b"%PDF"), ("html", b"<!doctype")]
)
def test_the_fiche_of_an_action_for_a_fund(partnership, people, plan, signed_in, form, start) -> None:
    client = signed_in(people["observer"])
    place = f"/partnerships/{partnership.slug}/learn/money/{plan.action.key}/"
    answer = client.get(f"{place}erdf-programmes/fiche.{form}?{ASKED}&cost=600000&name=Tessemar")
    assert answer.content.startswith(start)
    if form == "html":
        page = answer.content.decode()
        assert "Tessemar, France" in page
        assert "It pays at most 360,000 euros" in page
        assert str(plan.action) in page


def test_a_fund_is_linked_to_an_action(partnership, people, plan, signed_in) -> None:
    place = f"/partnerships/{partnership.slug}/learn/money/{plan.action.key}/"
    assert signed_in(people["observer"]).post(f"{place}elena/pays/").status_code == 403
    signed_in(people["partner"]).post(f"{place}elena/pays/")
    words = [strand.words for strand in thread_of(plan.action, partnership, "expert")]
    assert "Can be paid by the fund" in words


def test_the_best_combination_spends_no_more_than_there_is(partnership, people, plan, signed_in) -> None:
    for action in partnership.actions.all():
        save_field(action, "cost", 100_000, current(action, "cost")[1], people["partner"])
    client = signed_in(people["partner"])
    place = f"/partnerships/{partnership.slug}/learn/money/"
    assert "Find the best combination" in client.get(place).content.decode()
    page = client.get(f"{place}?{ASKED}&own=100000").content.decode()
    assert page.count("the city alone") + page.count("Not paid for:") >= 1
    poor = client.get(f"{place}?{ASKED}&own=0").content.decode()
    assert "The city pays 0 euros" in poor
    assert client.get(f"{place}?{ASKED}&own=-1").status_code == 400


def test_barriers_are_said_without_a_name_and_shown_from_three_cities_on(
    partnership, people, signed_in, client
) -> None:
    place = f"/partnerships/{partnership.slug}/learn/obstacles/"
    said = {"fund": Fund.objects.get(name="elena").pk, "obstacle": "staff", "size": "under-50k"}
    partner = signed_in(people["partner"])
    for _ in range(3):
        partner.post(place, said)
    assert FundingBarrier.objects.count() == 1  # a city counts once
    assert "Demoville" not in str(FundingBarrier.objects.values().get())
    assert "Nobody has time" not in client.get("/learn/advice/").content.decode()
    for name in ("a", "b"):
        made = FundingBarrier.objects.get(city__regex="^[0-9a-f]{64}$")
        made.pk, made.city = None, name
        made.save()
    assert "Nobody has time to write the application" in client.get("/learn/advice/").content.decode()
    assert "[A]" in client.get("/learn/advice/memo.html").content.decode()
    assert signed_in(people["expert"]).post(place, said).status_code == 400  # for no city


CITIES = "city,population,poor\nA,30000,2\nB,400000,1\n"


def tables(grants: str = "city,euros\nA,60000\n"):
    files = {
        name: SimpleUploadedFile(f"{name}.csv", text.encode(), "text/csv")
        for name, text in (("cities", CITIES), ("grants", grants))
    }
    return {**files, "city": "city", "amount": "euros", "people": "population", "deprivation": "poor"}


def test_two_tables_show_who_got_the_money_and_are_not_kept(partnership, people, signed_in) -> None:
    client = signed_in(people["partner"])
    page = client.post(f"{partnership.get_absolute_url()}learn/allocation/", tables()).content.decode()
    assert "Of 1 cities with 250,000 to 500,000 inhabitants, 1 got nothing." in page
    assert page.count('<table class="numbers">') == 2
    assert "2.00</td>" in page


def test_a_table_that_cannot_be_read_is_said_in_the_reader_s_language(partnership, people, signed_in) -> None:
    client = signed_in(people["partner"])
    client.cookies["django_language"] = "fr"
    page = f"{partnership.get_absolute_url()}learn/allocation/"
    answer = client.post(page, tables("city,euros\nA,1\nB,\n"))
    assert answer.status_code == 400
    assert "il n’y a pas de nombre" in answer.content.decode()
