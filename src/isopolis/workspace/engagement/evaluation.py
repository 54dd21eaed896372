"""Evaluating a process: the participants' questionnaire, the organisers' own answers, the report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from isopolis.decide import evaluation as questionnaire
from isopolis.decide.evaluation import AGREEMENT, Done, Evaluation, organiser_questions, participant_questions
from isopolis.language import Language
from isopolis.plan.documents.action_plan.write import RENDERERS
from isopolis.plan.documents.engagement.evaluation_report import evaluation_report, who_answered
from isopolis.plan.documents.flow.html import blocks_to_html
from isopolis.records.words import choose
from isopolis.workspace.engagement.models import ParticipantAnswer, Process, SelfAssessment
from isopolis.workspace.engagement.processes import process_of
from isopolis.workspace.people.attempts import address_of, is_flood
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.plan.views.documents import sent
from isopolis.workspace.site.errors import too_many as too_many_page
from isopolis.workspace.site.reader import reader_language

FROM_ONE_ADDRESS = 200
"""Answers from one address in a quarter of an hour: a hall has one."""


@for_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: HttpRequest, token: str) -> HttpResponse:
    """The participants' questionnaire: no account, nothing about the person, every question optional."""
    found = get_object_or_404(Process.objects.select_related("partnership"), link_token=token)
    if not found.takes_answers():
        return render(request, "engagement/evaluate.html", {"process": found, "early": True})
    done = f"isopolis_evaluated_{found.pk}"
    if request.COOKIES.get(done):
        return render(request, "engagement/evaluate.html", {"process": found, "thanks": True})
    language = reader_language()
    if request.method == "POST":
        values = _values(request)
        if values and is_flood(f"evaluation {found.pk}", address_of(request), FROM_ONE_ADDRESS):
            return too_many_page(request)
        if values:
            _keep(request, found, values)
            answer = redirect("evaluate", token)
            answer.set_cookie(done, "1", max_age=31_536_000, httponly=True, samesite="Lax")
            return answer
        messages.error(request, _("Please answer one statement at least."))
    page = {
        "process": found,
        "questions": _asked(language),
        "asked": found.asked,
        "agreement": [(number, language.text(one)) for number, one in enumerate(AGREEMENT, 1)],
    }
    return render(request, "engagement/evaluate.html", page, status=400 if request.method == "POST" else 200)


def _asked(language: Language) -> list[dict[str, str]]:
    return [{"id": one.id, "text": choose(one.text, language.code)[1]} for one in participant_questions()]


def _values(request: HttpRequest) -> dict[str, int]:
    """The statements that were answered, from 1 to 5."""
    given = {one.id: request.POST.get(one.id, "") for one in participant_questions()}
    return {name: int(value) for name, value in given.items() if value in {"1", "2", "3", "4", "5"}}


@transaction.atomic
def _keep(request: HttpRequest, process: Process, values: dict[str, int]) -> None:
    about = request.POST.get("about", "")
    ParticipantAnswer.objects.create(
        process=process,
        values=values,
        about=about if about in process.asked.get("choices", []) else "",
        words=request.POST.get("words", "").strip()[:1500],
    )
    record(None, "evaluation answered", f"process {process.pk}", process.partnership)


@needs(Action.RUN_PROCESSES)
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the organisers say of their own process."""
    found = process_of(request, pk)
    language = reader_language()
    kept = getattr(found, "assessment", None) or SelfAssessment(process=found)
    if request.method == "POST":
        given = {one.id: request.POST.get(one.id, "") for one in organiser_questions()}
        kept.values = {name: value for name, value in given.items() if value in set(Done)}
        kept.evidence, kept.by = request.POST.get("evidence", "").strip()[:4000], request.user
        with transaction.atomic():
            kept.save()
            record(request.user, "self-assessment changed", found.title, request.partnership)
        messages.success(request, _("Saved."))
        return redirect("evaluation", slug, pk)
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in organiser_questions():
        row = {"id": one.id, "text": choose(one.text, language.code)[1], "given": kept.values.get(one.id)}
        groups.setdefault(language.text(one.criterion.label), []).append(row)
    page = {
        "partnership": request.partnership,
        "process": found,
        "groups": groups.items(),
        "evidence": kept.evidence,
        "answers": [(one.value, language.text(one.label)) for one in Done],
    }
    return render(request, "engagement/assessment.html", page)


def evaluation_of(process: Process) -> Evaluation:
    """Both sides of a process, protected."""
    answers = list(process.answers.all())
    own = getattr(process, "assessment", None)
    return questionnaire.evaluate(
        [one.values for one in answers],
        {name: Done(value) for name, value in own.values.items()} if own else {},
        [one.about or None for one in answers] if process.asked else (),
    )


@needs(Action.SEE_PROCESSES)
@require_safe
def report(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The evaluation; what participants wrote in their own words is for organisers only."""
    found = process_of(request, pk)
    language = reader_language()
    evaluated = evaluation_of(found)
    runs = may(request.role, Action.RUN_PROCESSES)
    words = [one for one in found.answers.values_list("words", flat=True) if one] if runs else []
    page = {
        "partnership": request.partnership,
        "process": found,
        "who": who_answered(evaluated, language),
        "body": blocks_to_html(_document(found, evaluated, language).blocks[1:]),
        "words": sorted(words) if evaluated.answered else [],
        "may_run": runs,
        "link": found.open_address() if runs else "",
        "formats": tuple(RENDERERS),
    }
    return render(request, "engagement/evaluation.html", page)


def _document(found: Process, evaluated: Evaluation, language: Language) -> Any:
    return evaluation_report(
        evaluated,
        found.title,
        sender=found.partnership.name,
        language=language,
        day=timezone.localdate(),
        groups=found.asked.get("choices", ()),
    )


@needs(Action.SEE_PROCESSES)
@require_safe
def document(request: HttpRequest, slug: str, pk: int, form: str) -> HttpResponse:
    """The evaluation as a file."""
    found = process_of(request, pk)
    return sent(_document(found, evaluation_of(found), reader_language()), f"evaluation-{found.pk}", form)
