"""Voting on paper: codes and ballots to hand out, and the ballots that come back, typed into a table."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from isopolis.decide.similarity.words import plain
from isopolis.decide.table import Table, quoted, read_table
from isopolis.errors import InputError
from isopolis.workspace.budgets.forms import BallotCodesForm, PaperForm
from isopolis.workspace.budgets.models import Ballot, BallotCode, Budget, Project
from isopolis.workspace.budgets.voting import key_of_code
from isopolis.workspace.decide.codes import hash_of, new_codes, printed, typed
from isopolis.workspace.decide.models import Channel
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import error_text
from isopolis.workspace.site.uploads import takes_files


@needs(Action.RUN_LOTTERIES)
def codes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make codes to print, with a ballot to tick if wanted; they are shown once."""
    budget = get_object_or_404(Budget, pk=pk, partnership=request.partnership)
    if budget.counted_at is not None:
        return redirect(budget)
    form = BallotCodesForm(request.POST or None)
    made: list[str] = []
    page: dict[str, Any] = {"partnership": request.partnership, "vote": budget, "form": form}
    if request.method == "POST" and form.is_valid():
        made = new_codes(form.cleaned_data["count"])
        with transaction.atomic():
            BallotCode.objects.bulk_create(
                BallotCode(budget=budget, code_hash=hash_of(one), batch=form.cleaned_data["batch"])
                for one in made
            )
            record(request.user, "codes made", f"{len(made)} for budget {budget.pk}", request.partnership)
        if form.cleaned_data["ballots"]:
            words = reader_language()
            page["ballot"] = [
                (one, f"{words.number(float(one.cost), 0)} {budget.currency}")
                for one in budget.projects.all()
            ]
            page["how"] = _("Tick what the money should be spent on, or vote at the address above.")
            if budget.most:
                page["how"] += " " + _("At most %(most)s.") % {"most": budget.most}
    page |= {
        "codes": [printed(one) for one in made],
        "address": request.build_absolute_uri(reverse("budget-take-part", args=[budget.link_token])),
        "given": budget.codes.count(),
        "used": budget.codes.filter(used=True).count(),
    }
    return render(request, "decide/codes.html", page, status=400 if form.errors else 200)


@needs(Action.RUN_LOTTERIES)
@takes_files(5)
def paper(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read a table of ballots that were filled in on paper: all of it, or nothing."""
    budget = get_object_or_404(Budget, pk=pk, partnership=request.partnership)
    if budget.counted_at is not None:
        return redirect(budget)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                count = take_in(budget, form.cleaned_data["file"].read())
                record(request.user, "paper ballots read", f"{count} ballots", request.partnership)
        except InputError as error:
            form.add_error("file", error_text(error))
        else:
            messages.success(request, _("Ballots read in: %(count)s") % {"count": count})
            return redirect(budget)
    asked = [one["name"] for one in budget.questions]
    page = {
        "partnership": request.partnership,
        "budget": budget,
        "form": form,
        "asked": asked,
        "projects": budget.projects.all(),
        "codes": budget.codes.count(),
    }
    return render(request, "budgets/paper.html", page, status=400 if form.errors else 200)


def take_in(budget: Budget, content: bytes) -> int:
    """Keep the ballots of a table with the columns code, projects, and a question each; how many.

    Raises
    ------
    InputError
        A code that is none of this budget, or has voted; a project that is not there, or too many of them;
        an answer that was not offered.
    """
    table = read_table(content, file=_("the ballots"))
    code, chosen = table.need("code"), table.need("projects", "projets")
    asked = {one["name"]: table.find(one["name"]) for one in budget.questions}
    known: dict[str, Project] = {}
    for one in budget.projects.all():
        known |= {plain(one.name): one, plain(one.key): one}
    for line, row in table:
        key = _free(budget, row[code], _Cell(table, line, code))
        projects = _chosen(budget, row[chosen], known, _Cell(table, line, chosen))
        answers = {
            one["name"]: _answer(row[place], one["choices"], _Cell(table, line, place))
            for one in budget.questions
            if (place := asked[one["name"]]) is not None and row[place]
        }
        Ballot.objects.create(
            budget=budget, key=key, channel=Channel.PAPER, projects=projects, answers=answers
        )
        BallotCode.objects.filter(code_hash=hash_of(row[code])).update(used=True)
    return len(table.rows)


class _Cell:
    """Where something stands, for what is said about it."""

    def __init__(self, table: Table, row: int, place: int) -> None:
        self.at: dict[str, Any] = {"file": table.file, "row": row, "column": table.headings[place]}


def _free(budget: Budget, text: str, cell: _Cell) -> str:
    """The key of a code with which nobody has voted yet."""
    if not BallotCode.objects.filter(budget=budget, code_hash=hash_of(text)).exists():
        raise InputError(
            "“{code}” is no code of this vote" if text else "the cell is empty", **cell.at,
            expected="a code that was printed here", remedy="compare it with the paper", code=text,
        )  # fmt: skip
    key = key_of_code(budget, text)
    if Ballot.objects.filter(key=key).exists():
        raise InputError(
            "somebody has voted with the code “{code}” already", **cell.at,
            expected="each code once", remedy="leave this row out: the first ballot counts", code=typed(text),
        )  # fmt: skip
    return key


def _chosen(budget: Budget, text: str, known: dict[str, Project], cell: _Cell) -> list[str]:
    """The keys of the projects on a ballot: names or numbers, with semicolons or commas between them."""
    parts = [part.strip() for part in text.replace("|", ";").replace(";", ",").split(",")]
    named = {plain(text): text} if plain(text) in known else {plain(part): part for part in parts if part}
    for word, part in named.items():
        if word not in known:
            raise InputError(
                "there is no project “{project}”", **cell.at, expected="numbers or names: {choices}",
                project=part, choices=quoted(f"{one.key} {one.name}" for one in budget.projects.all()),
            )  # fmt: skip
    keys = sorted({known[word].key for word in named})
    most = budget.most or len(known)
    if not 1 <= len(keys) <= most:
        raise InputError(
            "there are {number} projects on this ballot", **cell.at, expected="from 1 to {most}",
            remedy="leave the row out: such a ballot is not valid", number=len(keys), most=most,
        )  # fmt: skip
    return keys


def _answer(text: str, choices: list[str], cell: _Cell) -> str:
    """What was ticked about oneself, as it was offered."""
    found = next((one for one in choices if plain(one) == plain(text)), None)
    if found is None:
        raise InputError(
            "“{text}” was not offered", **cell.at, expected="one of {choices}",
            remedy="correct it, or leave the cell empty", text=text, choices=quoted(choices),
        )  # fmt: skip
    return found
