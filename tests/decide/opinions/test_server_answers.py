"""What a Polis server computed for three conversations comes out again: components, places, counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from isopolis.decide.opinions import (
    Votes,
    choose_representative,
    collect,
    extremity,
    find_groups,
    group_informed_consensus,
    positions,
    principal_components,
    priorities,
    representative_table,
    statement_positions,
    statement_table,
    tally,
)

NAMES = ("50ptpt-3gp-strict-no-meta", "above-100-ptpts", "below-100-ptpts")
OLD_PRIORITIES = "50ptpt-3gp-strict-no-meta"
"""Recorded while every priority was 49."""
REMOVED = {"50ptpt-3gp-strict-no-meta": [(50, tid, -1) for tid in (1, 4, 12, 20)]}
"""Votes of a participant whom the export left out; the server's means show what they were."""


@dataclass(frozen=True)
class Recorded:
    name: str
    votes: Votes
    hidden: np.ndarray
    answer: dict[str, Any]

    def members(self) -> np.ndarray:
        """The server's groups, for the people of the votes."""
        base = self.answer["base-clusters"]
        people = dict(zip(base["id"], base["members"], strict=True))
        group = {
            person: one["id"]
            for one in self.answer["group-clusters"]
            for member in one["members"]
            for person in people[member]
        }
        return np.array([group.get(person, -1) for person in self.votes.people.tolist()])


@pytest.fixture(scope="module", params=NAMES)
def recorded(request: pytest.FixtureRequest, real_data) -> Recorded:
    folder = real_data / "polis" / "math_fixtures" / request.param
    if not folder.is_dir():
        pytest.skip("the recorded answers are not here")
    answer = json.loads((folder / "math-pca2.json").read_text())
    cast = json.loads((folder / "votes.json").read_text())
    who, what = ("pid", "tid") if "pid" in cast[0] else ("participant_id", "statement_id")
    rows = [(one[who], one[what], one["vote"]) for one in cast] + REMOVED.get(request.param, [])
    votes = collect(*zip(*rows, strict=True), statements=answer["tids"])
    return Recorded(request.param, votes, votes.position(answer["mod-out"]), answer)


def signs(found: np.ndarray, expected: np.ndarray) -> np.ndarray:
    return np.sign((found * expected).sum(axis=1))


def test_the_components_are_those_of_the_server(recorded: Recorded) -> None:
    found = principal_components(recorded.votes, recorded.hidden)
    pca = recorded.answer["pca"]
    expected = np.array(pca["comps"])
    turned = found.directions * signs(found.directions, expected)[:, None]
    np.testing.assert_allclose(found.center, -np.array(pca["center"]), atol=1e-12)
    np.testing.assert_allclose(turned, expected, atol=1e-8)


def test_statements_stand_where_the_server_puts_them(recorded: Recorded) -> None:
    found = principal_components(recorded.votes, recorded.hidden)
    pca = recorded.answer["pca"]
    # The server's votes have the opposite sign, so agreeing alone leads the other way.
    turned = -statement_positions(found) * signs(found.directions, np.array(pca["comps"]))
    np.testing.assert_allclose(turned.T, pca["comment-projection"], atol=1e-7)
    np.testing.assert_allclose(extremity(found), pca["comment-extremity"], atol=1e-7)


def test_people_stand_where_the_server_puts_them(recorded: Recorded) -> None:
    found = principal_components(recorded.votes, recorded.hidden)
    turn = -signs(found.directions, np.array(recorded.answer["pca"]["comps"]))
    places = positions(recorded.votes, found, recorded.hidden) * turn
    at = dict(zip(recorded.votes.people.tolist(), places, strict=True))
    base = recorded.answer["base-clusters"]
    for people, x, y in zip(base["members"], base["x"], base["y"], strict=True):
        np.testing.assert_allclose(np.mean([at[one] for one in people], axis=0), (x, y), atol=1e-7)


def test_the_votes_of_the_servers_groups_are_counted_as_it_counts_them(recorded: Recorded) -> None:
    counted = tally(recorded.votes, recorded.members(), len(recorded.answer["group-clusters"]))
    for group, one in enumerate(recorded.answer["group-votes"].values()):
        for place, statement in enumerate(recorded.votes.statements.tolist()):
            expected = one["votes"][str(statement)]
            found = (counted.agree[group, place], counted.disagree[group, place], counted.seen[group, place])
            assert found == (expected["A"], expected["D"], expected["S"])


def test_group_informed_consensus_is_the_servers(recorded: Recorded) -> None:
    counted = tally(recorded.votes, recorded.members(), len(recorded.answer["group-clusters"]))
    expected = recorded.answer["group-aware-consensus"]
    found, _ = group_informed_consensus(counted)
    for statement, value in zip(recorded.votes.statements.tolist(), found, strict=True):
        assert value == pytest.approx(expected[str(statement)], abs=1e-12)


def test_priorities_are_the_servers_but_for_its_meta_statements(recorded: Recorded) -> None:
    if recorded.name == OLD_PRIORITIES:
        pytest.skip("recorded while every priority was 49")
    found = principal_components(recorded.votes, recorded.hidden)
    counted = tally(recorded.votes, recorded.members(), len(recorded.answer["group-clusters"]))
    weights = priorities(counted, extremity(found))
    for statement, value in zip(recorded.votes.statements.tolist(), weights, strict=True):
        if statement not in recorded.answer["meta-tids"]:
            assert value == pytest.approx(recorded.answer["comment-priorities"][str(statement)], rel=1e-8)


def test_the_statements_that_speak_for_a_group_are_the_servers(recorded: Recorded) -> None:
    members = recorded.members()
    counted = tally(recorded.votes, members, len(recorded.answer["group-clusters"]))
    table = representative_table(counted, recorded.votes.statements, recorded.hidden)
    chosen = choose_representative(table)
    for group, expected in enumerate(recorded.answer["repness"].values()):
        rows = chosen[chosen["group"] == group].set_index("statement")
        for one in expected:
            every = table[
                (table["group"] == group)
                & (table["statement"] == one["tid"])
                & (table["side"] == one["repful-for"])
            ].iloc[0]
            assert every["share"] == pytest.approx(one["p-success"], abs=1e-12)
            assert every["share_z"] == pytest.approx(one["p-test"], abs=1e-6)
            assert every["ratio"] == pytest.approx(one["repness"], abs=1e-6)
            assert every["ratio_z"] == pytest.approx(one["repness-test"], abs=1e-5)
        passing = [one["tid"] for one in expected if one["p-test"] > 1.2816 and one["repness-test"] > 1.2816]
        assert set(rows.index) >= set(passing) or set(passing) >= set(rows.index)


def test_consensus_statements_of_the_server_are_majorities_here(recorded: Recorded) -> None:
    members = recorded.members()
    counted = tally(recorded.votes, members, len(recorded.answer["group-clusters"]))
    table = statement_table(recorded.votes, counted, members)
    for side in ("agree", "disagree"):
        for one in recorded.answer["consensus"][side]:
            assert table.loc[one["tid"], side] == one["n-success"]
            assert table.loc[one["tid"], "seen"] == one["n-trials"]


def spread(places: np.ndarray, member: np.ndarray) -> float:
    return sum(
        ((places[member == one] - places[member == one].mean(axis=0)) ** 2).sum() for one in set(member)
    )


def test_our_groups_of_the_same_people_are_at_least_as_tight_as_the_servers(recorded: Recorded) -> None:
    """Published groups are a soft comparison: they depend on what the server had drawn before."""
    theirs = recorded.members()
    inside = theirs >= 0
    found = principal_components(recorded.votes, recorded.hidden)
    places = positions(recorded.votes, found, recorded.hidden)[inside]
    ours = find_groups(places, number=len(recorded.answer["group-clusters"]))
    assert spread(places, ours.member) <= spread(places, theirs[inside]) * (1 + 1e-9)
