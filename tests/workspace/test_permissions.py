"""Every page for every role: what this table says, and no page that it does not name."""

from __future__ import annotations

from functools import cache

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from isopolis.language import Language
from isopolis.plan.actions.plan import Plan
from isopolis.workspace.barriers.models import Barrier, Document, PlaceTable, Report, ReportDoor
from isopolis.workspace.budgets.models import Budget, Project
from isopolis.workspace.decide.models import Comment, Proposal, Round, Statement
from isopolis.workspace.engagement.models import Process
from isopolis.workspace.facilitation.models import Cluster, Session
from isopolis.workspace.lottery.models import CivicLottery, PrivatePool
from isopolis.workspace.peers.models import Exchange, Lesson, Participant, PeerCity, Subject
from isopolis.workspace.peers.models import Visit as CityVisit
from isopolis.workspace.peers.visits import save_visit
from isopolis.workspace.people.gate import PASSED
from isopolis.workspace.people.permissions import PERMISSIONS, PUBLIC, Action, Role
from isopolis.workspace.people.tokens import token_hash
from isopolis.workspace.plan.models import Meeting
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.priorities.models import Ranking
from isopolis.workspace.tasks.models import Task
from isopolis.workspace.thread.models import Figure, Link
from measured_city import measured
from planned import planned

EVERYBODY = {*Role.values, "stranger", "nobody"}
ACCOUNTS = EVERYBODY - {"nobody"}
MEMBERS = set(Role.values)
WORKING = {"coordinator", "moderator", "partner", "expert"}
MODERATING = {"coordinator", "moderator"}
COORDINATOR = {"coordinator"}
MEASURING = {"coordinator", "partner", "expert"}
PUBLISHING = {"coordinator", "partner"}

PAGES = {
    "home": EVERYBODY,
    "language": EVERYBODY,
    "measure": EVERYBODY,
    "learn": EVERYBODY,
    "funds": EVERYBODY,
    "fund": EVERYBODY,
    "fund-here": MEMBERS,
    "advice": EVERYBODY,
    "advice-memo": EVERYBODY,
    "fund-calendar": EVERYBODY,
    "obstacles": WORKING,
    "combination": MEMBERS - {"resident"},
    "action-money": MEMBERS - {"resident"},
    "project-fiche": MEMBERS - {"resident"},
    "fund-pays": WORKING,
    "decide": EVERYBODY,
    "plan": EVERYBODY,
    "privacy": EVERYBODY,
    "sign-in": EVERYBODY,
    "sign-in-by-email": EVERYBODY,
    "sign-in-link": EVERYBODY,
    "sign-in-code": EVERYBODY,
    "sign-out": EVERYBODY,
    "invitation": EVERYBODY,
    "calendar": EVERYBODY,
    "account": ACCOUNTS,
    "password": ACCOUNTS,
    "second-factor": ACCOUNTS,
    "account-data": ACCOUNTS,
    "partnership": MEMBERS,
    "members": WORKING,
    "deadline-done": WORKING,
    "invite": COORDINATOR,
    "member": COORDINATOR,
    "partnership-change": COORDINATOR,
    "organisation-new": COORDINATOR,
    "log": COORDINATOR,
    "phase": COORDINATOR,
    "deadline-new": COORDINATOR,
    "deadline": COORDINATOR,
    "lotteries": MEMBERS,
    "lottery": MEMBERS,
    "lottery-tickets": MEMBERS,
    "lottery-program": MEMBERS,
    "lottery-new": MODERATING,
    "lottery-letters": MODERATING,
    "lottery-replace": MODERATING,
    "lottery-publish": MODERATING,
    "lottery-draw": MODERATING,
    "lottery-codes": MODERATING,
    "lottery-erase": MODERATING,
    "budget": MEMBERS,
    "budget-result": MEMBERS,
    "rankings": MEMBERS,
    "ranking": MEMBERS,
    "ranking-export": MEMBERS,
    "ranking-score": WORKING | {"resident"},
    "ranking-new": MODERATING,
    "ranking-sheets": MODERATING,
    "ranking-close": MODERATING,
    "budget-vote": WORKING | {"resident"},
    "budget-take-part": EVERYBODY,
    **dict.fromkeys(
        ("budget-new", "budget-from-file", "budget-change", "budget-count", "budget-erase", "budget-ballots",
         "project-new", "project-change"),
        MODERATING,
    ),
    # the thread, the API
    "figure": MEMBERS,
    "thread": MEMBERS,
    "link": WORKING,
    "unlink": WORKING,
    "exchange": COORDINATOR,
    "exchange-export": COORDINATOR,
    "barriers": MEMBERS,
    "barrier": MEMBERS,
    "gaps": MEMBERS,
    "gap-take": WORKING,
    "document": MEMBERS,
    "barrier-new": WORKING,
    "barrier-change": WORKING,
    "document-new": WORKING,
    "testimony-new": WORKING,
    "place-tables": WORKING,
    "place-table-remove": WORKING,
    "evidence-remove": WORKING,
    "barrier-remove": WORKING,
    "reports": MODERATING,
    "report-decide": MODERATING,
    "report": EVERYBODY,
    "receipt": EVERYBODY,
    "passkeys": ACCOUNTS,
    "passkey-remove": ACCOUNTS,
    "passkey-use": EVERYBODY,
    "oidc": set(),  # not set up here
    "oidc-back": EVERYBODY,
    "passkey-ask": EVERYBODY,
    "tokens": ACCOUNTS,
    "token-revoke": ACCOUNTS,
    "api-docs": EVERYBODY,
    "cities": MEMBERS,
    "city": MEMBERS,
    "neighbourhood": MEMBERS,
    "city-versions": MEMBERS,
    "version-file": MEMBERS,
    "version-picture": MEMBERS,
    "version-tile": MEMBERS,
    "figure-pin": WORKING,
    "city-new": MEASURING,
    "upload": MEASURING,
    "city-task": MEASURING,
    "city-task-state": MEASURING,
    "dataset-columns": MEASURING,
    "dataset-quality": MEASURING,
    "version-publish": PUBLISHING,
    "catalogue": EVERYBODY,
    "catalogue-practice": EVERYBODY,
    "initiatives": EVERYBODY,
    "initiative": EVERYBODY,
    "initiative-draft": MEMBERS,
    "practices": MEMBERS,
    "practice": MEMBERS,
    "practices-compare": MEMBERS,
    "practices-match": MEMBERS,
    "practices-export": MEMBERS,
    "practice-new": WORKING,
    "practice-change": MODERATING,  # and its author
    "practice-review": MODERATING,
    "practices-import": MODERATING,
    # decide
    "rounds": MEMBERS,
    "round": MEMBERS,
    "proposal": MEMBERS,
    "proposals-file": MEMBERS,
    "results": MEMBERS,
    "propose": WORKING | {"resident"},
    "similar": WORKING | {"resident"},
    "similar-by-link": EVERYBODY,
    "vote": WORKING | {"resident"},
    "comment-new": WORKING | {"resident"},
    "heard": WORKING,
    "margins": MODERATING,
    "round-new": MODERATING,
    "round-change": MODERATING,
    "paper": MODERATING,
    "codes": MODERATING,
    "statement-new": MODERATING,
    "statement": MODERATING,
    "votes-export": MODERATING,
    "moderation": MODERATING,
    "proposal-judge": MODERATING,
    "proposal-merge": MODERATING,
    "proposal-split": MODERATING,
    "proposal-outcome": MODERATING,
    "comment-hide": MODERATING,
    "take-part": EVERYBODY,
    # meetings while they run
    **dict.fromkeys(("facilitations", "facilitation", "note-new"), WORKING | {"resident"}),
    **dict.fromkeys(
        ("facilitation-change", "facilitation-groups", "notes-sort", "cluster", "facilitation-decide"),
        MODERATING,
    ),
    # engagement
    **dict.fromkeys(("methods", "method", "plain-language", "evaluate"), EVERYBODY),
    **dict.fromkeys(("receipt-answer", "receipt-letter"), EVERYBODY),
    **dict.fromkeys(("answers", "proposal-feedback", "proposal-letter"), MEMBERS),
    **dict.fromkeys(("processes", "process", "evaluation", "evaluation-document"), MEMBERS),
    **dict.fromkeys(
        ("process-new", "process-change", "checklist", "agreement", "agreement-document", "assessment"),
        MODERATING,
    ),
    "proposal-receipt": EVERYBODY,
    # the plan
    **dict.fromkeys(
        (
            "plan-home", "plan-portfolio", "action", "action-history", "meetings", "meeting",
            "plan-documents", "plan-document", "edition-changes", "plan-monitoring", "plan-frame",
        ),
        MEMBERS - {"resident"},
    ),
    **dict.fromkeys(
        (
            "action-grow", "action-new", "action-edit", "action-field", "remark", "assign",
            "action-report", "remark-close", "action-refresh",
            "assignment-done",
        ),
        WORKING,
    ),
    **dict.fromkeys(
        (
            "action-state", "meeting-new", "edition-new", "consultation-new", "responses", "comment-answer",
            "comment-moderate", "frame-field", "actions-merge", "action-split",
            "plan-import-new", "plan-import",
        ),
        MODERATING,
    ),
    **dict.fromkeys(
        ("plan-open-data", "plan-public", "action-public", "consultation", "comment", "comment-whole",
         "consultation-report"),
        MEMBERS,
    ),
    # exchanges between cities
    **dict.fromkeys(
        (
            "peers", "peers-statistics", "peer", "peer-exchange", "peer-visit", "peer-visit-calendar",
            "peer-lesson",
        ),
        MEMBERS - {"resident"},
    ),
    "peers-match": MODERATING,
    "peer-new": MODERATING | {"partner"},  # of an organisation
    **dict.fromkeys(
        (
            "peer-change", "peer-withdraw", "peer-subject-new", "peer-subject-remove", "peer-visit-new",
             "peer-visit-change", "peer-participant-new", "peer-participant-remove",
        ),
        MODERATING | {"partner"},  # of their own city
    ),
    "peer-answer": WORKING,  # for their own city; else it is said
    "peer-lesson-card": {"partner"},  # of their own city
    "peer-follow-up": {"partner"},
    "account-erase": ACCOUNTS,  # the last, for it does what it says
}  # fmt: skip
"""Who gets past the gate of a private partnership."""


def _figure(partnership) -> Figure:
    key = {"partnership": partnership, "source": "a test", "key": "one"}
    return Figure.objects.get_or_create(**key, defaults={"title": "Dissimilarity"})[0]


def _link(partnership) -> Link:
    pk = _figure(partnership).pk
    ends = {"source_kind": "figure", "source_id": pk, "target_kind": "indicator", "target_id": 1}
    return Link.objects.get_or_create(partnership=partnership, relation="baseline-of", **ends)[0]


def _imported(partnership):
    plan = Plan(title="From a file").model_dump(mode="json")
    return partnership.imported_plans.first() or partnership.imported_plans.create(
        name="plan.json", plan=plan
    )


def _city(partnership, people) -> dict[str, str]:
    if not partnership.cities.exists():
        measured(partnership, people["expert"])
    return {"city": "demoville"}


def _barrier(partnership) -> Barrier:
    return Barrier.objects.get_or_create(partnership=partnership, title="No ramp")[0]


def _document(partnership) -> Document:
    more = {"title": "Plan", "file": SimpleUploadedFile("plan.pdf", b"%PDF")}
    barrier = _barrier(partnership)
    return barrier.documents.first() or Document.objects.create(barrier=barrier, **more)


def _report(partnership) -> Report:
    key = {"partnership": partnership, "receipt_hash": "x"}
    return Report.objects.get_or_create(**key, defaults={"words": "w", "received_on": "2026-01-01"})[0]


def _practice(partnership, people) -> dict[str, str]:
    key = {"partnership": partnership, "name": "ours"}
    texts = {"title": {"en": "Ours"}, "summary": {"en": "We help."}}
    record = {"id": "ours", "themes": ["services"], **texts}
    more = {"title": "Ours", "record": record, "state": "submitted"}
    Practice.objects.get_or_create(**key, defaults=more)
    return {"name": "ours"}


def _table(partnership) -> PlaceTable:
    return PlaceTable.objects.get_or_create(partnership=partnership, service="library")[0]


def _round(partnership, kind="votes") -> Round:
    return Round.objects.get_or_create(
        partnership=partnership, kind=kind, defaults={"title": kind, "question": "?", "by_link": True}
    )[0]


def _proposal(partnership) -> Proposal:
    key = {"partnership": partnership, "round": _round(partnership, "ideas"), "receipt_hash": token_hash("r")}
    return Proposal.objects.get_or_create(**key, defaults={"title": "An idea", "state": "shown"})[0]


def _comment(partnership) -> Comment:
    return Comment.objects.get_or_create(proposal=_proposal(partnership), text="Good")[0]


def _statement(partnership) -> Statement:
    return Statement.objects.get_or_create(round=_round(partnership), text="Yes", state="shown")[0]


def _lottery(partnership, people):
    chances = {"people": 2, "size": 1, "low": 0.5, "high": 0.5, "never": 0}
    made = {
        "title": "Panel",
        "size": 1,
        "rule": "leximin",
        "numbers_from": "dice",
        "levels": [],
        "quotas": [],
        "chances": {**chances, "achieved": 0.5, "bound": 0.5, "gap": 0},
        "lots": b"1 AA\n2 BB\n",
        "seal": "0",
        "tickets": 2,
        "fewest": 1,
        "most": 1,
        "published_at": timezone.now(),
        "drawn_at": timezone.now(),
    }
    found = CivicLottery.objects.get_or_create(partnership=partnership, defaults=made)[0]
    PrivatePool.objects.get_or_create(lottery=found, defaults={"people": [["a", "AA", 1], ["b", "BB", 1]]})
    return {"pk": found.pk}


def _budget(partnership, people):
    made = {"title": "Budget", "amount": 1, "opens": "2026-01-01", "link_token": "budget", "by_link": True}
    return {"pk": Budget.objects.get_or_create(partnership=partnership, defaults=made)[0].pk}


def _project(partnership, people):
    key = {"budget_id": _budget(partnership, people)["pk"], "key": "1", "name": "Tree", "cost": 1}
    return {"pk": Project.objects.get_or_create(**key)[0].pk}


def _ranking(partnership, people):
    made = {"criteria": ["impact", "cost"]}
    return {"pk": Ranking.objects.get_or_create(partnership=partnership, title="First?", defaults=made)[0].pk}


def _visit(partnership, people) -> CityVisit:
    own = partnership.organisations.get(name="Demoville")
    made = {"population": 9, "languages": ["en"], "office": "Town hall"}
    mine, other = (
        PeerCity.objects.get_or_create(
            partnership=partnership, name=name, defaults={"country": country, "organisation": whose, **made}
        )[0]
        for name, country, whose in (("Demoville", "FR", own), ("Farburg", "DE", None))
    )
    PeerCity.objects.update(withdrawn_on=None)
    exchange = Exchange.objects.get_or_create(partnership=partnership, one=mine, other=other, worth=1)[0]
    Exchange.objects.update(state="agreed")
    day = timezone.now().date()
    days = {"first_day": day, "last_day": day, "template": "one-day"}
    visit = CityVisit.objects.get_or_create(exchange=exchange, defaults={"host": other, **days})[0]
    if not visit.follow_ups.exists():
        save_visit(visit, Language("en"), fresh_agenda=True)
    return visit


def _participant(partnership, people) -> Participant:
    return Participant.objects.get_or_create(visit=_visit(partnership, people), function="Housing")[0]


def _need(partnership, people) -> Subject:
    found = _visit(partnership, people).exchange.one
    return Subject.objects.get_or_create(city=found, is_offer=False, theme="housing")[0]


def _lesson(partnership, people) -> Lesson:
    visit = _visit(partnership, people)
    return Lesson.objects.get_or_create(visit=visit, city=visit.exchange.one, learned="A", step="B")[0]


def _process(partnership, **more):
    made = {"title": "Council", "question": "?", "happens": "both", "link_token": "process"}
    return {"pk": Process.objects.get_or_create(partnership=partnership, defaults=made)[0].pk, **more}


def _session(partnership, people):
    meeting = Meeting.objects.get_or_create(partnership=partnership, title="Two days", on="2026-05-04")[0]
    Session.objects.get_or_create(meeting=meeting)
    return {"pk": meeting.pk}


def _cluster(partnership, people):
    pk = _session(partnership, people)["pk"]
    session = Session.objects.get(meeting=pk)
    return {"pk": Cluster.objects.get_or_create(session=session, title="Counters")[0].pk}


THINGS = {
    **dict.fromkeys(
        ("facilitation", "facilitation-change", "facilitation-groups", "note-new", "notes-sort",
         "facilitation-decide"),
        _session,
    ),
    "cluster": _cluster,
    "proposal-feedback": lambda partnership, people: {"pk": _proposal(partnership).pk},
    "proposal-letter": lambda partnership, people: {"pk": _proposal(partnership).pk, "form": "html"},
    "receipt-answer": lambda partnership, people: _proposal(partnership) and {"token": "r"},
    "receipt-letter": lambda partnership, people: _proposal(partnership) and {"token": "r", "form": "html"},
    "method": lambda partnership, people: {"name": "citizens-jury"},
    "evaluate": lambda partnership, people: _process(partnership) and {"token": "process"},
    **dict.fromkeys(
        ("process", "process-change", "checklist", "agreement", "assessment", "evaluation"),
        lambda partnership, people: _process(partnership),
    ),
    **dict.fromkeys(
        ("agreement-document", "evaluation-document"),
        lambda partnership, people: _process(partnership, form="html"),
    ),
    **dict.fromkeys(
        ("peer", "peer-change", "peer-withdraw", "peer-subject-new"),
        lambda partnership, people: {"pk": _visit(partnership, people).exchange.one_id},
    ),
    **dict.fromkeys(
        ("peer-exchange", "peer-answer", "peer-visit-new"),
        lambda partnership, people: {"pk": _visit(partnership, people).exchange_id},
    ),
    **dict.fromkeys(
        ("peer-visit", "peer-visit-calendar", "peer-visit-change", "peer-participant-new"),
        lambda partnership, people: {"pk": _visit(partnership, people).pk},
    ),
    "peer-subject-remove": lambda partnership, people: {"pk": _need(partnership, people).pk},
    "peer-participant-remove": lambda partnership, people: {"pk": _participant(partnership, people).pk},
    "peer-lesson": lambda partnership, people: {"pk": _lesson(partnership, people).pk},
    "peer-lesson-card": lambda partnership, people: {
        "pk": _visit(partnership, people).pk, "city": _visit(partnership, people).exchange.one_id
    },
    "peer-follow-up": lambda partnership, people: {
        "pk": _visit(partnership, people).follow_ups.get(city__name="Demoville", months=3).pk
    },
    **dict.fromkeys(
        (
            "lottery", "lottery-tickets", "lottery-program", "lottery-publish", "lottery-draw",
            "lottery-codes", "lottery-erase", "lottery-replace",
        ),
        _lottery,
    ),
    **dict.fromkeys(
        ("budget", "budget-result", "budget-vote", "budget-change", "budget-count", "budget-erase",
         "budget-ballots", "project-new"),
        _budget,
    ),
    "project-change": _project,
    **dict.fromkeys(
        ("ranking", "ranking-export", "ranking-score", "ranking-sheets", "ranking-close"), _ranking
    ),
    "budget-take-part": lambda partnership, people: _budget(partnership, people) and {"token": "budget"},
    **dict.fromkeys(("fund", "fund-here"), lambda partnership, people: {"name": "eui-innovative-actions"}),
    "fund-calendar": lambda partnership, people: {"name": "cerv-town-twinning"},
    "advice-memo": lambda partnership, people: {"form": "html"},
    "action-money": lambda partnership, people: {"key": planned(partnership, people).action.key},
    **dict.fromkeys(
        ("project-fiche", "fund-pays"),
        lambda partnership, people: {
            "key": planned(partnership, people).action.key, "name": "elena", "form": "html"
        },
    ),
    "practice": lambda partnership, people: {"name": "big-local"},
    "catalogue-practice": lambda partnership, people: {"name": "big-local"},
    "practices-export": lambda partnership, people: {"kind": "csv"},
    "initiative": lambda partnership, people: {"name": "cc-demos"},
    "initiative-draft": lambda partnership, people: {"name": "urbact-good-practice"},
    "practice-change": _practice,
    "practice-review": _practice,
    "barrier": lambda partnership, people: {"pk": _barrier(partnership).pk},
    "barrier-change": lambda partnership, people: {"pk": _barrier(partnership).pk},
    "barrier-remove": lambda partnership, people: {"pk": _barrier(partnership).pk},
    "document-new": lambda partnership, people: {"pk": _barrier(partnership).pk},
    "testimony-new": lambda partnership, people: {"pk": _barrier(partnership).pk},
    "document": lambda partnership, people: {"pk": _document(partnership).pk},
    "evidence-remove": lambda partnership, people: {"what": "document", "pk": _document(partnership).pk},
    "report-decide": lambda partnership, people: {"pk": _report(partnership).pk},
    "place-table-remove": lambda partnership, people: {"pk": _table(partnership).pk},
    "report": lambda partnership, people: {
        "key": ReportDoor.objects.get_or_create(partnership=partnership)[0].key
    },
    "proposals-file": lambda partnership, people: {
        "pk": _round(partnership, "ideas").pk, "form": "decidim", "kind": "json"
    },
    "propose": lambda partnership, people: {"pk": _round(partnership, "ideas").pk},
    "similar": lambda partnership, people: {"pk": _round(partnership, "ideas").pk},
    "similar-by-link": lambda partnership, people: {"token": _round(partnership, "ideas").link_token},
    "paper": lambda partnership, people: {"pk": _round(partnership, "ideas").pk},
    **dict.fromkeys(
        (
            "heard",
            "margins",
            "round",
            "round-change",
            "vote",
            "results",
            "codes",
            "statement-new",
            "votes-export",
        ),
        lambda partnership, people: {"pk": _round(partnership).pk},
    ),
    **dict.fromkeys(
        ("proposal", "comment-new", "proposal-judge", "proposal-merge", "proposal-split", "proposal-outcome"),
        lambda partnership, people: {"pk": _proposal(partnership).pk},
    ),
    "statement": lambda partnership, people: {"pk": _statement(partnership).pk},
    "comment-hide": lambda partnership, people: {"pk": _comment(partnership).pk},
    "take-part": lambda partnership, people: {"token": _round(partnership).link_token},
    "proposal-receipt": lambda partnership, people: {"token": "r" if _proposal(partnership) else ""},
    **dict.fromkeys(
        ("city", "city-versions", "neighbourhood", "upload"),
        _city,
    ),
    **dict.fromkeys(
        ("dataset-columns", "dataset-quality", "version-publish", "version-picture", "figure-pin"),
        lambda partnership, people: _city(partnership, people) | {"number": 1},
    ),
    **dict.fromkeys(
        ("city-task", "city-task-state"),
        lambda partnership, people: _city(partnership, people) | {"pk": Task.objects.get().pk},
    ),
    "version-file": lambda partnership, people: (
        _city(partnership, people) | {"number": 1, "name": "figures.csv"}
    ),
    "version-tile": lambda partnership, people: (
        _city(partnership, people) | {"number": 1, "z": 0, "x": 0, "y": 0}
    ),
    "phase": lambda partnership, people: {"pk": partnership.phases.first().pk},
    "deadline": lambda partnership, people: {"pk": partnership.phases.first().deadlines.get().pk},
    "deadline-done": lambda partnership, people: {"pk": partnership.phases.first().deadlines.get().pk},
    "member": lambda partnership, people: {"pk": partnership.memberships.get(user=people["observer"]).pk},
    "figure": lambda partnership, people: {"pk": _figure(partnership).pk},
    "link": lambda partnership, people: {"key": "figure", "pk": _figure(partnership).pk},
    "unlink": lambda partnership, people: {"pk": _link(partnership).pk},
    "passkey-remove": lambda partnership, people: {"pk": 1},
    "token-revoke": lambda partnership, people: {"pk": 1},
    **dict.fromkeys(
        (
            "plan-home", "plan-portfolio", "plan-monitoring", "plan-public", "plan-documents", "meetings",
            "action-new", "action", "action-edit", "action-history", "action-state", "remark", "assign",
            "action-report", "plan-frame", "actions-merge", "action-split", "action-refresh",
            "plan-import-new", "action-public", "meeting-new", "edition-new", "consultation-new",
        ),
        lambda partnership, people: {"key": planned(partnership, people).action.key},
    ),
    "action-field": lambda partnership, people: {
        "key": planned(partnership, people).action.key, "name": "problem"
    },
    "frame-field": lambda partnership, people: {"name": "summary"},
    "plan-import": lambda partnership, people: {"pk": _imported(partnership).pk},
    "plan-document": lambda partnership, people: {"name": "summary", "form": "html"},
    "plan-open-data": lambda partnership, people: planned(partnership, people) and {"form": "json"},
    "edition-changes": lambda partnership, people: {
        "pk": planned(partnership, people).edition.pk, "form": "html"
    },
    "meeting": lambda partnership, people: {"pk": planned(partnership, people).meeting.pk},
    "remark-close": lambda partnership, people: {"pk": planned(partnership, people).remark.pk},
    "assignment-done": lambda partnership, people: {"pk": planned(partnership, people).task.pk},
    **dict.fromkeys(
        ("consultation", "comment-whole", "responses"),
        lambda partnership, people: {"pk": planned(partnership, people).consultation.pk},
    ),
    "comment": lambda partnership, people: {
        "pk": planned(partnership, people).consultation.pk, "key": "bridge"
    },
    "consultation-report": lambda partnership, people: {
        "pk": planned(partnership, people).consultation.pk, "form": "html"
    },
    **dict.fromkeys(
        ("comment-moderate", "comment-answer"),
        lambda partnership, people: {"pk": planned(partnership, people).comment.pk},
    ),
}  # fmt: skip
"""What stands in an address beside the partnership, by the name of the page."""


@cache
def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    """All addresses but those of the API, whose operations have their own tests."""
    out: list[URLPattern] = []
    for one in (resolver or get_resolver()).url_patterns:
        if str(one.pattern).startswith("api/") and getattr(one, "name", "") != "api-docs":
            continue
        out += patterns(one) if isinstance(one, URLResolver) else [one]
    return out


def address(name: str, partnership, people) -> str:
    values = {"slug": partnership.slug, "token": people["expert"].calendar_token}
    if name in THINGS:
        values |= THINGS[name](partnership, people)
    pattern = next(one for one in patterns() if one.name == name)
    query = {"neighbourhood": "?code=A0000", "fund-calendar": "?deadline=2030-01-01"}.get(name, "")
    return reverse(name, kwargs={key: values[key] for key in pattern.pattern.converters}) + query


def test_every_page_is_in_the_table() -> None:
    assert {one.name for one in patterns()} == set(PAGES)


def test_every_page_says_for_whom_it_is() -> None:
    for one in patterns():
        gate = getattr(one.callback, "gate", None)
        assert gate in {"anyone", "signed in"} or isinstance(gate, Action), one.name


def test_a_page_that_says_nothing_is_refused(rf) -> None:
    from django.core.exceptions import PermissionDenied  # noqa: PLC0415

    from isopolis.workspace.people.gate import Gate  # noqa: PLC0415

    with pytest.raises(PermissionDenied):
        Gate(lambda request: None).process_view(rf.get("/"), lambda request: None, (), {})


def test_a_character_that_no_text_can_hold_is_refused_before_the_database(client) -> None:
    assert client.get("/learn/practices/?words=%00").status_code == 400
    assert client.get("/api/v1/partnerships?word=%00").headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("who", sorted(EVERYBODY))
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_open_to_the_roles_of_the_table(who, method, partnership, people, signed_in) -> None:
    client = signed_in(people.get(who))
    for name, allowed in PAGES.items():
        if who in people and SESSION_KEY not in client.session:  # the page before ended it
            client = signed_in(people[who])
        answer = getattr(client, method)(address(name, partnership, people))
        if answer.streaming:
            b"".join(answer)  # a file is closed when it has been read
        at_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/?next=")
        refused = answer.status_code in {403, 404} or at_sign_in
        if name == "calendar":
            refused = answer.status_code == 404
        if name == "oidc":
            refused = answer.status_code in {404, 405}
        if name in {"token-revoke", "passkey-remove"}:  # of somebody else: not there
            refused = at_sign_in
        assert refused == (who not in allowed), (name, answer.status_code)
        assert answer.status_code < 500, name


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_a_private_partnership_looks_like_one_that_does_not_exist(
    who, partnership, people, signed_in
) -> None:
    client = signed_in(people.get(who))
    hidden = client.get(f"/partnerships/{partnership.slug}/")
    absent = client.get("/partnerships/no-such-partnership/")
    assert hidden.status_code == absent.status_code
    assert hidden.headers.get("Location", "").replace(partnership.slug, "no-such-partnership") == (
        absent.headers.get("Location", "")
    )


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_a_public_partnership_shows_its_page_and_nothing_more(who, partnership, people, signed_in) -> None:
    partnership.is_public = True
    partnership.save()
    client = signed_in(people.get(who))
    page = client.get(f"/partnerships/{partnership.slug}/")
    assert page.status_code == 200
    assert "Person" not in page.content.decode().partition("<main")[2]
    assert client.get(f"/partnerships/{partnership.slug}/members/").status_code in {302, 403}


def test_the_role_counts_in_its_own_partnership_only(partnership, people, signed_in) -> None:
    from isopolis.workspace.people.joining import found  # noqa: PLC0415

    other = found("Other partnership", people["stranger"])
    client = signed_in(people["coordinator"])
    assert client.get(f"/partnerships/{other.slug}/").status_code == 404
    theirs = other.phases.first()
    assert client.get(f"/partnerships/{partnership.slug}/phases/{theirs.pk}/").status_code == 404


def test_a_coordinator_without_second_factor_gets_nowhere(partnership, people, signed_in) -> None:
    client = signed_in(people["coordinator"])
    session = client.session
    del session[PASSED]
    session.save()
    for name in ("partnership", "members", "invite", "log"):
        answer = client.get(address(name, partnership, people))
        assert answer.headers["Location"] == "/account/second-factor/", name
    home = client.get("/").content.decode()
    assert "Set up the second factor" in home
    assert "One page" not in home


def test_every_action_is_in_the_table_and_the_public_changes_nothing() -> None:
    assert set(PERMISSIONS) == set(Action)
    public = [action.name for action, roles in PERMISSIONS.items() if PUBLIC in roles]
    assert "SEE_PARTNERSHIP" in public
    assert all(name.startswith("SEE_") for name in public)


def test_only_whoever_owes_it_says_that_it_is_done(partnership, people, signed_in) -> None:
    deadline = partnership.phases.first().deadlines.get()
    deadline.role = "partner"
    deadline.save()
    url = f"/partnerships/{partnership.slug}/deadlines/{deadline.pk}/done/"
    assert signed_in(people["expert"]).post(url).status_code == 403
    assert signed_in(people["partner"]).post(url).status_code == 302
    deadline.refresh_from_db()
    assert deadline.done_by == people["partner"]
