"""Consultations: the public page and its form, moderation, the response table, the report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.plan.actions.compare import compare
from isopolis.plan.actions.plan import Plan
from isopolis.plan.consultation.comment import CONSULTATION_TITLES, Answer, Comment
from isopolis.plan.consultation.results import response_table
from isopolis.plan.documents.action_plan.consultation import consultation_report
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.people.permissions import may
from isopolis.workspace.plan.field_inputs import EDITABLE, label_of
from isopolis.workspace.plan.forms import AnswerForm, ConsultationForm, PublicCommentForm
from isopolis.workspace.plan.models import Consultation, PublicAnswer, PublicComment
from isopolis.workspace.plan.place import page, writing
from isopolis.workspace.plan.rate import count_comment, is_too_fast
from isopolis.workspace.plan.views.documents import sent
from isopolis.workspace.site.reader import reader_language

SHOWN, WAITING, HIDDEN = PublicComment.State.SHOWN, PublicComment.State.WAITING, PublicComment.State.HIDDEN


def _found(request: HttpRequest, pk: int) -> tuple[Consultation, Plan]:
    found = get_object_or_404(
        Consultation.objects.select_related("edition"), pk=pk, partnership=request.partnership
    )
    return found, Plan.model_validate(found.edition.plan)


@needs(Permission.RUN_PLAN)
def new_consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish an edition for comments."""
    if not request.partnership.editions.exists():
        messages.error(request, _("First keep an edition of the plan: that is what people comment on."))
        return redirect("plan-documents", slug=slug)
    form = ConsultationForm(request.partnership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save(commit=False)
            made.partnership = request.partnership
            made.save()
            record(request.user, "consultation opened", str(made), request.partnership)
        return redirect(made)
    context = page(request, form=form, title=_("Open a consultation"), button=_("Open it"))
    return render(request, "form.html", context, status=400 if form.errors else 200)


@needs(Permission.SEE_PARTNERSHIP)
@require_safe
def consultation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The draft, with a way to comment on each action and on the whole."""
    found, plan = _found(request, pk)
    comments = list(found.comments.filter(state=SHOWN).select_related("answer"))
    language = reader_language()
    actions = [
        {
            "key": one.key,
            "number": plan.number(one),
            "title": one.title,
            "objective": one.objective,
            "n": sum(c.action == one.key for c in comments),
        }
        for one in plan.standing
    ]
    return render(
        request,
        "plan/consultation.html",
        page(
            request,
            consultation=found,
            plan=plan,
            actions=actions,
            is_open=found.is_open(timezone.now().date()),
            comments=[_shown(one, plan, language) for one in comments if one.text],
            may_answer=may(request.role, Permission.RUN_PLAN),
            waiting=found.comments.filter(state=WAITING).count(),
        ),
    )


def _shown(one: PublicComment, plan: Plan, language: Any) -> dict[str, Any]:
    titles = {action.key: action.title for action in plan.actions}
    answer = one.answer
    return {
        "comment": one,
        "action": titles.get(one.action, ""),
        "sender": one.organisation or language.text(CONSULTATION_TITLES[one.who]),
        "verdict": "" if answer is None else language.text(CONSULTATION_TITLES[answer.verdict]),
    }


@needs(Permission.SEE_PARTNERSHIP)
def comment(request: HttpRequest, slug: str, pk: int, key: str = "") -> HttpResponse:
    """Comment on an action or on the whole; seen by others after moderation."""
    from isopolis.plan.documents.action_plan.fiche import action_blocks  # noqa: PLC0415
    from isopolis.plan.documents.flow.html import blocks_to_html  # noqa: PLC0415

    found, plan = _found(request, pk)
    if not found.is_open(timezone.now().date()):
        messages.error(request, _("The consultation is not open today."))
        return redirect(found)
    action = next((one for one in plan.standing if one.key == key), None)
    if key and action is None:
        raise Http404
    form = PublicCommentForm(reader_language(), request.POST or None)
    if request.method == "POST":
        if is_too_fast(request):
            form.add_error(None, _("Many comments came from here. Please try again in a while."))
        elif form.is_valid():
            count_comment(request)
            if not form.cleaned_data["website"]:
                made = form.save(commit=False)
                made.consultation, made.action = found, key
                made.save()
            messages.success(request, _("Thank you. Your comment will be read, and answered in the report."))
            return redirect(found)
    context = page(request, consultation=found, action=action, form=form, plan=plan)
    if action is not None:
        context["html"] = blocks_to_html(action_blocks(writing(request, plan), action, 0), 2)
    return render(request, "plan/comment.html", context, status=400 if form.errors else 200)


def _records(found: Consultation) -> tuple[list[Comment], list[Answer]]:
    """Everything that was not hidden, as records; and the answers."""
    stored = [one for one in found.comments.select_related("answer") if one.state != HIDDEN]
    comments = [
        Comment(
            key=f"c{one.pk}",
            who=one.who,
            action=one.action,
            organisation=one.organisation,
            country=one.country,
            text=one.text,
            feasibility=one.feasibility,
            impact=one.impact,
            received=one.at.date(),
        )
        for one in stored
    ]
    by_answer: dict[int, list[PublicComment]] = {}
    for one in stored:
        if one.answer_id:
            by_answer.setdefault(one.answer_id, []).append(one)
    answers = [
        Answer(
            comments=tuple(f"c{one.pk}" for one in own),
            verdict=own[0].answer.verdict,
            reason=own[0].answer.reason,
            changed=(own[0].answer.changed,) if own[0].answer.changed else (),
        )
        for own in by_answer.values()
    ]
    return comments, answers


@needs(Permission.RUN_PLAN)
@require_safe
def responses(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Moderation and the response table: alike comments together."""
    found, plan = _found(request, pk)
    comments, answers = _records(found)
    stored = {f"c{one.pk}": one for one in found.comments.all()}
    titles = {one.key: one.title for one in plan.actions}
    language = reader_language()
    rows = [
        {
            "first": stored[row.group.comments[0].key],
            "n": len(row.group.comments),
            "is_campaign": row.group.is_campaign,
            "action": titles.get(row.group.comments[0].action, ""),
            "sender": row.group.comments[0].organisation
            or language.text(CONSULTATION_TITLES[row.group.comments[0].who]),
            "verdict": "" if row.answer is None else language.text(CONSULTATION_TITLES[row.answer.verdict]),
            "reason": "" if row.answer is None else row.answer.reason,
        }
        for row in response_table(comments, answers)
    ]
    context = page(request, consultation=found, rows=rows)
    context["waiting"] = [
        {"comment": one, "action": titles.get(one.action, "")} for one in found.comments.filter(state=WAITING)
    ]
    return render(request, "plan/responses.html", context)


@needs(Permission.RUN_PLAN)
@require_POST
def moderate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a comment, or hide it."""
    found = get_object_or_404(PublicComment, pk=pk, consultation__partnership=request.partnership)
    with transaction.atomic():
        found.state = SHOWN if "show" in request.POST else HIDDEN
        found.save(update_fields=["state"])
        record(request.user, f"comment {found.state}", str(found), request.partnership)
    messages.success(
        request, _("The comment is shown.") if found.state == SHOWN else _("The comment is hidden.")
    )
    return redirect("responses", slug=slug, pk=found.consultation_id)


@needs(Permission.RUN_PLAN)
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Answer a comment, and with it all that say the same."""
    first = get_object_or_404(PublicComment, pk=pk, consultation__partnership=request.partnership)
    found = first.consultation
    comments, answers = _records(found)
    row = next(
        (
            one
            for one in response_table(comments, answers)
            if f"c{first.pk}" in {c.key for c in one.group.comments}
        ),
        None,
    )
    if row is None:
        raise Http404
    before = first.answer
    initial = (
        {}
        if before is None
        else {"verdict": before.verdict, "reason": before.reason, "changed": before.changed}
    )
    changes = _changed_since(request, found, first.action)
    form = AnswerForm(reader_language(), changes, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        keys = [int(one.key[1:]) for one in row.group.comments]
        with transaction.atomic():
            made = PublicAnswer.objects.create(consultation=found, **form.answered())
            found.comments.filter(pk__in=keys).update(answer=made)
            found.answers.filter(comments=None).delete()
            record(request.user, "comment answered", str(first), request.partnership)
        messages.success(request, _("The answer is kept."))
        return redirect("responses", slug=slug, pk=found.pk)
    context = page(request, consultation=found, comment=first, n=len(row.group.comments), form=form)
    return render(request, "plan/answer.html", context, status=400 if form.errors else 200)


def _changed_since(request: HttpRequest, found: Consultation, key: str) -> list[str]:
    """The fields of an action (of all for "") that changed since the edition, as an answer names them."""
    said = writing(request)
    difference = compare(Plan.model_validate(found.edition.plan), said.plan)
    titles = {one.key: one.title for one in said.plan.actions}
    return [
        f"{titles[one.action]}{_(': ')}{label_of(one.field, said.language)}"
        for one in difference.fields
        if key in ("", one.action) and one.field in EDITABLE
    ]


@needs(Permission.SEE_PARTNERSHIP)
@require_safe
def report(request: HttpRequest, slug: str, pk: int, form: str) -> HttpResponse:
    """The consultation report; the public sees it when the consultation has ended."""
    found, plan = _found(request, pk)
    if timezone.now().date() <= found.closes and not may(request.role, Permission.SEE_PLAN):
        messages.error(request, _("The report is public when the consultation has ended."))
        return redirect(found)
    comments, answers = _records(found)
    shown = {f"c{one}" for one in found.comments.filter(state=SHOWN).values_list("pk", flat=True)}
    visible = [one if one.key in shown else one.model_copy(update={"text": ""}) for one in comments]
    document = consultation_report(writing(request, plan), visible, answers, found.opens, found.closes)
    return sent(document, f"consultation-{pk}", form)
