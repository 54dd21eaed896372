"""What stands in the address of each page, made for a partnership of a test."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
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
from isopolis.workspace.people.tokens import token_hash
from isopolis.workspace.plan.models import Meeting
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.priorities.models import Ranking
from isopolis.workspace.tasks.models import Task
from isopolis.workspace.thread.models import Figure, Link
from measured_city import measured
from planned import planned


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
        ("peer-visit", "peer-visit-calendar", "peer-visit-change", "peer-participant-new", "peer-point-new"),
        lambda partnership, people: {"pk": _visit(partnership, people).pk},
    ),
    **dict.fromkeys(
        ("peer-point-change", "peer-point-move", "peer-point-remove"),
        lambda partnership, people: {"pk": _visit(partnership, people).pk, "key": 0},
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
         "budget-ballots", "budget-codes", "budget-paper", "project-new"),
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
