"""The demonstration's draft plan, with people at work on it: comments, tasks, a meeting, a consultation."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from isopolis.demo.action_plan import demonstration_plan
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.plan_file import plan_from_json, plan_json
from isopolis.plan.consultation.comment import Verdict, Who
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.plan.models import (
    Action,
    Assignment,
    Consultation,
    Decision,
    Edition,
    Meeting,
    PublicAnswer,
    PublicComment,
    Remark,
)
from isopolis.workspace.plan.records import store_plan
from isopolis.workspace.plan.voted import result_of, statements_of
from isopolis.workspace.thread.kinds import kind
from isopolis.workspace.thread.links import connect

CAMPAIGN = (
    "Open the places of digital help on Saturday morning. I work all week and cannot come on a weekday, "
    "and my neighbours cannot either."
)
COMMENTS: tuple[tuple[str, Who, str, str, int | None, int | None], ...] = (
    ("open-hours", Who.ASSOCIATION, "Evening School of Ostervik", "Good, but helpers need training in "
     "easy language as well as in computers. Please add it to the standard of seven points.", 4, 5),
    ("shared-measure", Who.RESEARCH, "", "Figures of country of birth say nothing about the grandchildren "
     "of those who came. The plan should say so beside every map.", 5, 3),
    ("stay-put", Who.BUSINESS, "", "Two pages are fair. Please say which quarters are meant "
     "before projects are bought, not after.", 3, 4),
    ("stay-put", Who.RESIDENT, "", "A right to return is of little use after three years in another "
     "quarter. Renew house by house.", 4, 4),
    ("", Who.CITY, "", "Who pays when the project money ends? The plan is silent on it for five "
     "of eight actions.", 2, 4),
    ("late-buses", Who.RESIDENT, "", "The last bus from the hospital leaves ten minutes before the late "
     "shift ends.", 5, 5),
)  # fmt: skip
ANSWERS = (
    (0, Verdict.ACCEPTED, "Easy language becomes a part of the point on training.", "Outputs of action 6"),
    (1, Verdict.PARTLY, "Every map will say what it does not show. Ancestry is not counted in most states, "
     "and the partners do not ask for it.", "Risks of action 1"),
    (2, Verdict.REJECTED, "A list of quarters before a decision would raise rents where nothing is "
     "decided.", ""),
)  # fmt: skip


THREAD = (
    ("Digital help on Saturdays", "open-hours"),
    ("Interpreters at the counters", "open-hours"),
    ("Night buses to the hospital and the port", "late-buses"),
    ("A quota of affordable flats in every new building", "stay-put"),
)
"""Proposals of residents, by title, and the actions that they became."""


def fill_plan(partnership: Partnership, people: dict[str, User]) -> None:
    """Store the plan and the work on it; all days are counted from today."""
    now = timezone.now()
    today = now.date()
    plan = _with_cities_of_the_workspace(demonstration_plan(today))
    store_plan(partnership, plan, people["coordinator"])
    actions = {one.key: one for one in partnership.actions.all()}
    proposals = kind("proposal")
    for title, key in THREAD if proposals else ():
        for one in proposals.everything(partnership).filter(title=title):
            connect(partnership, one, "became", actions[key], by=people["coordinator"])
    edition = Edition.objects.create(
        partnership=partnership,
        name=plan.edition,
        plan=plan.model_dump(mode="json"),
        is_public=True,
        made_by=people["coordinator"],
        at=now - timedelta(days=20),
    )
    _work(partnership, actions, people)
    _consultation(partnership, edition)


def _with_cities_of_the_workspace(plan: Plan) -> Plan:
    """The plan whose indicators are computed from the cities as the workspace calls them."""
    text = plan_json(plan).replace('"city": "Tessemar (generated)"', '"city": "Tessemar"')
    return plan_from_json(text)


def _work(partnership: Partnership, actions: dict[str, Action], people: dict[str, User]) -> None:
    today = timezone.now().date()
    Remark.objects.create(
        action=actions["open-allocation"],
        field="objective",
        text="“Its share” of what? Of the vacancies, I think.",
        suggestion="Six cities and two regions decide by 2029 on allocation rules under which no "
        "neighbourhood takes in more newcomers with urgent need than its share of the vacancies.",
        author=people["partner"],
    )
    Remark.objects.create(
        action=actions["shared-measure"],
        field="indicators",
        text="The baseline of 38% counts two cities only. Can we say how many people that is?",
        author=people["expert"],
    )
    Remark.objects.create(
        action=actions["late-buses"],
        field="links",
        text="The checker is right: there is no barrier behind this action yet. I will write one.",
        author=people["moderator"],
    )
    for key, what, person, days in (
        ("late-buses", "Describe the barrier behind the evening gap", "moderator", 12),
        ("small-city-window", "Find the missing 140,000 euros", "coordinator", -3),
        ("panel-of-absent", "Ask the residents' panel about the kit", "partner", 20),
    ):
        Assignment.objects.create(
            action=actions[key], what=what, person=people[person], due_on=today + timedelta(days=days)
        )
    meeting = Meeting.objects.create(
        partnership=partnership,
        title="Fourth meeting of the partners",
        on=today - timedelta(days=44),
        agenda=[
            {"title": "Draft plan", "why": "All eight actions have a leader."},
            {"title": "A label for equal cities", "why": "Dropped in July; the network asks again."},
        ],
        minutes="The partners went through the eight actions one by one. The network asked to take up the "
        "label again; the others saw no need beside the Commission's award.\n\nThe draft goes into public "
        "consultation.",
    )
    Decision.objects.create(
        meeting=meeting,
        text="The draft plan goes into public consultation.",
        in_favour=12,
        against=0,
        abstained=1,
    )
    voted = statements_of(partnership).filter(text__startswith="Buses should run all night").first()
    Decision.objects.create(
        meeting=meeting,
        action=actions["late-buses"],
        text="The late buses stay in the plan, on the lines of the hospital and the port.",
        statement=voted,
        result=result_of(voted) if voted else {},
        in_favour=13,
        against=0,
        abstained=0,
    )
    Decision.objects.create(
        meeting=meeting,
        action=actions["equality-label"],
        text="The label is not taken up again.",
        in_favour=9,
        against=3,
        abstained=1,
        minority="A label of the partners' own would be closer to the neighbourhoods than an award.",
    )


def _consultation(partnership: Partnership, edition: Edition) -> None:
    today = timezone.now().date()
    made = Consultation.objects.create(
        partnership=partnership,
        edition=edition,
        opens=today - timedelta(days=18),
        closes=today + timedelta(days=24),
        introduction="Read the draft and say what you think of it: of each action, or of the whole. Every "
        "comment is answered in the report.",
    )
    stored = [
        PublicComment.objects.create(
            consultation=made,
            action=key,
            who=who,
            organisation=organisation,
            text=text,
            feasibility=feasible,
            impact=impact,
            state=PublicComment.State.SHOWN,
        )
        for key, who, organisation, text, feasible, impact in COMMENTS
    ]
    for i in range(7):
        PublicComment.objects.create(
            consultation=made,
            action="open-hours",
            who=Who.RESIDENT,
            text=CAMPAIGN.replace("neighbours", "friends") if i % 3 == 2 else CAMPAIGN,
            feasibility=4,
            impact=5,
            state=PublicComment.State.SHOWN,
        )
    PublicComment.objects.create(
        consultation=made, action="panel-of-absent", who=Who.RESIDENT, text="Nobody asked me. Until now."
    )
    for place, verdict, reason, changed in ANSWERS:
        answer = PublicAnswer.objects.create(
            consultation=made, verdict=verdict, reason=reason, changed=changed
        )
        PublicComment.objects.filter(pk=stored[place].pk).update(answer=answer)
