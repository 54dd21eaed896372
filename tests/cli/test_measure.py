"""The main job from the command line: a file in, a diagnosis out, in the user's terms."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from shapely.geometry import box

from isopolis.cli import cli
from isopolis.errors import InputError
from isopolis.measure.comparison import difference_interval
from isopolis.plan.documents import figures_schema


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, ["measure", *map(str, words)])


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A town of 30 areas in two districts; the newcomers live mostly in the south."""
    rng = np.random.default_rng(3)
    newcomers = np.r_[rng.integers(40, 80, 15), rng.integers(150, 300, 15)]
    others = rng.integers(400, 700, 30)
    table = pd.DataFrame(
        {
            "code": [f"A{i:02d}" for i in range(30)],
            "name": [f"Quarter {i}" for i in range(30)],
            "district": ["North"] * 15 + ["South"] * 15,
            "population": newcomers + others,
            "newcomers": newcomers,
            "others": others,
        }
    )
    path = tmp_path / "my_town.csv"
    table.to_csv(path, index=False)
    return path


def figures(folder: Path) -> pd.DataFrame:
    return pd.DataFrame(json.loads((folder / "figures.json").read_text())["figures"])


def test_a_file_becomes_a_diagnosis(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run(town, "--groups", "newcomers,others", "--out", out, "--replicates", 50)
    assert result.exit_code == 0, result.output
    for name in ("brief.html", "brief.pdf", "figures.csv", "figures.xlsx", "figures.json", "areas.parquet"):
        assert (out / name).stat().st_size > 0
        assert name in result.output
    table = figures(out)
    city = table[table["area"].isna() & (table["index"] == "dissimilarity")].iloc[0]
    counts = pd.read_csv(town)[["newcomers", "others"]].to_numpy(float)
    known = 0.5 * np.abs(counts[:, 0] / counts[:, 0].sum() - counts[:, 1] / counts[:, 1].sum()).sum()
    assert city["value"] == pytest.approx(known, abs=1e-9)
    assert city["low"] < city["value"] < city["high"]
    assert city["city"] == "my town"
    areas = table[table["area"].notna() & (table["index"] == "dissimilarity")]
    assert areas["value"].sum() == pytest.approx(known, abs=1e-9)
    assert city["sentence"] in (out / "figures.csv").read_text()


def test_the_same_seed_gives_the_same_figures(town: Path, tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        run(
            town, "--groups", "newcomers,others", "--out", tmp_path / name, "--seed", seed, "--replicates", 50
        )
    a, b, c = (figures(tmp_path / name) for name in "abc")
    pd.testing.assert_frame_equal(a, b)
    assert (a["value"] == c["value"]).mean() > 0.9
    assert not a["low"].equals(c["low"])


def test_each_value_of_a_column_is_a_city_whose_figures_do_not_depend_on_the_others(
    town: Path, tmp_path: Path
) -> None:
    both = run(town, "--groups", "newcomers,others", "--by", "district", "--out", tmp_path / "both")
    assert both.exit_code == 0, both.output
    assert "North" in both.output
    assert (tmp_path / "both" / "cities" / "south" / "brief.pdf").exists()
    south = tmp_path / "south.csv"
    pd.read_csv(town).query("district == 'South'").to_csv(south, index=False)
    run(south, "--groups", "newcomers,others", "--by", "district", "--out", tmp_path / "one")
    together = figures(tmp_path / "both").query("city == 'South'").reset_index(drop=True)
    alone = figures(tmp_path / "one").reset_index(drop=True)
    pd.testing.assert_frame_equal(
        together.drop(columns="provenance", errors="ignore"),
        alone.drop(columns="provenance", errors="ignore"),
    )


def test_french_is_french(town: Path, tmp_path: Path) -> None:
    result = run(town, "--groups", "newcomers,others", "--out", tmp_path / "fr", "--language", "fr")
    assert result.exit_code == 0, result.output
    assert "Écrit\u00a0:" in result.output
    assert 'lang="fr"' in (tmp_path / "fr" / "brief.html").read_text()


def test_an_earlier_date_stands_beside_the_later_one(town: Path, tmp_path: Path) -> None:
    earlier = pd.read_csv(town)
    earlier["newcomers"] = earlier["newcomers"].clip(upper=90)
    earlier["population"] = earlier["newcomers"] + earlier["others"]
    before = tmp_path / "before.csv"
    earlier.to_csv(before, index=False)
    result = run(town, "--groups", "newcomers,others", "--compare", before, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "more than chance alone" in result.output


def test_changed_boundaries_are_said(town: Path, tmp_path: Path) -> None:
    earlier = pd.read_csv(town)
    earlier["code"] = earlier["code"].str.replace("A0", "B0")
    before = tmp_path / "before.csv"
    earlier.to_csv(before, index=False)
    words = ["--groups", "newcomers,others", "--compare", before, "--replicates", 20]
    result = run(town, *words, "--out", tmp_path / "out")
    assert "20 of the 30 areas" in result.output
    assert "20 of the 30 areas" in (tmp_path / "out" / "figures.json").read_text()


def with_squares(table: pd.DataFrame, path: Path, side: float = 500) -> Path:
    """The areas in one row of rectangles, each as wide as it has ``width`` squares."""
    ends = 4_300_000 + side * table["width"].cumsum().to_numpy()
    shapes = [
        box(end - side * wide, 3_200_000, end, 3_200_000 + side)
        for end, wide in zip(ends, table["width"], strict=True)
    ]
    gpd.GeoDataFrame(table.drop(columns="width"), geometry=shapes, crs="EPSG:3035").to_file(path)
    return path


def test_an_earlier_date_is_brought_to_the_later_boundaries(town: Path, tmp_path: Path) -> None:
    """Two areas were one at the earlier date: it is split, and the brief says what that does."""
    now = pd.read_csv(town).assign(width=1)
    joined = now.groupby(now.index // 2).agg(
        {
            "code": "first",
            "name": "first",
            "population": "sum",
            "newcomers": "sum",
            "others": "sum",
            "width": "sum",
        }
    )
    then = pd.concat([joined.head(5), now.iloc[10:].drop(columns="district")])
    later = with_squares(now, tmp_path / "now.gpkg")
    earlier = with_squares(then, tmp_path / "then.gpkg")
    out = tmp_path / "out"
    words = ["--groups", "newcomers,others", "--compare", earlier, "--replicates", 50, "--out", out]
    result = run(later, *words)
    assert result.exit_code == 0, result.output
    assert "of its people live in areas that had to be split" in result.output
    document = json.loads((out / "figures.json").read_text())
    Draft202012Validator(figures_schema()).validate(document)
    first = document["change"][0]
    assert first["low"] < 0 < first["high"]
    assert first["before"] <= first["after"]  # a split area is taken to be the same all over
    assert len(pd.read_csv(out / "change.csv")) == len(document["change"])
    assert "Change since the earlier date" in (out / "brief.html").read_text()


def test_only_the_name_of_a_file_leaves(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(town, "--groups", "newcomers,others", "--out", out, "--replicates", 20)
    for path in (out / "figures.json", out / "figures.csv", out / "brief.html"):
        assert str(town.parent) not in path.read_text()
    assert "my_town.csv" in (out / "brief.html").read_text()


def test_the_figure_without_what_small_counts_add_stands_beside_the_plain_one(
    town: Path, tmp_path: Path
) -> None:
    run(town, "--groups", "newcomers,others", "--out", tmp_path / "out", "--replicates", 50)
    table = figures(tmp_path / "out")
    city = table[table["area"].isna() & (table["index"] == "dissimilarity")].iloc[0]
    assert city["low"] <= city["corrected"] <= city["high"]
    assert city["corrected"] < city["value"]


def test_the_interval_of_a_difference_holds_what_each_interval_allows() -> None:
    low, high = difference_interval((0.3, 0.25, 0.35), (0.3, 0.25, 0.35))
    assert low == pytest.approx(-high) == pytest.approx(-np.hypot(0.05, 0.05))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--groups", "newcomers,martians"], "martians"),
        (["--groups", "newcomers,newcomers"], "twice"),
        (["--groups", "newcomers,others,population"], "“population” holds the people of the other groups"),
        (["--groups", "newcomers,population"], "counted twice"),
        (["--groups", "rest"], "“rest” alone"),
        (["--groups", "newcomers,others", "--replicates", "5"], "20 or more, or 0"),
        (["--groups", "newcomers,others", "--by", "planet"], "planet"),
        (["--groups", "newcomers,others", "--language", "tlh"], "tlh"),
        (["--groups", "newcomers,others", "--profile", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], says: str, town: Path, tmp_path: Path) -> None:
    result = run(town, *words, "--out", tmp_path / "out")
    assert isinstance(result.exception, InputError)
    assert says in str(result.exception)


def test_a_file_in_the_place_of_the_folder_is_said(town: Path) -> None:
    result = run(town, "--out", town)
    assert isinstance(result.exception, InputError)
    assert "folder" in str(result.exception)


@pytest.mark.parametrize(
    ("file", "words", "city", "known"),
    [
        ("paris_iris_cs8_2011.gpkg", ["--groups", "C11_POP15P_CS3,C11_POP15P_CS6"], None, 0.3371),
        ("berlin_plr2021_population_mss.csv", ["--groups", "ausländer,rest"], None, 0.2260),
        ("netherlands_wijken2022.gpkg", ["--groups", "income_low", "--by", "municipality"], "GM0518", 0.164),
        ("europe/census2021_1km_12cities.csv.gz", ["--groups", "OTH,NAT", "--by", "city"], "milan", 0.245),
    ],
)
def test_known_answers_of_real_cities(
    file: str, words: list[str], city: str | None, known: float, real_data: Path, tmp_path: Path
) -> None:
    result = run(real_data / file, *words, "--out", tmp_path, "--replicates", 20, "--briefs", 1)
    assert result.exit_code == 0, result.output
    table = figures(tmp_path)
    found = table[table["area"].isna() & (table["index"] == "dissimilarity")]
    found = found if city is None else found[found["city"] == city]
    digits = len(str(known).split(".")[1])
    assert round(float(found["value"].iloc[0]), digits) == known


def test_columns_are_explained_and_a_profile_is_saved(town: Path, tmp_path: Path) -> None:
    profile = tmp_path / "town.toml"
    result = run("columns", town, "--save", profile)
    assert result.exit_code == 0, result.output
    assert "newcomers" in result.output
    read_with = run(town, "--profile", profile, "--out", tmp_path / "out", "--replicates", 20)
    assert read_with.exit_code == 0, read_with.output
    again = run("columns", town, "--save", tmp_path / "no" / "town.toml")
    assert isinstance(again.exception, InputError)


def test_neither_title_nor_language_changes_a_figure(town: Path, tmp_path: Path) -> None:
    tables = []
    for number, words in enumerate([("--title", "One"), ("--title", "Another", "--language", "fr")]):
        out = tmp_path / str(number)
        assert (
            run(town, "--groups", "newcomers,others", "--replicates", 50, "--out", out, *words).exit_code == 0
        )
        tables.append(figures(out)[["index", "value", "low", "high", "expected"]])
    pd.testing.assert_frame_equal(*tables, check_exact=True)


def test_an_earlier_file_may_have_a_profile_of_its_own(town: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.csv"
    earlier.write_text(town.read_text().replace("newcomers", "arrivals").replace("others", "settled"))
    profiles = []
    for new, old in (("newcomers", "others"), ("arrivals", "settled")):
        profile = tmp_path / f"{new}.toml"
        profile.write_text(
            'id = "code"\ntotal = "population"\n'
            f'[groups.new]\ncolumn = "{new}"\n[groups.old]\ncolumn = "{old}"\n'
        )
        profiles.append(profile)
    result = run(
        *(town, "--profile", profiles[0], "--groups", "new,old", "--replicates", 20),
        *("--compare", earlier, "--compare-profile", profiles[1], "--out", tmp_path / "out"),
    )
    assert result.exit_code == 0, result.output
    assert "chance alone could make this difference" in result.output


def test_groups_under_a_merged_heading_are_told_apart(town: Path, tmp_path: Path) -> None:
    lines = town.read_text().splitlines()
    table = tmp_path / "merged.csv"
    table.write_text("\n".join(["Town,,,,Origin,", *lines]))
    result = run(
        *(
            table,
            "--groups",
            "Origin: newcomers,Origin: others",
            "--replicates",
            20,
            "--out",
            tmp_path / "out",
        )
    )
    assert result.exit_code == 0, result.output
    assert set(figures(tmp_path / "out").query("index == 'dissimilarity'")["groups"]) == {
        "Origin: newcomers / Origin: others"
    }


def test_a_name_that_could_be_two_groups_is_refused(town: Path, tmp_path: Path) -> None:
    table = tmp_path / "slash.csv"
    table.write_text(town.read_text().replace("newcomers", "new / comers"))
    result = run(table, "--groups", "new / comers,others", "--out", tmp_path / "out")
    assert isinstance(result.exception, InputError)
    assert "new / comers" in str(result.exception)
