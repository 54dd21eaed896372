"""Indicators that are figures: a published version gives a value by the method of the baseline."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from isopolis.plan.indicators.indicator import ComputedBy, Indicator, IndicatorKind, Reading
from isopolis.workspace.measure.models import City, Dataset, Diagnosis, Figure
from isopolis.workspace.plan.records import plan_record, store_plan
from plans import sound_action, sound_plan

pytestmark = pytest.mark.django_db
METHOD = "isopolis measure: isolation"


def version(city: City, number: int, year: int, value: float | None, *, published: bool = True) -> Diagnosis:
    file = Dataset.objects.create(city=city, number=number, name="t.csv", sha256="0", size=1)
    made = Diagnosis.objects.create(
        city=city, dataset=file, number=number, year=year, status="done",
        published_at=timezone.now() if published else None,
    )  # fmt: skip
    low, high = (None, None) if value is None else (value - 0.01, value + 0.01)
    status = "suppressed" if value is None else "observed"
    Figure.objects.create(
        diagnosis=made, index="isolation", groups="a / b", value=value, low=low, high=high, status=status
    )
    return made


@pytest.fixture
def made(partnership, people):
    indicator = Indicator(
        key="isolation", title="Isolation of women", kind=IndicatorKind.RESULT, direction="down", decimals=3,
        baseline=Reading(on=date(2020, 1, 1), value=0.3, low=0.29, high=0.31, method=METHOD),
        computed_by=ComputedBy(index="isolation", groups="a / b", city="Demoville"),
    )  # fmt: skip
    store_plan(partnership, sound_plan(sound_action(indicators=(indicator,))), people["partner"])
    city = City.objects.create(partnership=partnership, name="Demoville", slug="demoville")
    return city, f"/partnerships/{partnership.slug}/plan/actions/bridge/indicators/"


def test_a_later_version_is_taken_over_with_interval_and_version(
    partnership, people, signed_in, made
) -> None:
    city, url = made
    version(city, 1, 2018, 0.33)
    later = version(city, 2, 2026, 0.2)
    client = signed_in(people["partner"])
    page = client.get(url).content.decode()
    assert "0.200 (0.190 to 0.210), 2026" in page
    assert ">better<" in page
    assert "not later than the baseline" in page
    answer = client.post(url, {"indicator": "isolation", "version": later.pk})
    assert answer.status_code == 302
    reading = plan_record(partnership).actions[0].indicators[0].latest
    assert (reading.value, reading.low, reading.high) == (0.2, pytest.approx(0.19), pytest.approx(0.21))
    assert (reading.source, reading.method) == ("Demoville (2026), version 2", METHOD)
    assert "taken over" in client.get(url).content.decode()


def test_earlier_hidden_and_unpublished_versions_are_not_taken(partnership, people, signed_in, made) -> None:
    city, url = made
    versions = [version(city, 1, 2018, 0.33), version(city, 2, 2026, None)]
    secret = version(city, 3, 2027, 0.1, published=False)
    client = signed_in(people["partner"])
    before = plan_record(partnership)
    for one in (*versions, secret):
        assert client.post(url, {"indicator": "isolation", "version": one.pk}).status_code == 200
    assert plan_record(partnership) == before
    assert "0.100" not in client.get(url).content.decode()


def test_the_change_stands_beside_that_of_a_city_without_the_action(
    partnership, people, signed_in, made
) -> None:
    city, url = made
    later = version(city, 2, 2026, 0.2)
    client = signed_in(people["partner"])
    client.post(url, {"indicator": "isolation", "version": later.pk})
    assert "No comparison is possible yet" in client.get(url).content.decode()
    other = City.objects.create(partnership=partnership, name="Elsewhere", slug="elsewhere")
    version(other, 1, 2020, 0.3)
    version(other, 2, 2026, 0.29)
    page = client.get(url).content.decode()
    assert "It moved by -0.100 here and by -0.010 in Elsewhere: 0.090 more towards the target" in page
