"""A rule is read, or refused with the key that is wrong."""

import pytest

from isopolis.errors import InputError
from isopolis.measure.priority import builtin_rules, read_rule, rule_from_toml

HEAD = 'title = {en = "t"}\n'


def test_every_rule_that_comes_along_is_read_and_titled_in_both_languages() -> None:
    for name in builtin_rules():
        assert {"en", "fr"} <= set(read_rule(name).title)


def test_a_rule_is_read_from_a_file(tmp_path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(HEAD + '[[criteria]]\nname = "income"\nbelow = 9', encoding="utf-8")
    assert read_rule(file).criteria[0].below == 9


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("= nonsense", "not TOML"),
        (HEAD, "criteria"),
        (HEAD + "criteria = []", "criteria"),
        (HEAD + '[[criteria]]\nname = "income"', "give one of below"),
        (HEAD + '[[criteria]]\nname = "income"\nbelow = 1\nat_least = 2', "give one of below"),
        (HEAD + '[[criteria]]\nname = "income"\nunder = 1', "under"),
        (HEAD + '[[criteria]]\nname = "income"\nlowest = 20', "lowest"),
        (
            HEAD + '[[criteria]]\nname = "i"\nbelow = {factor = 0.6, weights = {a = 0.7, b = 0.7}}',
            "add up to 1",
        ),
        (HEAD + '[[criteria]]\nname = "i"\ncolumn = "a"\nweights = {b = 1}\nbelow = 1', "not both"),
        (HEAD + '[[criteria]]\nname = "i"\nbelow = 1\n[zone]\ncontiguity = "bishop"', "zone.contiguity"),
        (
            HEAD + '[[criteria]]\nname="i"\nbelow=1\n[[criteria.large_cities]]\nminimum_people=5\nat_least=2',
            "not the condition",
        ),
    ],
)
def test_a_rule_that_makes_no_sense_says_where(text, says) -> None:
    with pytest.raises(InputError) as error:
        rule_from_toml(text)
    assert says in str(error.value)
    assert error.value.remedy


def test_an_unknown_rule_names_those_that_exist(tmp_path) -> None:
    with pytest.raises(InputError, match="politique_de_la_ville"):
        read_rule("qpv")
    binary = tmp_path / "x.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not text"):
        read_rule(binary)
