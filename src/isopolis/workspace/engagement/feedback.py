"""“You said – we did”: what became of a proposal, for everybody who may see it and for its author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from isopolis.decide.feedback import Ballot, Deed, Fate, Feedback
from isopolis.language import Language
from isopolis.plan.actions.action import Action as ActionRecord
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.vocabulary import TITLES
from isopolis.plan.documents.action_plan.write import RENDERERS
from isopolis.plan.documents.engagement.letter import letter
from isopolis.workspace.decide.models import Proposal, State, Statement, Vote, visible_proposals
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.people.permissions import PUBLIC, Action, may
from isopolis.workspace.people.tokens import token_hash
from isopolis.workspace.plan.records import plan_record
from isopolis.workspace.plan.views.actions import latest_public
from isopolis.workspace.plan.views.documents import sent
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.thread.models import Link


def feedback_of(proposal: Proposal, role: str, language: Language) -> Feedback:
    """What a role may know of what became of a proposal; a merged one shares in the fate of the other."""
    leading = _leading(proposal)
    family = [proposal.pk, leading.pk]
    comments = leading.comments.filter(hidden_because="").count()
    return Feedback(
        title=proposal.title,
        idea=proposal.idea or proposal.problem,
        put_on=timezone.localtime(proposal.created_at).date(),
        fate=Fate(proposal.state),
        reason=proposal.reason,
        merged_into=leading.title if leading != proposal else "",
        merged_from=proposal.sources.count(),
        comments=comments,
        ballots=_ballots(family),
        deeds=_deeds(proposal.partnership, family, role, language),
        answer=proposal.came_of_it or leading.came_of_it,
    )


def _leading(proposal: Proposal) -> Proposal:
    """The proposal that it was merged into, over all steps."""
    seen = {proposal.pk}
    while proposal.merged_into and proposal.merged_into_id not in seen:
        proposal = proposal.merged_into
        seen.add(proposal.pk)
    return proposal


def _ballots(family: Iterable[int]) -> tuple[Ballot, ...]:
    """Votes on the statements that grew from these proposals."""
    found = []
    for one in Statement.objects.filter(proposal__in=family, state=State.SHOWN):
        count = Counter(Vote.objects.filter(statement=one).values_list("value", flat=True))
        found.append(Ballot(one.text, agree=count[1], disagree=count[-1], passed=count[0]))
    return tuple(found)


def _deeds(
    partnership: Partnership, family: Iterable[int], role: str, language: Language
) -> tuple[Deed, ...]:
    """The actions that grew from these proposals: as they are now, or as the last public edition has them."""
    links = Link.objects.filter(
        partnership=partnership, source_kind="proposal", source_id__in=family, relation="became"
    )
    stored = partnership.actions.filter(pk__in=links.values_list("target_id", flat=True))
    keys = set(stored.values_list("key", flat=True))
    plan = _plan(partnership, role) if keys else None
    if plan is None:
        return ()
    return tuple(_deed(one, plan, language) for one in plan.actions if one.key in keys)


def _plan(partnership: Partnership, role: str) -> Plan | None:
    """The plan as a role may read it; None where nothing of it is public yet."""
    if may(role, Action.SEE_PLAN):
        return plan_record(partnership)
    edition = latest_public(partnership)
    return None if edition is None else Plan.model_validate(edition.plan)


def _deed(action: ActionRecord, plan: Plan, language: Language) -> Deed:
    ends = [one.ends for one in action.steps if one.ends]
    return Deed(
        title=action.title,
        state=language.text(TITLES[action.state]),
        leader=", ".join(plan.name_of(one) for one in action.leaders),
        until=max(ends) if ends else None,
    )


def _context(proposal: Proposal, role: str) -> dict[str, Any]:
    language = reader_language()
    found = feedback_of(proposal, role, language)
    return {
        "partnership": proposal.partnership,
        "proposal": proposal,
        "said": found.you_said(language),
        "heard": list(found.we_heard(language)),
        "did": list(found.we_did(language)),
        "formats": tuple(RENDERERS),
    }


def _written(proposal: Proposal, role: str, form: str, address: str = "") -> HttpResponse:
    language = reader_language()
    name = str(proposal.author) if proposal.author else proposal.signature
    told = letter(
        feedback_of(proposal, role, language),
        proposal.partnership.name,
        language,
        timezone.localdate(),
        name=name,
        address=address,
    )
    return sent(told, f"you-said-{proposal.pk}", form)


def _visible(request: HttpRequest, pk: int) -> Proposal:
    things = visible_proposals(Proposal.objects.filter(partnership=request.partnership), request.role)
    return get_object_or_404(things.select_related("partnership", "author", "merged_into"), pk=pk)


def _by_receipt(token: str) -> Proposal:
    things = Proposal.objects.select_related("partnership", "author", "merged_into", "round")
    return get_object_or_404(things, receipt_hash=token_hash(token))


@needs(Action.SEE_PROPOSALS)
@require_safe
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Every proposal that was answered or became an action, and how many wait for an answer."""
    shown = request.partnership.proposals.filter(state=State.SHOWN)
    became = Link.objects.filter(
        partnership=request.partnership, source_kind="proposal", relation="became"
    ).values_list("source_id", flat=True)
    answered = shown.filter(~Q(came_of_it="") | Q(pk__in=became)).select_related("partnership", "merged_into")
    page = {
        "partnership": request.partnership,
        "rows": [_context(one, request.role) for one in answered],
        "waiting": shown.exclude(pk__in=answered.values("pk")).count(),
        "may_moderate": may(request.role, Action.MODERATE),
    }
    return render(request, "engagement/answers.html", page)


@needs(Action.SEE_PROPOSALS)
@require_safe
def feedback(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What became of one proposal."""
    return render(request, "engagement/feedback.html", _context(_visible(request, pk), request.role))


@needs(Action.SEE_PROPOSALS)
@require_safe
def feedback_letter(request: HttpRequest, slug: str, pk: int, form: str) -> HttpResponse:
    """The letter to its author; what it says is what the page says to whoever asks."""
    return _written(_visible(request, pk), request.role, form)


@for_anyone
@require_safe
def receipt_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The same for an author without an account, behind the link of the receipt."""
    page = _context(_by_receipt(token), PUBLIC)
    return render(request, "engagement/feedback.html", {**page, "token": token})


@for_anyone
@require_safe
def receipt_letter(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """The letter for an author without an account."""
    address = request.build_absolute_uri().rsplit("letter", 1)[0]
    return _written(_by_receipt(token), PUBLIC, form, address)
