"""Who was heard: those who took part against the city, weighted agreement, whom to invite."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from django import forms
from django.contrib import messages
from django.db import transaction
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from isopolis.decide.opinions import Votes
from isopolis.decide.representation import (
    Margin,
    by_part,
    combined,
    outreach,
    read_margins,
    representation,
    to_invite,
    weighted_agreement,
)
from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.workspace.decide.census import margins_from, versions_of
from isopolis.workspace.decide.models import Channel, Round
from isopolis.workspace.decide.pictures import look
from isopolis.workspace.decide.results import LEAST, conversation
from isopolis.workspace.decide.voters import Voter, answers_of, said_in, voters_of
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import error_text

READINGS = {
    "as in the city": gettext_lazy("as in the city"),
    "too few": gettext_lazy("too few"),
    "more than in the city": gettext_lazy("more than in the city"),
    "withheld": gettext_lazy("too few to say"),
}
PLACES = 50
"""People for whom the list of invitations is made."""


class MarginsForm(forms.Form):
    """What the census says, typed in or pasted."""

    table = forms.CharField(
        label=gettext_lazy("People of the city"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "One category a line: attribute; category; people. Named as in your questions. For combinations: "
            "Age × Neighbourhood; young × North; 1200."
        ),
    )

    def clean_table(self) -> list[dict[str, Any]]:
        """Margins, as they are stored."""
        rows = [
            [cell.strip() for cell in line.split(";")]
            for line in self.cleaned_data["table"].splitlines()
            if line.strip()
        ]
        wrong = next((row for row in rows if len(row) != 3), None)
        if wrong is not None:
            raise forms.ValidationError(
                _("“%(line)s” has not three parts with semicolons between them."),
                params={"line": "; ".join(wrong)[:80]},
            )
        lines = range(-1, len(rows) - 1)  # there is no row of headings: the first line is row 1
        table = pd.DataFrame(rows, columns=["attribute", "category", "people"], index=lines)
        table["people"] = table["people"].str.replace(r"[\s\u202f\u00a0]", "", regex=True)
        try:
            found = read_margins(table)
        except InputError as error:
            raise forms.ValidationError(error_text(error)) from None
        return [{"name": one.name, "counts": dict(one.people)} for one in found]


class ResponseForm(forms.Form):
    """Of a hundred people of each group who are invited, how many are likely to come."""

    def __init__(self, plans: Sequence[tuple[str, list[tuple[str, int]]]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.plans = plans
        for i, (attribute, needed) in enumerate(plans):
            for j, (category, _more) in enumerate(needed):
                label = _("Of 100 who are invited, likely to come") + f" – {attribute}{_(': ')}{category}"
                field = forms.IntegerField(label=label, min_value=1, max_value=100, required=False)
                field.widget.attrs.update({"class": "score", "aria-label": label})
                self.fields[f"come-{i}-{j}"] = field

    def tables(self) -> Iterator[tuple[str, list[tuple[str, int, BoundField, int | None]]]]:
        """(attribute, rows): category, people to win, the field, people to invite where it is filled in."""
        for i, (attribute, needed) in enumerate(self.plans):
            rows = []
            for j, (category, people) in enumerate(needed):
                of_100 = getattr(self, "cleaned_data", {}).get(f"come-{i}-{j}")
                invite = to_invite(people, of_100 / 100) if of_100 else None
                rows.append((category, people, self[f"come-{i}-{j}"], invite))
            yield attribute, rows


def margins_of(found: Round) -> list[Margin]:
    """The stored margins of a round."""
    return [Margin(one["name"], one["counts"]) for one in found.margins]


@needs(Action.SEE_HEARD)
@require_safe
def heard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who took part, by group, channel and round; weighted agreement; whom to invite next."""
    found = conversation(request, pk)
    language = reader_language()
    margins = margins_of(found)
    rounds = {
        one.pk: f"{one} ({one.phase})" if one.phase else str(one)
        for one in found.partnership.rounds.filter(kind=Round.Kind.VOTES).select_related("phase")
    }
    said = said_in(rounds if margins else [found.pk])
    texts = dict(found.statements.filter(state="shown").values_list("pk", "text"))
    seen = look(found)
    page = seen.latest(
        ("heard", language.code),
        (said, rounds, found.margins, texts),
        lambda: (
            _figures(seen.votes, voters_of(said), margins, rounds, language)
            | _agreement(seen.votes, voters_of(said), margins, texts, language)
        ),
    )
    page = page | {
        "partnership": request.partnership,
        "round": found,
        "may_open": may(request.role, Action.OPEN_ROUNDS),
        "margins": margins,
    }
    form = ResponseForm(page.get("plans", ()), request.GET or None)
    form.is_valid()
    return render(request, "decide/heard.html", page | {"form": form}, status=400 if form.errors else 200)


def _figures(
    votes: Votes,
    everybody: dict[int, Voter],
    margins: list[Margin],
    rounds: dict[int, str],
    language: Language,
) -> dict[str, Any]:
    """Who voted here, against the city; in every round beside it."""
    voters = [everybody[one] for one in votes.people.tolist() if one in everybody]
    page: dict[str, Any] = {"voters": len(voters), "channels": _channels(voters)}
    if margins and len(voters) >= 2 * LEAST:
        page |= _against_the_city(margins, voters, language)
        single = [one for one in margins if not is_joint(one)]
        others = [one for one in everybody.values() if one.round in rounds]
        names = [rounds[one.round] for one in others]
        page["by_round"] = _parts(answers_of(others, single), names, single, language)
    return page


def _agreement(
    votes: Votes,
    everybody: dict[int, Voter],
    margins: list[Margin],
    texts: dict[int, str],
    language: Language,
) -> dict[str, Any]:
    """What would be agreed on if the city had voted. Who has been erased since the votes were read said
    nothing.
    """
    single = [one for one in margins if not is_joint(one)]
    if not single or len(votes.people) < 2 * LEAST:
        return {}
    voters = [everybody.get(one, Voter()) for one in votes.people.tolist()]
    shares, weights = weighted_agreement(votes, answers_of(voters, single), single, draws=100)
    rows = [
        _in_words(texts[int(statement)], one, language)
        for statement, one in zip(shares.index, shares.to_dict("records"), strict=True)
        if int(statement) in texts and one["seen"] >= LEAST
    ]
    effective = language.number(weights.effective, 0)
    return {"agreement": rows, "effective": effective, "carries": weights.carries}


def is_joint(margin: Margin) -> bool:
    """Whether a margin is of combinations of two attributes: “Age × Neighbourhood”."""
    return " × " in margin.name


def _against_the_city(margins: list[Margin], voters: list[Voter], language: Language) -> dict[str, Any]:
    """The tables of groups, of combinations and of channels, and whom to invite."""
    single = [one for one in margins if not is_joint(one)]
    joint = [one for one in margins if is_joint(one)]
    answers = answers_of(voters, single)
    rows = representation(answers, single, least=LEAST).to_dict("records")
    if joint:
        rows += combined(answers, single, joint).to_dict("records")
    labels = {one.value: str(one.label) for one in Channel}
    channels = [labels[one.channel] for one in voters]
    return {
        "table": [_row(one, language) for one in rows],
        "by_channel": _parts(answers, channels, single, language),
        "plans": [(one.name, _needed(outreach(answers, one, PLACES))) for one in single],
        "places": PLACES,
    }


def _needed(table: pd.DataFrame) -> list[tuple[str, int]]:
    return [(str(name), int(more)) for name, more in zip(table["category"], table["more"], strict=True)]


def _parts(
    answers: dict[str, list[str | None]], parts: list[str], margins: list[Margin], language: Language
) -> dict[str, Any] | None:
    """A table with a column for each part; None where there is one part only."""
    names = list(dict.fromkeys(parts))
    if len(names) < 2 or not margins:
        return None
    table = by_part(answers, parts, margins, least=LEAST)
    rows: dict[tuple[str, str], list[str]] = {}
    for one in table.to_dict("records"):
        ratio = one["ratio"]
        cell = "–"
        if not math.isnan(ratio):
            ends = f"{language.number(one['low'], 2)} – {language.number(one['high'], 2)}"
            cell = f"{language.number(ratio, 2)} ({ends})"
        rows.setdefault((one["attribute"], one["category"]), []).append(cell)
    return {"names": names, "rows": [(f"{a}{_(': ')}{c}", cells) for (a, c), cells in rows.items()]}


def _channels(voters: list[Voter]) -> list[tuple[str, int | None]]:
    """Participants by channel; None for fewer than can be said."""
    counts = {channel: sum(one.channel == channel for one in voters) for channel in Channel}
    return [
        (str(channel.label), count if count >= LEAST else None) for channel, count in counts.items() if count
    ]


def _row(one: dict[str, Any], language: Language) -> dict[str, Any]:
    said = one["reading"] != "withheld"
    return {
        "attribute": one["attribute"],
        "category": one["category"],
        "took_part": language.percent(one["share"]) if said else "–",
        "city": language.percent(one["city_share"]),
        "ratio": language.number(one["ratio"], 2) if said else "–",
        "interval": f"{language.number(one['low'], 2)} – {language.number(one['high'], 2)}" if said else "",
        "missing": language.number(one["missing"], 0) if said else "–",
        "reading": READINGS[one["reading"]],
        "few": one["reading"] == "too few",
    }


def _in_words(text: str, one: dict[str, Any], language: Language) -> dict[str, Any]:
    return {
        "text": text,
        "raw": language.percent(one["raw"]),
        "weighted": language.percent(one["weighted"]),
        "interval": f"{language.percent(one['low'])} – {language.percent(one['high'])}",
        "turns": one["turns"],
    }


@needs(Action.OPEN_ROUNDS)
def margins(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say how many people of each category the city has; perhaps as a measured version has them."""
    found = conversation(request, pk)
    versions = versions_of(request.partnership)
    wanted = request.GET.get("version", "")
    version = next((one for one in versions if str(one.pk) == wanted), None)
    lines = [
        (one["name"], category, count) for one in found.margins for category, count in one["counts"].items()
    ]
    without: list[str] = []
    if version is not None:
        taken, without = margins_from(version, found.questions, reader_language())
        lines = [row for row in lines if row[0] not in {name for name, _c, _p in taken}] + taken
    offered = [(one["name"], choice, "") for one in found.questions for choice in one["choices"]]
    text = "\n".join(f"{name}; {category}; {_plain(count)}" for name, category, count in lines or offered)
    form = MarginsForm(request.POST or None, initial={"table": text})
    if request.method == "POST" and form.is_valid():
        found.margins = form.cleaned_data["table"]
        with transaction.atomic():
            found.save(update_fields=["margins"])
            record(request.user, "margins of the city changed", f"round {found.pk}", request.partnership)
        messages.success(request, _("Saved."))
        return redirect("heard", slug, pk)
    page = {
        "partnership": request.partnership,
        "round": found,
        "form": form,
        "versions": versions,
        "version": version,
        "without": without,
    }
    return render(request, "decide/margins.html", page, status=400 if form.errors else 200)


def _plain(count: float | str) -> str:
    return count if isinstance(count, str) else f"{count:.10g}"
