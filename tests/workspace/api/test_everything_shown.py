"""Everything that a page shows is given to programs too, to the same people and no more."""

from __future__ import annotations

from html import escape

import pytest
from django.test import Client
from ninja import Schema

from isopolis.workspace.api.api import build
from isopolis.workspace.barriers.models import Barrier, Document, Place, PlaceTable, Report
from isopolis.workspace.decide.models import Comment, Proposal, Round, State
from isopolis.workspace.engagement.models import ParticipantAnswer, Process
from isopolis.workspace.measure.models import Diagnosis
from isopolis.workspace.people.permissions import PERMISSIONS, PUBLIC, Action, Role
from isopolis.workspace.plan.models import Consultation, Edition, PublicComment
from isopolis.workspace.priorities.models import Ranking
from measured_city import measured
from page_roles import PAGES

P = "/partnerships/{slug}/"
FORM = "a form: it shows what another page shows, to be changed"
DOCUMENT = "a document for people; its figures are given by the page beside it"
PERSON = "of one's own account: taken along under “your data”"
DOOR = "a door: it shows nothing of the partnership"
CODE = "shown to whoever has the code or the link, who is nobody that a program could be"
COMPUTED = "computed from what is asked, out of the lists that are given"

SHOWN = {
    "partnership": (f"{P[:-1]}", f"{P}organisations", f"{P}phases", f"{P}deadlines"),
    "home": ("/partnerships",),
    "members": (f"{P}members",),
    "log": (f"{P}log",),
    "measure": (f"{P}cities",),
    "cities": (f"{P}cities",),
    "city": (f"{P}cities/{{city}}/versions/{{number}}", f"{P}cities/{{city}}/versions/{{number}}/figures"),
    "neighbourhood": (f"{P}cities/{{city}}/versions/{{number}}/areas", f"{P}places.geojson"),
    "city-versions": (f"{P}cities/{{city}}/versions",),
    "version-tile": (f"{P}cities/{{city}}/versions/{{number}}/areas.geojson",),
    "version-picture": (f"{P}cities/{{city}}/versions/{{number}}/areas.geojson",),
    "barriers": (f"{P}barriers",),
    "barrier": (f"{P}barriers/{{pk}}", f"{P}barriers/{{pk}}/documents", f"{P}barriers/{{pk}}/changes"),
    "gaps": (f"{P}gaps",),
    "place-tables": (f"{P}place-tables", f"{P}places.geojson"),
    "reports": (f"{P}reports",),
    "report-decide": (f"{P}reports",),
    "figure": (f"{P}figures/{{pk}}",),
    "thread": (f"{P}links", f"{P}thread/{{key}}/{{pk}}"),
    "catalogue": (f"{P}practices",),
    "catalogue-practice": (f"{P}practices",),
    "practices": (f"{P}practices",),
    "practice": (f"{P}practices",),
    "initiatives": ("/initiatives",),
    "initiative": ("/initiatives/{name}",),
    "learn": (f"{P}practices", "/initiatives", "/funds"),
    "funds": ("/funds",),
    "fund": ("/funds/{name}",),
    "fund-here": ("/funds/{name}", f"{P}thread/{{key}}/{{pk}}"),
    "advice": ("/advice",),
    "peers": (f"{P}peers", f"{P}exchanges"),
    "peers-statistics": (f"{P}peers", f"{P}exchanges"),
    "peer": (f"{P}peers",),
    "peer-exchange": (f"{P}exchanges",),
    "peer-visit": (f"{P}visits",),
    "peer-lesson": (f"{P}lessons",),
    "decide": (f"{P}rounds",),
    "rounds": (f"{P}rounds",),
    "round": (f"{P}rounds", f"{P}rounds/{{pk}}/statements", f"{P}proposals"),
    "proposal": (f"{P}proposals/{{pk}}", f"{P}proposals/{{pk}}/comments"),
    "answers": (f"{P}proposals",),
    "proposal-feedback": (f"{P}proposals/{{pk}}",),
    "results": (f"{P}rounds/{{pk}}/opinions", f"{P}rounds/{{pk}}/statements"),
    "heard": (f"{P}rounds/{{pk}}/heard",),
    "lotteries": (f"{P}lotteries",),
    "lottery": (f"{P}lotteries/{{pk}}",),
    "budget": (f"{P}budgets", f"{P}budgets/{{pk}}/projects"),
    "budget-result": (f"{P}budgets/{{pk}}/projects", f"{P}budgets/{{pk}}/groups"),
    "rankings": (f"{P}rankings",),
    "ranking": (f"{P}rankings/{{pk}}/places",),
    "methods": ("/methods",),
    "method": ("/methods/{name}",),
    "processes": (f"{P}processes",),
    "process": (f"{P}processes/{{pk}}",),
    "checklist": (f"{P}processes/{{pk}}/checklist",),
    "evaluation": (f"{P}processes/{{pk}}/evaluation",),
    "facilitations": (f"{P}meetings",),
    "facilitation": (f"{P}meetings", f"{P}decisions"),
    "meetings": (f"{P}meetings",),
    "meeting": (f"{P}meetings", f"{P}decisions"),
    "plan": (f"{P}actions",),
    "plan-home": (f"{P}actions",),
    "plan-portfolio": (f"{P}actions", f"{P}actions/{{key}}"),
    "action": (f"{P}actions/{{key}}", f"{P}actions/{{key}}/remarks"),
    "plan-monitoring": (f"{P}work", f"{P}indicators"),
    "plan-documents": (f"{P}editions", f"{P}consultations"),
    "consultation": (f"{P}consultations", f"{P}consultations/{{pk}}/comments"),
}  # fmt: skip
"""Page -> the operations that give what it shows."""

NOT_GIVEN = {
    **dict.fromkeys(
        (
            "language", "privacy", "sign-in", "sign-in-by-email", "sign-in-link", "sign-in-code", "sign-out",
            "invitation", "passkey-use", "passkey-ask", "oidc", "oidc-back", "api-docs",
        ),
        DOOR,
    ),
    **dict.fromkeys(
        (
            "account", "password", "second-factor", "account-data", "passkeys", "passkey-remove", "tokens",
            "token-revoke", "account-erase",
        ),
        PERSON,
    ),
    **dict.fromkeys(
        (
            "report", "receipt", "take-part", "budget-take-part", "proposal-receipt", "evaluate",
            "receipt-answer", "receipt-letter", "similar-by-link",
        ),
        CODE,
    ),
    **dict.fromkeys(
        (
            "calendar", "advice-memo", "fund-calendar", "project-fiche", "version-file", "document",
            "exchange-export",
            "practices-export", "proposals-file", "ranking-export", "votes-export", "codes",
            "paper", "lottery-tickets", "lottery-program", "lottery-letters", "lottery-codes", "budget-codes",
            "budget-ballots", "proposal-letter", "agreement-document", "evaluation-document",
            "peer-visit-calendar", "plan-document", "plan-open-data", "consultation-report",
        ),
        DOCUMENT,
    ),
    **dict.fromkeys(("plan-public", "action-public"), "the same as JSON beside it (plan-open-data)"),
    **dict.fromkeys(
        ("combination", "action-money", "practices-compare", "practices-match", "allocation",
         "plain-language", "similar", "peers-match", "edition-changes", "action-history"),
        COMPUTED,
    ),
    **dict.fromkeys(
        (
            "obstacles", "fund-pays", "deadline-done", "invite", "member", "partnership-change",
            "organisation-new", "phase", "deadline-new", "deadline", "lottery-new", "lottery-replace",
            "lottery-publish", "lottery-draw", "lottery-erase", "ranking-score", "ranking-new",
            "ranking-sheets", "ranking-close", "budget-vote", "budget-new", "budget-from-file",
            "budget-change", "budget-count", "budget-erase",
            "project-new", "project-change", "link", "unlink",
            "exchange", "gap-take", "barrier-new", "barrier-change", "document-new", "testimony-new",
            "place-table-remove", "evidence-remove", "barrier-remove", "figure-pin", "city-new", "upload",
            "city-task", "city-task-state", "dataset-columns", "dataset-quality", "version-publish",
            "initiative-draft", "practice-new", "practice-change", "practice-review", "practices-import",
            "propose", "vote", "comment-new", "margins", "round-new", "round-change", "statement-new",
            "statement", "moderation", "proposal-judge", "proposal-merge", "proposal-split",
            "proposal-outcome", "comment-hide", "note-new", "facilitation-change", "facilitation-groups",
            "notes-sort", "cluster", "facilitation-decide", "process-new", "process-change", "agreement",
            "assessment", "plan-frame", "action-grow", "action-new", "action-edit", "action-field", "remark",
            "assign", "action-report", "remark-close", "action-refresh", "assignment-done", "action-state",
            "meeting-new", "edition-new", "consultation-new", "responses", "comment-answer",
            "comment-moderate", "frame-field", "actions-merge", "action-split", "plan-import-new",
            "plan-import", "comment", "comment-whole", "peer-new", "peer-change", "peer-withdraw",
            "peer-subject-new", "peer-subject-remove", "peer-visit-new", "peer-visit-change",
            "peer-participant-new", "peer-participant-remove", "peer-answer", "peer-lesson-card",
            "peer-follow-up", "peer-point-new", "peer-point-move", "peer-point-change", "peer-point-remove",
            "budget-paper",
        ),
        FORM,
    ),
}  # fmt: skip
"""Page -> why programs are not given it."""


def test_every_page_is_given_as_json_or_says_why_not() -> None:
    there = {
        path.removeprefix("/api/v1") for path in build().get_openapi_schema(path_prefix="/api/v1/")["paths"]
    }
    assert {path for paths in SHOWN.values() for path in paths} <= there
    assert not set(SHOWN) & set(NOT_GIVEN)
    neither = set(PAGES) - set(SHOWN) - set(NOT_GIVEN)
    assert not neither, f"add an operation of the API to SHOWN, or a reason to NOT_GIVEN, for {neither}"
    gone = (set(SHOWN) | set(NOT_GIVEN)) - set(PAGES)
    assert not gone, f"no page has these names any more: {gone}"


LISTS = [
    path.removeprefix("/api/v1")
    for path, methods in build().get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    if "get" in methods and path.removeprefix("/api/v1").startswith(P) and path.count("{") == 1
]


def action_of(path: str) -> Action:
    """What the operation needs."""
    for _prefix, router in build()._routers:
        if path in router.path_operations:
            return router.path_operations[path].operations[0].view_func.gate
    raise AssertionError(path)


def test_each_role_is_given_what_its_pages_show(partnership, people, signed_in) -> None:
    clients = {role: signed_in(people[role]) for role in Role.values}
    assert len(LISTS) > 25
    for path in LISTS:
        allowed = PERMISSIONS[action_of(path)]
        address = "/api/v1" + path.replace("{slug}", partnership.slug)
        answers = {role: client.get(address).status_code for role, client in clients.items()}
        assert answers == {role: 200 if role in allowed else 403 for role in Role.values}, path
        assert Client().get(address).status_code == 401, path
    partnership.is_public = True
    partnership.save()
    for path in LISTS:
        expected = 200 if PUBLIC in PERMISSIONS[action_of(path)] else 401
        answer = Client().get("/api/v1" + path.replace("{slug}", partnership.slug))
        assert answer.status_code == expected, path


@pytest.fixture
def ask(partnership, people, signed_in):
    clients = {}

    def get(who: str, path: str, **asked: object):
        client = clients.setdefault(who, signed_in(people[who]))
        return client.get(f"/api/v1/partnerships/{partnership.slug}/{path}", asked)

    return get


def test_gaps_are_those_of_the_page_and_of_published_figures(
    partnership, people, ask, signed_in, settings, tmp_path
) -> None:
    settings.DATA = tmp_path
    diagnosis = measured(partnership, people["expert"])
    table = PlaceTable.objects.create(partnership=partnership, service="library", file="libraries.csv")
    Place.objects.create(table=table, code="1", name="West", longitude=13.3821, latitude=52.5303)
    found = ask("observer", "gaps").json()["items"]
    page = signed_in(people["observer"]).get(f"/partnerships/{partnership.slug}/barriers/measured/")
    assert all(escape(one["title"]) in page.content.decode() for one in found)
    assert {one["kind"] for one in found} == {"coverage"}
    assert all(one["reach"] >= 50 and one["city"] == "demoville" for one in found)
    assert all(one["figures"] for one in found)
    assert "A0507" not in ask("observer", "gaps", format="csv").content.decode()  # withheld
    Diagnosis.objects.filter(pk=diagnosis.pk).update(published_at=None)
    assert ask("observer", "gaps").json()["items"] == []
    assert ask("expert", "gaps").json()["count"] == len(found)
    assert ask("expert", "gaps", city="elsewhere").json()["count"] == 0


def test_a_barriers_papers_are_given_and_its_history_to_those_who_work_on_it(partnership, ask) -> None:
    barrier = Barrier.objects.create(partnership=partnership, title="Stairs")
    Document.objects.create(barrier=barrier, title="Plan", address="https://example.org/plan")
    kept = Document.objects.create(barrier=barrier, title="Photo", file="documents/x.jpg")
    found = ask("observer", f"barriers/{barrier.pk}/documents").json()["items"]
    download = f"/partnerships/{partnership.slug}/barriers/documents/{kept.pk}/"
    assert [one["address"] for one in found] == ["https://example.org/plan", download]
    assert ask("expert", f"barriers/{barrier.pk}/changes").json()["count"] == 0
    assert ask("observer", f"barriers/{barrier.pk}/changes").status_code == 403


def test_what_residents_report_is_for_those_who_read_it(partnership, ask) -> None:
    Report.objects.create(
        partnership=partnership, words="A name in it", receipt_hash="x", received_on="2025-01-01"
    )
    assert ask("moderator", "reports").json()["items"][0]["words"] == "A name in it"
    assert ask("partner", "reports").status_code == 403
    assert "receipt" not in ask("moderator", "reports").content.decode()


def test_members_are_named_without_addresses(ask) -> None:
    answer = ask("expert", "members")
    assert {"name": "Person partner", "role": "partner"}.items() <= next(
        one for one in answer.json()["items"] if one["role"] == "partner"
    ).items()
    assert "@" not in answer.content.decode()


def test_a_hidden_comment_and_one_that_waits_stay_unread(partnership, people, ask) -> None:
    ideas = Round.objects.create(partnership=partnership, kind="ideas", title="Ideas", question="?")
    proposal = Proposal.objects.create(
        partnership=partnership, round=ideas, title="Ramps", problem="Steps", idea="Ramps", state=State.SHOWN
    )
    Comment.objects.create(proposal=proposal, author=people["expert"], text="Rude", hidden_because="rude")
    Comment.objects.create(proposal=proposal, author=people["expert"], text="Good")
    found = ask("observer", f"proposals/{proposal.pk}/comments").json()["items"]
    assert [(one["text"], one["hidden_because"]) for one in found] == [("", "rude"), ("Good", "")]
    edition = Edition.objects.create(partnership=partnership, name="Draft", plan={})
    consultation = Consultation.objects.create(
        partnership=partnership, edition=edition, opens="2025-01-01", closes="2025-02-01"
    )
    for state in PublicComment.State.values:
        PublicComment.objects.create(consultation=consultation, who="resident", text=state, state=state)
    found = ask("observer", f"consultations/{consultation.pk}/comments").json()["items"]
    assert [one["text"] for one in found] == ["shown"]


def test_an_evaluation_by_few_says_nothing(partnership, ask) -> None:
    process = Process.objects.create(partnership=partnership, title="Assembly", question="?", happens="event")
    for _ in range(4):
        ParticipantAnswer.objects.create(process=process, values={"again": 5})
    few = ask("observer", f"processes/{process.pk}/evaluation").json()
    assert few["answered"] is None
    assert {one["agree"] for one in few["statements"]} == {None}
    ParticipantAnswer.objects.create(process=process, values={"again": 1})
    enough = ask("observer", f"processes/{process.pk}/evaluation").json()
    assert next(one["agree"] for one in enough["statements"] if one["id"] == "again") == 0.8
    assert ask("observer", f"processes/{process.pk}/checklist").status_code == 403
    items = ask("moderator", f"processes/{process.pk}/checklist").json()["items"]
    assert {one["state"] for one in items} == {"open"}


def test_an_order_that_few_scored_is_not_given(partnership, people, ask) -> None:
    ranking = Ranking.objects.create(partnership=partnership, title="First?", criteria=["impact"])
    candidate = ranking.candidates.create(name="Ramps")

    def score(number: int) -> None:
        for at in range(number):
            rater = ranking.raters.create(key=f"{number}-{at}", group="partner")
            rater.scores.create(candidate=candidate, values={"impact": 8})

    score(1)
    assert ask("observer", f"rankings/{ranking.pk}/places").json()["items"] == []
    score(6)
    found = ask("observer", f"rankings/{ranking.pk}/places").json()["items"]
    assert [(one["rank"], one["action"], one["value"]) for one in found] == [(1, "Ramps", 8.0)]


def test_methods_are_given_to_anybody() -> None:
    found = Client().get("/api/v1/methods", {"size": 500}).json()["items"]
    assert len(found) > 20
    one = Client().get(f"/api/v1/methods/{found[0]['id']}").json()
    assert {"en", "fr"} <= set(one["title"])
    assert Client().get("/api/v1/methods/none").status_code == 404


def test_who_took_part_is_withheld_where_few_did(partnership, ask) -> None:
    votes = Round.objects.create(partnership=partnership, kind="votes", title="Votes", question="?")
    votes.margins = [{"name": "Age", "counts": {"young": 100, "old": 300}}]
    votes.save()
    statement = votes.statements.create(text="More ramps.", state=State.SHOWN)
    for at in range(12):
        age = "young" if at < 2 else "old"
        voter = votes.participants.create(key=f"k{at}", channel="account", answers={"Age": age})
        voter.votes.create(round=votes, statement=statement, value=1)
    said = {one["category"]: one for one in ask("expert", f"rounds/{votes.pk}/heard").json()["items"]}
    young, old = said["young"], said["old"]
    assert (young["category"], young["share"], young["ratio"]) == ("young", None, None)
    assert (young["reading"], old["city_share"]) == ("withheld", 0.75)
    assert ask("observer", f"rounds/{votes.pk}/heard").status_code == 403
    said = ask("observer", f"rounds/{votes.pk}/opinions").json()
    assert said["summary"]
    assert all(group["people"] >= 5 for group in said["groups"])


def test_no_two_records_have_the_same_name() -> None:
    """The description of the API knows a record by its name: a second one would take its place."""
    build()
    records = [one for one in all_schemas(Schema) if one.__name__.endswith("Record")]
    assert len(records) > 30
    assert sorted(one.__name__ for one in records) == sorted({one.__name__ for one in records})


def all_schemas(one: type) -> set[type]:
    """A record and all that derive from it."""
    return {one}.union(*map(all_schemas, one.__subclasses__()))
