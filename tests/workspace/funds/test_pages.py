"""Pages of funds: answers with reasons in both languages, bad input said, a kind of the thread."""

from __future__ import annotations

import pytest

from isopolis.learn.funds.fund import funds
from isopolis.workspace.funds.models import Fund, shelve_catalogue
from isopolis.workspace.thread.kinds import kind

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
