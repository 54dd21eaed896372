"""A preliminary list scored by members: the order with its reasons, and nobody's own scores."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from isopolis.workspace.people.models import AuditEntry
from isopolis.workspace.people.personal_data import erase, export
from isopolis.workspace.priorities.gathering import keep, panel_of
from isopolis.workspace.priorities.models import Candidate, Ranking, Rater

CRITERIA = ["impact", "cost"]


@pytest.fixture
def place(partnership) -> str:
    return f"/partnerships/{partnership.slug}/decide/priorities/"


@pytest.fixture
def ranking(partnership) -> Ranking:
    made = Ranking.objects.create(partnership=partnership, title="First?", criteria=CRITERIA)
    for name in ("Night buses", "Trees"):
        Candidate.objects.create(ranking=made, name=name)
    return made


def scored(
    ranking: Ranking, group: str, rows: list[tuple[float, float, float, float]], **weights: float
) -> None:
    """(impact, cost) of the buses, then of the trees, for each rater."""
    first, second = ranking.candidates.values_list("pk", flat=True)
    for number, (a, b, c, d) in enumerate(rows):
        scores = {first: {"impact": a, "cost": b}, second: {"impact": c, "cost": d}}
        keep(ranking, f"{group} {number}", group, scores, weights)


def test_a_moderator_makes_a_list_and_members_score_it(partnership, people, signed_in, place) -> None:
    moderator, resident = signed_in(people["moderator"]), signed_in(people["resident"])
    data = {"title": "First?", "criteria": "impact\ncost", "others": "Night buses\nTrees\nTrees"}
    page = moderator.post(f"{place}new/", data).headers["Location"]
    found = Ranking.objects.get()
    assert [one.name for one in found.candidates.all()] == ["Night buses", "Trees"]
    assert moderator.post(f"{place}new/", {**data, "others": "Trees"}).status_code == 400
    first, second = found.candidates.values_list("pk", flat=True)
    given = {f"score-{first}-0": "8", f"score-{first}-1": "3.5", f"score-{second}-0": "", "weight-0": "10"}
    resident.post(f"{page}score/", given)
    resident.post(f"{page}score/", given)
    rater = Rater.objects.get()
    assert (rater.group, rater.weights) == ("resident", {"impact": 10.0, "cost": 0.0})
    assert [one.values for one in rater.scores.all()] == [{"impact": 8.0, "cost": 3.5}]
    assert 'value="3.5"' in resident.get(f"{page}score/").content.decode()
    assert resident.post(f"{page}score/", {f"score-{first}-0": "11"}).status_code == 400
    moderator.post(f"{page}close/")
    resident.post(f"{page}score/", {f"score-{first}-0": "1"})
    assert rater.scores.get().values["impact"] == 8.0
    assert AuditEntry.objects.filter(action="ranking closed").exists()


def test_nothing_is_shown_before_enough_members_have_scored(ranking, people, signed_in, place) -> None:
    scored(ranking, "partner", [(7, 7, 2, 2)] * 2)
    said = signed_in(people["observer"]).get(f"{place}{ranking.pk}/").content.decode()
    assert "The order, and why" not in said
    assert "The order is shown when 3 members or more" in said


def test_the_order_comes_with_reasons_dissent_and_the_weights_of_each_group(
    ranking, people, signed_in, place
) -> None:
    scored(ranking, "partner", [(9, 2, 4, 4)] * 3, impact=10.0, cost=0.0)
    scored(ranking, "resident", [(2, 2, 4, 9)] * 3, impact=0.0, cost=10.0)
    observer = signed_in(people["observer"])
    said = observer.get(f"{place}{ranking.pk}/").content.decode()
    assert "The groups disagree" in said
    assert said.index("Trees") < said.index("Night buses")  # equal weights: 5.25 against 3.75
    tried = observer.get(f"{place}{ranking.pk}/?weight-0=10&weight-1=0").content.decode()
    assert tried.index("Night buses") < tried.index("Trees")  # impact alone: 5.5 against 4
    assert "nothing is saved" in tried
    assert observer.get(f"{place}{ranking.pk}/?weight-0=11").status_code == 400
    rows = observer.get(f"{place}{ranking.pk}/order.csv").content.decode("utf-8-sig").splitlines()
    assert rows[1].startswith("1,Trees,5.25")
    assert "7.0 (place 1)" not in said  # criteria apart are nobody's business here


def test_small_groups_are_put_together_and_nobody_can_be_read_off(ranking) -> None:
    scored(ranking, "partner", [(9, 9, 1, 1)] * 3)
    scored(ranking, "expert", [(1, 1, 9, 9)] * 2)
    scored(ranking, "observer", [(4, 4, 6, 6)])
    found = panel_of(ranking)
    assert found.scores.groups == ("partner", "other members")
    assert found.scores.values[1, 0].tolist() == pytest.approx([2.0, 2.0])


def test_sheets_of_a_meeting_are_read_in_and_mistakes_said(ranking, people, signed_in, place) -> None:
    moderator = signed_in(people["moderator"])

    def send(text: str):
        return moderator.post(
            f"{place}{ranking.pk}/sheets/", {"file": SimpleUploadedFile("s.csv", text.encode())}
        )

    sheet = "action,group,rater,impact,cost\nNight buses,residents,1,8,3\nTrees,residents,1,5,\n"
    assert send(sheet).status_code == 302
    rater = Rater.objects.get()
    assert {one.candidate.name: one.values for one in rater.scores.all()} == {
        "Night buses": {"impact": 8.0, "cost": 3.0},
        "Trees": {"impact": 5.0},
    }
    for wrong in (
        sheet.replace("Trees", "Treees"),
        sheet.replace("impact", "effect"),
        sheet.replace(",8,", ",80,"),
    ):
        assert send(wrong).status_code == 400
    assert Rater.objects.count() == 1


def test_one_takes_the_own_scores_along_and_they_go_with_the_account(
    ranking, people, signed_in, place
) -> None:
    first = ranking.candidates.first()
    signed_in(people["partner"]).post(f"{place}{ranking.pk}/score/", {f"score-{first.pk}-0": "8"})
    assert export(people["partner"])["scores"][0]["scores"] == {"Night buses": {"impact": 8.0}}
    erase(people["partner"])
    assert not Rater.objects.exists()
