"""A rule makes the priority neighbourhoods that a hand count makes."""

import time
from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.areas import Areas, CountStatus, status_of
from isopolis.measure.areas.grid import Cells
from isopolis.measure.priority import (
    DECISION_COLUMNS,
    Computed,
    HandMade,
    PriorityResult,
    priority_areas,
    read_rule,
    rule_from_toml,
)

L, H = 9_000.0, 20_000.0
"""A low and a high income."""
NAN = float("nan")
RULE = rule_from_toml(
    """
    title = {en = "test"}
    [[criteria]]
    name = "income"
    below = 10_000
    [zone]
    minimum_people = 1_000
    """
)
QUEEN = RULE.model_copy(update={"zone": RULE.zone.model_copy(update={"contiguity": "queen"})})


def statuses(result: PriorityResult) -> dict[str, str]:
    return dict(zip(result.areas["area"], result.areas["status"], strict=True))


def test_areas_that_touch_and_are_poor_make_a_neighbourhood_and_a_small_group_does_not(grid) -> None:
    result = priority_areas(grid([[L, L, H, L], [L, H, H, H], [H, H, L, L]]), RULE)
    assert result.neighbourhoods[["zone", "people", "areas", "income"]].to_numpy().tolist() == [
        ["1", 1200.0, 3, 9000.0]
    ]
    assert result.zones["status"].tolist() == ["in", "out", "out"]
    assert [area for area, status in statuses(result).items() if status == "in"] == ["r0c0", "r0c1", "r1c0"]
    assert result.areas.set_index("area").loc["r2c2", "why"] == "small_zone"


def test_the_minimum_is_reached_at_exactly_the_minimum(grid) -> None:
    assert len(priority_areas(grid([[L, L, H]], 500.0), RULE).neighbourhoods) == 1
    assert len(priority_areas(grid([[L, L, H]], 499.5), RULE).neighbourhoods) == 0


def test_an_income_equal_to_the_threshold_is_not_below_it(grid) -> None:
    assert statuses(priority_areas(grid([[10_000.0]], 2000.0), RULE)) == {"r0c0": "out"}


def test_a_corner_joins_as_queen_and_not_as_rook(grid) -> None:
    city = grid([[L, H], [H, L]], 600.0)
    assert len(priority_areas(city, RULE).neighbourhoods) == 0
    assert priority_areas(city, QUEEN).neighbourhoods["people"].tolist() == [1200.0]


def test_polygons_touch_as_their_cells_do(grid) -> None:
    picture = [[L, H, L, L], [H, L, L, H], [L, L, H, L]]
    city = grid(picture, 600.0)
    drawn = replace(city.with_geometry(), cells=None)
    for rule in (RULE, QUEEN):
        assert statuses(priority_areas(drawn, rule)) == statuses(priority_areas(city, rule))


def test_borders_that_do_not_match_touch_within_the_tolerance(grid) -> None:
    city = grid([[L, L], [H, L]], 600.0)
    shrunk = city.with_geometry().geometry.buffer(-2.0, join_style="mitre")
    drawn = replace(city, cells=None, geometry=shrunk)
    assert len(priority_areas(drawn, RULE).neighbourhoods) == 0
    assert priority_areas(drawn, RULE, tolerance=5.0).neighbourhoods["people"].tolist() == [1800.0]
    corner = replace(drawn, attributes=pd.DataFrame({"income": [L, H, H, L]}))
    assert len(priority_areas(corner, RULE, tolerance=5.0).neighbourhoods) == 0
    assert len(priority_areas(corner, QUEEN, tolerance=6.0).neighbourhoods) == 1


def test_an_unknown_income_neither_passes_nor_fails(grid) -> None:
    result = priority_areas(grid([[L, L, L, NAN, H]]), RULE)
    assert list(statuses(result).values()) == ["in", "in", "in", "unknown", "out"]
    assert result.zones["open_areas_beside"].tolist() == [1]
    row = result.decisions.query("area == 'r0c3'").iloc[0]
    assert (row["outcome"], row["reason"]) == ("unknown", "not known")


def test_a_group_that_needs_an_unknown_area_to_be_large_enough_is_undecided(grid) -> None:
    result = priority_areas(grid([[L, L, NAN, H, L]]), RULE)
    assert list(statuses(result).values()) == ["unknown", "unknown", "unknown", "out", "out"]
    assert result.zones["status"].tolist() == ["unknown", "out"]
    assert result.zones["people_with_open_areas"].tolist() == [1200.0, 400.0]
    assert any("Undecided" in sentence for sentence in result.sentences(Language("en")))


def test_an_unknown_number_of_people_leaves_its_group_undecided(grid) -> None:
    result = priority_areas(grid([[L, L]], [[400.0, NAN]]), RULE)
    assert result.zones["status"].tolist() == ["unknown"]


def test_a_filled_in_income_decides_only_when_it_is_allowed_to(grid) -> None:
    city = grid([[L, L, L]])
    status = city.total_status.copy()
    status[1] = CountStatus.IMPUTED
    city = replace(city, total_status=status)
    result = priority_areas(city, RULE)
    assert list(statuses(result).values()) == ["unknown"] * 3
    assert result.decisions.query("area == 'r0c1'")["reason"].tolist() == ["imputed"]
    assert list(statuses(priority_areas(city, RULE, use_imputed=True)).values()) == ["in"] * 3


def test_an_exception_overrides_the_rule_and_is_on_record(grid) -> None:
    said = {"who": "council", "when": date(2026, 3, 1)}
    exceptions = [
        HandMade("r0c2", True, "new housing estate", **said),
        HandMade("r0c0", False, "barracks", **said),
    ]
    result = priority_areas(grid([[L, L, H, L]], 500.0), RULE, exceptions=exceptions)
    assert list(statuses(result).values()) == ["out", "in", "in", "in"]
    assert result.areas["by_hand"].tolist() == [True, False, True, False]
    log = result.decisions[result.decisions["step"] == "exception"]
    assert log[["area", "outcome", "reason", "who", "when"]].to_numpy().tolist() == [
        ["r0c2", "put in", "new housing estate", "council", date(2026, 3, 1)],
        ["r0c0", "taken out", "barracks", "council", date(2026, 3, 1)],
    ]
    assert result.zones["meets:income"].tolist() == [False]
    sentences = result.sentences(Language("en"))
    assert any("no longer meet the criterion “income” as a whole: 1." in one for one in sentences)


def test_every_decision_leaves_a_row(grid) -> None:
    result = priority_areas(grid([[L, L, H], [L, NAN, H]]), RULE, name="Townsville")
    assert tuple(result.decisions.columns) == DECISION_COLUMNS
    assert result.decisions["step"].value_counts().to_dict() == {"criterion": 6, "city": 1, "zone": 1}
    first = result.decisions.query("step == 'criterion'").iloc[0]
    assert (first["city"], first["area"], first["value"], first["threshold"], first["outcome"]) == (
        "Townsville",
        "r0c0",
        L,
        10_000.0,
        "yes",
    )


@pytest.mark.parametrize(
    "exception",
    [
        {"area": "nowhere", "reason": "r", "who": "w"},
        {"area": "r0c0", "reason": " ", "who": "w"},
        {"area": "r0c0", "reason": "r", "who": ""},
    ],
)
def test_an_exception_that_nobody_answers_for_or_for_no_area_is_refused(grid, exception) -> None:
    with pytest.raises(InputError):
        priority_areas(
            grid([[L]]), RULE, exceptions=[HandMade(include=True, when=date(2026, 1, 1), **exception)]
        )


def test_two_exceptions_for_one_area_are_refused(grid) -> None:
    one = HandMade("r0c0", True, "r", "w", date(2026, 1, 1))
    with pytest.raises(InputError, match="two exceptions"):
        priority_areas(grid([[L]]), RULE, exceptions=[one, one])


class TestFrenchRule:
    """Decree 2014-767: S = 0.6 x (0.7 national + 0.3 urban unit), Paris 0.3 and 0.7."""

    rule = read_rule("politique_de_la_ville")

    @pytest.mark.parametrize(
        ("people", "threshold"), [(50_000.0, 0.6 * (14_000 + 5_400)), (6_000_000.0, 0.6 * (6_000 + 12_600))]
    )
    def test_the_threshold_follows_the_formula(self, grid, people, threshold) -> None:
        result = priority_areas(
            grid([[L, H]], 2000.0),
            self.rule,
            name="V",
            references={"national": 20_000, "urban_unit": {"V": 18_000}},
            city_people={"V": people},
        )
        assert result.zones["threshold:income"].iloc[0] == pytest.approx(threshold)
        unverified = [one for one in result.sentences(Language("en")) if "not been checked" in one]
        assert len(unverified) == (people > 5_000_000)

    @pytest.mark.parametrize(("people", "found"), [(9_901.0, 1), (9_900.0, 0)])
    def test_the_urban_unit_is_rounded_up_to_the_next_hundred(self, grid, people, found) -> None:
        result = priority_areas(
            grid([[L, H]], 2000.0),
            self.rule,
            name="V",
            references={"national": 20_000, "urban_unit": 18_000},
            city_people={"V": people},
        )
        assert len(result.neighbourhoods) == found
        assert (result.areas["why"].iloc[0] == "small_city") == (not found)

    def test_it_says_that_means_stand_for_medians_and_what_the_law_asks(self, grid) -> None:
        result = priority_areas(
            grid([[L, H]], 9000.0),
            self.rule,
            references={"national": 20_000, "urban_unit": Computed.CITY_MEDIAN},
        )
        english, french = (" ".join(result.sentences(Language(code))) for code in ("en", "fr"))
        assert "means the median of “income”; the areas give the mean" in english
        assert "la moyenne" in french
        assert "niveau de vie moyen" in french

    def test_a_missing_reference_is_an_error(self, grid) -> None:
        with pytest.raises(InputError, match="urban_unit"):
            priority_areas(grid([[L]]), self.rule, references={"national": 20_000})
        with pytest.raises(InputError, match="not given for “V”"):
            priority_areas(
                grid([[L]]), self.rule, name="V", references={"national": 2e4, "urban_unit": {"W": 1.0}}
            )


def test_each_city_has_its_own_threshold_and_no_zone_crosses_its_border(grid) -> None:
    rule = rule_from_toml(
        """
        title = {en = "relative"}
        [[criteria]]
        name = "income"
        below = {factor = 0.6, weights = {city = 1}}
        """
    )
    city = grid([[10.0, 10.0, 55.0, 60.0, 110.0, 110.0]], city=[["a", "a", "b", "b", "b", "b"]])
    result = priority_areas(city, rule, by="town", references={"city": {"a": 20.0, "b": 100.0}})
    assert result.zones[["zone", "areas"]].to_numpy().tolist() == [["a 1", 2], ["b 1", 1]]


def test_areas_of_no_city_are_out_and_it_is_said_why(grid) -> None:
    city = grid([[L, L]], 2000.0, city=[["a", None]])
    result = priority_areas(city, RULE, by="town")
    assert result.areas["why"].tolist() == ["meets", "no_city"]
    assert result.areas["city"].isna().tolist() == [False, True]


def test_the_poorest_fifth_of_the_people_is_taken(grid) -> None:
    rule = rule_from_toml('title = {en = "fifth"}\n[[criteria]]\nname = "income"\nlowest = 0.2')
    result = priority_areas(grid([[5.0, 3.0, 4.0, 1.0, 2.0]]), rule)
    assert list(statuses(result).values()) == ["out", "out", "out", "in", "out"]
    top = rule_from_toml('title = {en = "top"}\n[[criteria]]\nname = "income"\nhighest = 0.4')
    assert list(statuses(priority_areas(grid([[5.0, 3.0, 4.0, 1.0, 2.0]]), top)).values()) == [
        "in",
        "out",
        "in",
        "out",
        "out",
    ]


def test_criteria_combine_with_what_is_unknown(grid) -> None:
    text = """
    title = {en = "two"}
    combine = "%s"
    [[criteria]]
    name = "income"
    below = 10_000
    [[criteria]]
    name = "poverty"
    at_least = 0.4
    """
    city = grid([[L, L, H, NAN, NAN]], poverty=[[0.5, 0.1, 0.5, 0.5, 0.1]])
    both = priority_areas(city, rule_from_toml(text % "all"))
    assert list(statuses(both).values()) == ["in", "out", "out", "unknown", "out"]
    either = priority_areas(city, rule_from_toml(text % "any"))
    assert list(statuses(either).values()) == ["in", "in", "in", "in", "unknown"]


def test_an_index_is_the_weighted_sum_of_standardised_columns(grid) -> None:
    rule = rule_from_toml(
        """
        title = {en = "index"}
        [[criteria]]
        name = "deprivation"
        weights = {poverty = 2, income = -1}
        at_least = 0.0
        """
    )
    income, poverty = np.array([10.0, 20.0, 30.0, 40.0]), np.array([0.4, 0.1, 0.3, 0.0])
    result = priority_areas(grid([income.tolist()], poverty=[poverty.tolist()]), rule)
    expected = 2 * (poverty - poverty.mean()) / poverty.std() - (income - income.mean()) / income.std()
    np.testing.assert_allclose(result.areas["deprivation"], expected)
    assert list(statuses(result).values()) == ["in", "out", "in", "out"]


def test_a_share_of_a_group_can_be_the_criterion() -> None:
    counts = np.array([[300.0], [100.0], [np.nan]])
    total = np.full(3, 1000.0)
    areas = Areas(
        np.array(list("pqr"), dtype=object),
        ("poor",),
        counts,
        status_of(counts),
        total,
        status_of(total),
        cells=Cells(np.array([0, 200, 400]), np.zeros(3, int), np.full(3, 200)),
    )
    rule = rule_from_toml('title={en="p"}\n[[criteria]]\nname="poor"\ncolumn="share:poor"\nat_least=0.25')
    assert list(statuses(priority_areas(areas, rule)).values()) == ["in", "out", "unknown"]


def test_zones_and_areas_are_drawn(grid) -> None:
    result = priority_areas(grid([[L, L, H], [L, H, H]]), RULE)
    zones = result.to_geodataframe()
    assert zones.crs == "EPSG:3035"
    assert zones.geometry.area.tolist() == [3 * 200 * 200]
    assert result.to_geodataframe("areas").shape[0] == 6


def test_areas_without_shapes_are_refused(grid) -> None:
    with pytest.raises(InputError, match="no shapes"):
        priority_areas(replace(grid([[L]]), cells=None), RULE)


def test_text_in_the_income_column_is_refused(grid) -> None:
    city = replace(grid([[L, L]]), attributes=pd.DataFrame({"income": ["9000", "n/a"]}))
    with pytest.raises(InputError, match="not a number"):
        priority_areas(city, RULE)


def test_nothing_in_need_is_no_error(grid) -> None:
    result = priority_areas(grid([[H, H]]), RULE)
    assert len(result.zones) == 0
    assert len(result.to_geodataframe()) == 0
    assert result.sentences(Language("en"))[0].startswith("0 priority neighbourhoods")


def test_dutch_districts_with_many_poor_people_join(real_data) -> None:
    table = gpd.read_file(real_data / "netherlands_wijken2022.gpkg")
    total = table["population"].to_numpy(float)
    areas = Areas(
        table["code"].to_numpy(object),
        (),
        np.empty((len(table), 0)),
        np.empty((len(table), 0), dtype=np.uint8),
        total,
        status_of(total),
        geometry=table.geometry,
        attributes=table[["income_low"]].astype(float),
    )
    text = 'title={en="p"}\n[[criteria]]\nname="income_low"\nat_least=55\n[zone]\nminimum_people=10000'
    result = priority_areas(areas, rule_from_toml(text), statistic="rate", tolerance=1.0)
    member = result.areas["status"] == "in"
    assert (table.loc[member, "income_low"] >= 55).all()
    assert (result.neighbourhoods["people"] >= 10_000).all()
    assert result.neighbourhoods["people"].sum() == table.loc[member, "population"].sum()
    unknown = table["income_low"].isna().to_numpy()
    assert (result.areas.loc[unknown, "status"] == "unknown").all()
    parts = result.to_geodataframe().explode()
    assert len(parts) >= len(result.zones)


def test_a_hundred_thousand_cells_are_judged_and_joined_in_a_second() -> None:
    rng = np.random.default_rng(11)
    side = 316
    x, y = np.meshgrid(np.arange(side) * 200, np.arange(side) * 200)
    n = side * side
    total = rng.integers(1, 300, n).astype(float)
    areas = Areas(
        np.arange(n).astype(str).astype(object),
        (),
        np.empty((n, 0)),
        np.empty((n, 0), dtype=np.uint8),
        total,
        status_of(total),
        cells=Cells(x.ravel(), y.ravel(), np.full(n, 200)),
        attributes=pd.DataFrame({"income": rng.normal(15_000, 4_000, n)}),
    )
    priority_areas(areas.take(np.arange(10)), RULE)
    start = time.process_time()
    result = priority_areas(areas, RULE)
    assert time.process_time() - start < 1.0
    assert len(result.neighbourhoods) > 0


def test_a_published_result_names_no_number_about_few_people(grid) -> None:
    people = [[5.0, 600.0, 700.0, 3.0, 400.0, 900.0]]
    result = priority_areas(grid([[L, L, L, H, H, L]], people), RULE, name="V")
    shown = result.protected(10)
    hidden = shown.areas["people"].isna()
    assert hidden.tolist() == [True, True, False, True, True, False]
    assert shown.areas.loc[hidden, "income"].isna().all()
    assert shown.areas[["status", "zone", "why"]].equals(result.areas[["status", "zone", "why"]])
    log = shown.decisions[shown.decisions["area"].isin(shown.areas["area"][hidden])]
    assert log["value"].isna().all()
    assert shown.decisions["value"].notna().sum() == result.decisions["value"].notna().sum() - 4
    assert shown.sentences(Language("en")) == result.sentences(Language("en"))
    assert shown.to_geodataframe()["people"].tolist() == result.zones["people"].tolist()


def test_a_zone_of_few_people_is_published_without_its_numbers(grid) -> None:
    result = priority_areas(grid([[L, H, L, H]], [[5.0, 600.0, 700.0, 800.0]]), RULE)
    shown = result.protected(10)
    assert result.zones["people"].tolist() == [700, 5]
    assert shown.zones["people"].isna().tolist() == [False, True]
    assert shown.decisions.query("zone == '2'")["value"].isna().all()


def test_every_sentence_is_translated() -> None:
    from isopolis.measure.priority import perimeter, result  # noqa: PLC0415

    texts = [
        value
        for module in (perimeter, result)
        for name, value in vars(module).items()
        if name.startswith("_") and name.isupper() and isinstance(value, str)
    ]
    assert len(texts) > 10
    for text in (*texts, *result._STATISTICS):
        assert Language("fr").text(text) != text
