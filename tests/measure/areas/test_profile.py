"""Profiles: written, read, refused with the entry that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from isopolis.errors import InputError
from isopolis.measure.areas import CountStatus, compose
from isopolis.measure.areas.formats import Profile, read
from isopolis.measure.areas.formats.known import PROFILES, known_profile
from isopolis.measure.areas.profile import Group, matching

TABLE = """\
code;quartier;hab;part_jeunes;vieux;riches;dont;revenu
01;Nord;1.000;12,5;100;50;–;21.500,5
02;Sud;2.000;10;–;150;3;18.250
03;Est;500;x;0;0;0;17.000
"""
PROFILE = """\
title = "Ville"
year = 2023
id = "code"
name = "quartier"
total = "hab"
income = "revenu"
decimal = ","
markers = {"–" = "zero"}

[groups.young]
column = "part_jeunes"
kind = "percent"
label = {en = "young people", fr = "jeunes"}

[groups.old_and_rich]
columns = ["vieux", "riches"]

[groups.of_them]
column = "dont"
within = "old_and_rich"

[attributes.half]
column = "code"
pattern = '0(\\d)'
template = "H{1}"
"""


def files(folder: Path, profile: str = PROFILE) -> tuple[Path, Path]:
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    (folder / "ville.toml").write_text(profile, encoding="utf-8")
    return folder / "table.csv", folder / "ville.toml"


def test_a_profile_maps_columns_to_groups(tmp_path: Path) -> None:
    table, profile = files(tmp_path)
    ville = read(table, profile=profile, language="fr")
    assert ville.groups == ("young", "old_and_rich", "of_them")
    assert ville.counts[:2, 0].tolist() == [125, 200]
    assert ville.status[:, 0].tolist() == [CountStatus.PERTURBED] * 2 + [CountStatus.SUPPRESSED]
    assert ville.counts[:, 1].tolist() == [150, 150, 0]
    assert ville.status[2, 1] == CountStatus.ZERO
    assert ville.label("young") == "jeunes"
    assert compose(ville, ("of_them", "rest")).counts[1].tolist() == [3, 147]
    assert ville.attributes["income"].tolist() == [21500.5, 18250, 17000]
    assert ville.attributes["half"].tolist() == ["H1", "H2", "H3"]
    assert (ville.source.title, ville.source.year, ville.source.reader) == ("Ville", 2023, "ville.toml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "code"', 'id = "kode"', "kode"),
        ('total = "hab"', "", "share of the total"),
        ('kind = "percent"', 'kind = "per cent"', "groups.young.kind"),
        ('kind = "percent"', 'typ = "percent"', "groups.young.typ"),
        ('column = "dont"', "", "groups.of_them"),
        ('decimal = ","', 'decimal = ","\nthousands = ","', "same sign"),
        ('title = "Ville"', 'title = "Ville', "not TOML"),
        ('markers = {"–" = "zero"}', 'markers = {"–" = "none"}', "markers"),
        ('decimal = ","', 'decimal = "."', "revenu|hab"),
    ],
)
def test_a_wrong_profile_is_refused_with_its_entry(tmp_path: Path, old: str, new: str, said: str) -> None:
    table, profile = files(tmp_path, PROFILE.replace(old, new))
    with pytest.raises(InputError, match=said) as caught:
        read(table, profile=profile)
    assert caught.value.remedy


def test_a_profile_that_is_absent_or_no_text_is_refused(tmp_path: Path) -> None:
    table, _ = files(tmp_path)
    (tmp_path / "noise.toml").write_bytes(b"\xff\xfe\x00\x81")
    for path in (tmp_path / "absent.toml", tmp_path / "noise.toml"):
        with pytest.raises(InputError) as caught:
            read(table, profile=path)
        assert caught.value.file == str(path)


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_that_comes_with_isopolis_survives_being_written(name: str) -> None:
    profile = known_profile(name)
    assert Profile.parse(profile.to_toml()) == profile


def test_what_is_written_is_commented_and_quoted() -> None:
    profile = Profile(id='a "b"\\c', groups={"ältere / 65+": Group(column="ä")}, markers={"<5": "suppressed"})
    written = profile.to_toml({"ältere / 65+": "people: whole numbers"})
    assert "# people: whole numbers" in written
    assert Profile.parse(written) == profile


def test_columns_are_found_whatever_their_case_and_blanks() -> None:
    columns = ["\ufeffPLR-ID", "Status-Index  (sum) ", "C11_POP15P_CS1"]
    assert matching("plr-id", columns) == ["\ufeffPLR-ID"]
    assert matching(("absent", "status-index (sum)"), columns) == ["Status-Index  (sum) "]
    assert matching("/c\\d\\d_.*/", columns) == ["C11_POP15P_CS1"]
