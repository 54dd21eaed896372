"""The accessibility checklist of a process, and the check of a text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from isopolis.decide.accessibility import Check, Reading, checks, read_text
from isopolis.decide.accessibility.plain_language import LONG_SENTENCE, LONG_WORD
from isopolis.errors import InputError
from isopolis.records.words import choose
from isopolis.workspace.engagement.models import CheckState, Process
from isopolis.workspace.engagement.processes import KINDS, process_of, progress_of
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language


@needs(Action.RUN_PROCESSES)
@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What to see to so that everybody can take part; printable, with its state."""
    found = process_of(request, pk)
    if request.method == "POST":
        changed = _save(request, found)
        messages.success(request, _("Saved: %(count)s changes") % {"count": changed})
        return redirect("checklist", slug, pk)
    page = {
        "partnership": request.partnership,
        "process": found,
        "lists": _lists(found),
        "states": CheckState.State.choices,
        "progress": progress_of(found),
    }
    return render(request, "engagement/checklist.html", page)


def wanted(process: Process) -> list[Check]:
    """The items that a process needs."""
    kinds = KINDS[Process.Happens(process.happens)]
    return [one for one in checks() if one.kind in kinds]


def _lists(process: Process) -> list[dict[str, Any]]:
    """The lists of the process by kind, each with its items in the reader's language."""
    language = reader_language()
    state = {one.item: one for one in process.checks.all()}
    lists: dict[str, list[dict[str, Any]]] = {}
    for one in wanted(process):
        kept = state.get(one.id)
        row = {
            "id": one.id,
            "text": choose(one.text, language.code)[1],
            "why": choose(one.why, language.code)[1],
            "stage": language.text(one.stage.label),
            "first": one.first,
            "state": kept.state if kept else CheckState.State.OPEN,
            "note": kept.note if kept else "",
        }
        lists.setdefault(language.text(one.kind.label), []).append(row)
    return [{"title": title, "rows": rows} for title, rows in lists.items()]


def _save(request: HttpRequest, process: Process) -> int:
    """Keep what was changed of the items that the process has; the number of changes."""
    kept = {one.item: one for one in process.checks.all()}
    changed = []
    for one in wanted(process):
        state = request.POST.get(f"state-{one.id}", "")
        if state not in CheckState.State.values:
            continue
        note = request.POST.get(f"note-{one.id}", "").strip()[:300]
        before = kept.get(one.id) or CheckState(process=process, item=one.id)
        if (before.state, before.note) != (state, note):
            before.state, before.note = state, note
            changed.append(before)
    with transaction.atomic():
        for item in changed:
            item.save()
        if changed:
            record(request.user, "checklist changed", f"{len(changed)} items", process.partnership)
    return len(changed)


class TextForm(forms.Form):
    """A text to count in."""

    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=[("en", "English"), ("fr", "Français")]
    )


@for_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def plain_language(request: HttpRequest) -> HttpResponse:
    """Count sentences and words of a text, and point at what can be mended; nothing is kept."""
    form = TextForm(request.POST or None, initial={"language": reader_language().code})
    reading: Reading | None = None
    if request.method == "POST" and form.is_valid():
        try:
            reading = read_text(form.cleaned_data["text"], form.cleaned_data["language"])
        except InputError:
            form.add_error("text", _("There are no words in this text."))
    language = reader_language()
    page: dict[str, Any] = {"form": form, "reading": reading, "long_sentence": LONG_SENTENCE}
    if reading:
        page["mean"] = language.number(reading.words_a_sentence, 1)
        page["lix"] = language.number(reading.lix, 0)
        page["long_word"] = LONG_WORD[form.cleaned_data["language"]]
        page["code"] = form.cleaned_data["language"]
    return render(request, "engagement/plain_language.html", page, status=400 if form.errors else 200)
