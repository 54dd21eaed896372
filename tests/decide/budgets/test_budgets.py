"""Participatory budgets: files that come back as they were, rules by hand and against an exact account."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.decide.budgets import (
    Completion,
    Election,
    Project,
    Utility,
    Vote,
    by_field,
    by_group,
    compare,
    differences,
    equal_shares,
    greedy_by_votes,
    greedy_by_votes_per_cost,
    officially_selected,
    outcome,
    read_pb,
    sentence,
    sequential_phragmen,
    write_pb,
)
from isopolis.errors import InputError
from isopolis.language import Language


def election(budget: int, costs: dict[str, int], *ballots: str) -> Election:
    """Approvals as words of one-letter projects."""
    projects = tuple(Project(name, Fraction(cost)) for name, cost in costs.items())
    return Election(
        Fraction(budget), projects, tuple(Vote(str(i), tuple(ballot)) for i, ballot in enumerate(ballots))
    )


def test_every_real_file_is_read_and_written_as_it_was(real_data) -> None:
    files = sorted((real_data / "participatory_budgets").glob("*.pb"))
    assert len(files) == 46
    for file in files:
        read = read_pb(file)
        assert write_pb(read).encode() == file.read_bytes(), file.name
        assert len(read.projects) == int(read.meta["num_projects"])
        assert len(read.votes) == int(read.meta["num_votes"])


def test_votes_counted_again_are_the_votes_that_the_city_published(real_data) -> None:
    for name in ("France_Toulouse_2019.pb", "France_Toulouse_2024.pb", "Netherlands_Amsterdam_289.pb"):
        read = read_pb(real_data / "participatory_budgets" / name)
        column = "score" if read.vote_type == "cumulative" else "votes"
        assert [str(total) for total in read.support] == [p.fields[column] for p in read.projects]


def test_official_winners_are_those_with_the_most_votes(real_data) -> None:
    read = read_pb(real_data / "participatory_budgets" / "Hungary_Veszprem_2025.pb")
    official = officially_selected(read)
    assert official is not None
    by_votes = [read.projects[i].id for i in read.order()]
    assert set(official) == set(by_votes[: len(official)])
    assert set(greedy_by_votes(read)) >= set(official)


def test_a_majority_takes_everything_by_votes_and_its_share_by_equal_shares() -> None:
    three = election(6, dict.fromkeys("abcxyz", 2), *["abc"] * 2, "xyz")
    assert greedy_by_votes(three) == ("a", "b", "c")
    for utility in Utility:
        assert set(equal_shares(three, utility, "none")) == {"a", "b", "x"}
    assert set(sequential_phragmen(three)) == {"a", "b", "x"}


def test_cheap_projects_win_when_projects_are_counted() -> None:
    two = election(10, {"a": 10, "b": 2, "c": 2}, "a", "a", "a", "bc", "bc")
    assert greedy_by_votes(two) == ("a",)
    assert greedy_by_votes_per_cost(two) == ("b", "c")


def test_equal_shares_lets_the_rich_pay_what_the_poor_cannot() -> None:
    # Shares of 3: a costs 4 (2 each), then voter 1 has 1 left and b costs 4 = 1 + 3.
    chosen = equal_shares(election(9, {"a": 4, "b": 4}, "a", "ab", "b"), Utility.CARDINALITY, Completion.NONE)
    assert chosen == ("a", "b")


def exact_equal_shares(found: Election, utility: Utility) -> tuple[str, ...]:
    """The rule in fractions, the slow and plain way."""
    money = [found.budget / len(found.votes)] * len(found.votes)
    supporters = {p.id: [i for i, v in enumerate(found.votes) if p.id in v.projects] for p in found.projects}
    chosen: list[str] = []
    while True:
        best = None
        for i in found.order():
            project = found.projects[i]
            people = supporters[project.id]
            if project.id in chosen or sum(money[j] for j in people) < project.cost or not people:
                continue
            unit = project.cost if utility is Utility.COST else Fraction(1)
            poor_first = sorted(people, key=lambda j: money[j])
            left, number = project.cost, len(people)
            for j in poor_first:
                if money[j] * number >= left:
                    break
                left -= money[j]
                number -= 1
            price = left / number / unit
            if best is None or price < best[0]:
                best = (price, project.id, unit)
        if best is None:
            return tuple(chosen)
        for j in supporters[best[1]]:
            money[j] -= min(money[j], best[0] * best[2])
        chosen.append(best[1])


ELECTIONS = st.builds(
    election,
    st.integers(5, 40),
    st.fixed_dictionaries({name: st.integers(1, 12) for name in "abcde"}),
    *[st.sets(st.sampled_from("abcde")).map(lambda chosen: "".join(sorted(chosen)))] * 6,
)


@settings(max_examples=12, deadline=None)
@given(ELECTIONS, st.sampled_from(Utility))
def test_equal_shares_is_what_exact_fractions_give(found, utility) -> None:
    assert equal_shares(found, utility, Completion.NONE) == exact_equal_shares(found, utility)


@settings(max_examples=12, deadline=None)
@given(ELECTIONS)
def test_no_rule_spends_more_than_there_is_nor_on_what_nobody_wants(found) -> None:
    for one in compare(found):
        assert found.cost_of(one.chosen) <= found.budget
        assert len(set(one.chosen)) == len(one.chosen)
        assert all(found.support[found.place[project]] > 0 for project in one.chosen)


@settings(max_examples=12, deadline=None)
@given(ELECTIONS)
def test_completion_only_adds_money_that_was_left(found) -> None:
    plain = equal_shares(found, Utility.COST, Completion.NONE)
    more = equal_shares(found, Utility.COST, Completion.UTILITARIAN)
    assert more[: len(plain)] == plain
    left = found.budget - found.cost_of(more)
    wanted = [p for i, p in enumerate(found.projects) if found.support[i] and p.id not in more]
    assert all(project.cost > left for project in wanted)


@settings(max_examples=12, deadline=None)
@given(ELECTIONS, st.permutations(range(6)))
def test_the_order_of_ballots_does_not_matter(found, order) -> None:
    turned = Election(found.budget, found.projects, tuple(found.votes[i] for i in order))
    assert [one.chosen for one in compare(turned)] == [one.chosen for one in compare(found)]


def test_who_gets_what_adds_up_and_small_groups_are_withheld() -> None:
    places = ["N"] * 30 + ["S"] * 15 + ["W"]
    votes = tuple(
        Vote(str(i), ("a",) if place == "N" else ("b",), fields={"neighborhood": place})
        for i, place in enumerate(places)
    )
    projects = (Project("a", Fraction(6), fields={"district": "N"}), Project("b", Fraction(4)))
    found = Election(Fraction(9), projects, votes)
    one = outcome(found, "greedy", greedy_by_votes(found))
    assert one.money.sum() == pytest.approx(6)
    groups = {group.group: group for group in by_group(found, one, "neighborhood")}
    assert groups["N"].money == pytest.approx(1)
    assert groups["W"].voters != groups["W"].voters  # withheld, and so is the next smallest: no subtraction
    assert groups["S"].voters != groups["S"].voters
    assert by_field(found, one, "district")["N"][0] == 1
    assert "1 projects for 67%" in sentence(one, Language("en"))
    assert differences(compare(found), Language("fr"))[0].startswith("«")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PROJECTS\nproject_id;cost\n1;5\n", "does not begin with META|no section"),
        ("META\nkey;value\nbudget;x\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;5\nVOTES\nvoter_id;vote\n1;1\n", "not a number"),  # noqa: E501
        ("META\nkey;value\nbudget;9\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;5\nVOTES\nvoter_id;vote\n1;7\n", "no project “7”"),  # noqa: E501
        ("META\nkey;value\nbudget;9\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;0\nVOTES\nvoter_id;vote\n1;1\n", "cost is 0"),  # noqa: E501
        ("META\nkey;value\nbudget;9\nvote_type;guess\nPROJECTS\nproject_id;cost\n1;5\nVOTES\nvoter_id;vote\n1;1\n", "not known"),  # noqa: E501
        ("META\nkey;value\nbudget;9\nvote_type;cumulative\nPROJECTS\nproject_id;cost\n1;5\nVOTES\nvoter_id;vote\n1;1\n", "no column “points”"),  # noqa: E501
        ("META\nkey;value\nbudget;9\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;5\nVOTES\nvoter_id;vote\n1;1\n1;1\n", "“1” has voted in row 10 already"),  # noqa: E501
        ("META\nkey;value\nbudget;9\nvote_type;choose-1\nPROJECTS\nproject_id;cost\n1;5\n2;2\nVOTES\nvoter_id;vote\n1;1,2\n", "2 projects on this ballot"),  # noqa: E501
        ("META\nkey,value\nbudget,9\nPROJECTS\nproject_id,cost\nVOTES\nvoter_id,vote\n", "no semicolon in META"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused_in_words(text, words) -> None:
    with pytest.raises(InputError, match=words):
        read_pb(text.encode(), file="x.pb")


def test_an_election_made_here_comes_back_from_its_file() -> None:
    made = election(10, {"a": 3, "b": 4}, "ab", "b")
    again = read_pb(write_pb(made).encode())
    assert [(p.id, p.cost) for p in again.projects] == [(p.id, p.cost) for p in made.projects]
    assert [vote.projects for vote in again.votes] == [("a", "b"), ("b",)]
    assert again.budget == 10
