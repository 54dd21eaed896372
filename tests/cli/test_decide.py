"""`isopolis decide`: what it says, what it writes, and how it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from isopolis.cli import cli
from isopolis.errors import InputError


def run(*arguments: object) -> str:
    done = CliRunner().invoke(cli, ["decide", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def votes(tmp_path):
    """Sixty people in two camps on ten statements."""
    random = np.random.default_rng(1)
    opinion = random.choice([-1, 1], (2, 10))
    rows = [
        (person, statement, opinion[person % 2, statement])
        for person in range(60)
        for statement in range(10)
        if random.random() < 0.9
    ]
    path = tmp_path / "votes.csv"
    pd.DataFrame(rows, columns=["voter-id", "comment-id", "vote"]).to_csv(path, index=False)
    return path


def test_opinion_groups_are_said_and_written(votes, tmp_path) -> None:
    said = run("opinions", votes, "--out", tmp_path / "out", "--draws", 5)
    assert "60 people voted" in said
    assert "2 opinion groups" in said
    assert "stable" in said
    people = pd.read_csv(tmp_path / "out" / "people.csv")
    assert people.groupby(people["person"] % 2)["group"].nunique().tolist() == [1, 1]
    first = (tmp_path / "out" / "people.csv").read_bytes()
    run("opinions", votes, "--out", tmp_path / "out", "--draws", 5)
    assert (tmp_path / "out" / "people.csv").read_bytes() == first


def test_it_speaks_french(votes) -> None:
    assert "groupes d’opinion" in run("opinions", votes, "--draws", 2, "--language", "fr")


def test_those_who_came_are_compared_with_the_city(tmp_path) -> None:
    people, city = tmp_path / "people.csv", tmp_path / "margins.csv"
    people.write_text("_id,age\n" + "\n".join(["1,young"] * 10 + ["2,old"] * 40) + "\n")
    city.write_text("attribute,category,people\nage,young,500\nage,old,500\n")
    said = run("represent", people, city, "--more", 10, "--out", tmp_path)
    assert "too few" in said
    assert "Invite next, by age: young 10" in said
    assert pd.read_csv(tmp_path / "representation.csv")["ratio"].tolist() == [0.4, 1.6]


def test_similar_proposals_are_listed(tmp_path) -> None:
    path = tmp_path / "proposals.csv"
    path.write_text("title,idea\nNight buses,Buses at night\nBus de nuit,Des bus la nuit\nTrees,More trees\n")
    said = run("similar", path, "--out", tmp_path)
    assert "1 pairs of 3 proposals" in said
    assert pd.read_csv(tmp_path / "similar.csv")["other_row"].tolist() == [3]


def test_a_vote_that_is_none_is_refused_with_its_row(votes) -> None:
    votes.write_text("voter-id,comment-id,vote\n1,1,1\n1,2,maybe\n")
    with pytest.raises(InputError, match="row 3, column “vote”: “maybe” is no vote"):
        run("opinions", votes)


def test_methods_are_ranked_with_reasons_listed_and_told_in_full() -> None:
    said = run("methods", "--purpose", "money", "--group", "deprived-areas", "--people", 300, "--number", 1)
    assert "Participatory budget [participatory-budget]: fits" in said
    assert "+ It is made to share out money." in said
    assert "world-cafe" in run("methods")
    full = run("methods", "citizens-jury", "--language", "fr")
    assert "Jury citoyen" in full
    assert "Risques" in full
    with pytest.raises(InputError, match="citizens-jury"):
        run("methods", "jury")
