"""A file that nobody described: what its columns are is proposed, with the reason, or asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from isopolis.errors import InputError
from isopolis.measure.areas import compose
from isopolis.measure.areas.formats import Profile, columns, propose_profile, read, reasons


def write(folder: Path, content: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


BARRIS = """\
codi_barri;Nom;Població;Homes;Dones;Espanyola;Estrangera;Renda mitjana;Superfície (ha);lon;lat;pct_atur
080101;el Raval;47986;26016;21970;24000;23986;14000,5;109,8;2,169;41,380;9,1
080102;el Gòtic;16240;8711;7529;9000;7240;17000,5;84,2;2,177;41,383;7,2
080103;la Barceloneta;15101;7659;7442;11000;4101;16500,5;131,4;2,189;41,380;8,3
080104;Sant Pere;22923;11525;11398;15000;7923;19000,5;111,2;2,181;41,387;6,4
080205;el Fort Pienc;32048;14870;17178;28000;4048;24000,5;92,9;2,182;41,398;5,5
"""


def test_an_unknown_table_is_understood(tmp_path: Path) -> None:
    path = write(tmp_path, BARRIS.replace("Població", "Population").replace("Renda", "Income"))
    barris = read(path)
    assert barris.ids[0] == "080101"
    assert barris.groups == ("Homes", "Dones", "Espanyola", "Estrangera")
    assert set(barris.partitions.values()) == {("Homes", "Dones"), ("Espanyola", "Estrangera")}
    assert barris.geometry is not None
    assert barris.geometry.crs == "EPSG:4326"
    assert compose(barris, ("Estrangera", "rest")).counts.sum() == barris.total.sum()
    table = columns(path).set_index("column")
    assert table.loc["codi_barri", "role"] == "id"
    assert table.loc["Nom", "role"] == "name"
    assert table.loc["Population", "role"] == "total"
    assert table.loc["Income mitjana", "role"] == "income"
    assert table.loc["pct_atur", "role"] == "share"
    assert table.loc["Homes", "observed"] == 5
    assert table["reason"].str.len().min() > 3


def test_a_proposal_is_saved_and_read_back(tmp_path: Path) -> None:
    path = write(tmp_path, BARRIS.replace("Població", "Population"))
    profile = propose_profile(path)
    saved = write(tmp_path, profile.to_toml(reasons(path)), "profile.toml")
    assert Profile.load(saved) == profile
    assert (read(path, profile=saved).counts == read(path).counts).all()


def test_percentages_that_add_up_to_100_are_of_everybody(tmp_path: Path) -> None:
    lines = [f"A{i};{1000 + 100 * i};{20 + i};{50 - 2 * i};{30 + i}" for i in range(6)]
    areas = read(write(tmp_path, "\n".join(["code;population;p_young;p_middle;p_old", *lines])))
    assert areas.counts[0].tolist() == [200, 500, 300]
    assert list(areas.partitions.values()) == [("p_young", "p_middle", "p_old")]


def test_a_column_that_the_user_names_needs_no_total_and_no_code(tmp_path: Path) -> None:
    path = write(tmp_path, "cats;dogs;note\n12;3;a\n9;9;a\n0;4;b\n")
    with pytest.raises(InputError, match="code"):
        read(path)
    pets = read(path, columns=("cats", "dogs"))
    assert pets.ids.tolist() == ["2", "3", "4"]
    assert compose(pets, ("cats", "dogs")).counts.tolist() == [[12, 3], [9, 9], [0, 4]]


def test_a_column_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = write(tmp_path, BARRIS.replace("Població", "Population"))
    with pytest.raises(InputError, match="Estrangeres") as caught:
        read(path, columns=("Estrangeres", "rest"))
    assert "Estrangera" in str(caught.value.expected)


def test_scores_are_not_counts(real_data: Path) -> None:
    with pytest.raises(InputError, match="K02"):
        read(real_data / "berlin_plr2021_population_mss.csv", columns=("K02",))


def test_a_long_table_is_recognised(real_data: Path) -> None:
    schools = read(real_data / "segregation_reference" / "schools05.csv")
    assert schools.groups == ("asian", "black", "hisp", "native", "white")
    assert len(schools) == 1920


def test_a_question_with_several_answers_is_asked(real_data: Path) -> None:
    with pytest.raises(InputError, match="several columns could be the total") as caught:
        read(real_data / "occitanie_qpv2015_stats.csv")
    assert "isopolis measure columns" in str(caught.value.remedy)


@pytest.mark.parametrize(
    "name",
    ["berlin_plr2021_population_mss.csv", "netherlands_wijken2022.gpkg", "paris_iris_cs8_2011.gpkg",
     "occitanie_qpv2015_stats.csv", "helsinki_population_grid_2020.gpkg",
     "europe/census2021_1km_12cities.csv.gz"],
)  # fmt: skip
def test_the_columns_of_real_files_are_shown(real_data: Path, name: str) -> None:
    table = columns(real_data / name)
    assert len(table) > 1
    assert table["role"].notna().all()
