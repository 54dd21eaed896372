"""The forms of practices: a record in plain fields, review, import, and the profile of a city."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from isopolis.errors import InputError
from isopolis.learn.practices.evidence import Evidence
from isopolis.learn.practices.exchange import practice_from
from isopolis.learn.practices.practice import Practice as Record
from isopolis.learn.practices.vocabulary import (
    Condition,
    Direction,
    Group,
    Harm,
    Instrument,
    Mechanism,
    Size,
    Status,
    Term,
    Theme,
)
from isopolis.workspace.site.country_field import CountryField
from isopolis.workspace.site.offering import offer
from isopolis.workspace.site.reader import reader_language


def options(terms: type[Term], empty: Any = None) -> list[tuple[str, Any]]:
    """The choices of a closed list, in the reader's language."""
    language = reader_language()
    first = [] if empty is None else [("", empty)]
    return first + [(term.value, language.text(term.label)) for term in terms]


class Choice(forms.ChoiceField):
    """One term of a closed list; the labels are looked up when the page is made."""

    def __init__(self, terms: type[Term], **more: Any) -> None:
        more.setdefault("required", False)
        super().__init__(choices=lambda: options(terms, _t("not said")), **more)


class Several(forms.MultipleChoiceField):
    """Several terms of a closed list."""

    def __init__(self, terms: type[Term], **more: Any) -> None:
        super().__init__(
            choices=lambda: options(terms), widget=forms.SelectMultiple(attrs={"size": 6}), **more
        )


def _text(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=3000, **more)


class PracticeForm(forms.Form):
    """A record in the language of the page; what it cannot hold (further results) is kept as it is."""

    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("At most 15 words"))
    summary = _text(_("Summary"), help_text=_("At most 100 words"))
    challenge = _text(_("The problem"), required=False, help_text=_("At most 150 words"))
    approach = _text(_("What was done"), required=False, help_text=_("At most 150 words"))
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    country = CountryField(label=_("Country"), required=False)
    size = Choice(Size, label=_("Size of the city"))
    start = forms.IntegerField(label=_("Since"), min_value=1850, max_value=2100, required=False)
    status = Choice(Status, label=_("Status"))
    themes = Several(Theme, label=_("Theme"))
    mechanisms = Several(Mechanism, label=_("What it acts on"), required=False)
    instruments = Several(Instrument, label=_("How it acts"), required=False)
    groups = Several(Group, label=_("For whom"), required=False)
    result = _text(_("What came of it"), 3, required=False, help_text=_("At most 60 words"))
    method = Choice(Evidence, label=_("How this is known"))
    direction = Choice(Direction, label=_("What it says"))
    effect = _text(_("What it did that nobody wanted"), 3, required=False, help_text=_("At most 60 words"))
    harm = Choice(Harm, label=_("Kind of side effect"))
    source_title = forms.CharField(label=_("Public source"), max_length=300, required=False)
    source_url = forms.URLField(label=_("Its address"), max_length=500, required=False, assume_scheme="https")
    contact = forms.CharField(
        label=_("Contact"), max_length=200, required=False, help_text=_("An organisation, never a person")
    )
    consent = forms.BooleanField(
        label=_("We agree that this is shown to whoever may see this partnership."), required=False
    )

    def __init__(self, *args: Any, record: Record | None = None, **more: Any) -> None:
        self.record, self.language = record, get_language() or "en"
        self.result: Record | None = None
        super().__init__(*args, initial=_initial(record, self.language) if record else None, **more)

    def clean(self) -> dict[str, Any]:
        """Make the record; what the record refuses is said at the form."""
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            self.result = practice_from(self._record(data))
        except InputError as error:
            field = str(error.column or "").partition(".")[0]
            known = {"results": "result", "side_effects": "effect", "sources": "source_url"}
            name = known.get(field, field)
            self.add_error(name if name in self.fields else None, reader_language().phrase(error.found))
        if data.get("result") and not (data.get("method") and data.get("direction")):
            self.add_error("method", _("Say how this is known, and what it says."))
        if data.get("effect") and not data.get("harm"):
            self.add_error("harm", _("Say what kind of side effect it is."))
        return data

    def _record(self, data: dict[str, Any]) -> dict[str, Any]:
        kept = self.record.model_dump(mode="json", exclude_defaults=True) if self.record else {}
        kept.setdefault("id", slugify(data["title"])[:70] or "practice")
        for name in ("title", "summary", "challenge", "approach"):
            texts = {**kept.get(name, {}), self.language: data[name]}
            kept[name] = {code: text for code, text in texts.items() if text} or None
        for name in ("city", "contact"):
            kept[name] = data[name]
        kept["country"] = data["country"] or None
        for name in ("size", "start", "status"):
            kept[name] = data[name] or None
        for name in ("themes", "mechanisms", "instruments", "groups"):
            kept[name] = data[name]
        if data["source_title"] and data["source_url"]:
            source = {"key": "source-1", "title": data["source_title"], "url": data["source_url"]}
            kept["sources"] = [source, *kept.get("sources", [])[1:]]
        key = next((source["key"] for source in kept.get("sources", [])), None)
        _first(
            kept,
            "results",
            data["result"],
            self.language,
            key,
            method=data["method"],
            direction=data["direction"],
        )
        _first(kept, "side_effects", data["effect"], self.language, key, harm=data["harm"])
        return kept


def _first(
    kept: dict[str, Any], name: str, words: str, language: str, source: str | None, **more: str
) -> None:
    """Put what a form says in place of the first of a list of facts; nothing said takes it away."""
    facts = kept.get(name, [])
    if words and all(more.values()):
        text = {**(facts[0]["text"] if facts else {}), language: words}
        kept[name] = [{"text": text, "source": source, **more}, *facts[1:]]
    else:
        kept[name] = facts[1:]


def _initial(record: Record, language: str) -> dict[str, Any]:
    texts = ("title", "summary", "challenge", "approach")
    first = {name: (getattr(record, name) or {}).get(language, "") for name in texts}
    out: dict[str, Any] = {**first, "city": record.city, "country": record.country, "contact": record.contact}
    out |= {name: getattr(record, name) for name in ("size", "start", "status")}
    out |= {name: list(getattr(record, name)) for name in ("themes", "mechanisms", "instruments", "groups")}
    if record.results:
        one = record.results[0]
        out |= {"result": one.text.get(language, ""), "method": one.method, "direction": one.direction}
    if record.side_effects:
        out |= {"effect": record.side_effects[0].text.get(language, ""), "harm": record.side_effects[0].harm}
    if record.sources:
        out |= {"source_title": record.sources[0].title, "source_url": record.sources[0].url}
    return out


class ReviewForm(forms.Form):
    """What becomes of a practice that waits."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("publish", _("Publish")), ("return", _("Back to the author"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note to the author"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ImportForm(forms.Form):
    """A file of practices."""

    file = forms.FileField(label=_("File"), help_text=_(".csv or .json, as this page exports it, or .toml"))


class NeedForm(forms.Form):
    """A problem and the city that has it; every field may be left open."""

    barrier = forms.ModelChoiceField(
        label=_("A barrier of the register"), queryset=None, required=False, empty_label=_("none")
    )
    words = forms.CharField(label=_("Or the problem in your own words"), max_length=300, required=False)
    country = CountryField(label=_("Country of your city"), required=False)
    inhabitants = forms.IntegerField(
        label=_("Inhabitants"), min_value=1, max_value=50_000_000, required=False
    )
    degurba = forms.TypedChoiceField(
        label=_("Degree of urbanisation"),
        choices=[("", _("not said")), (1, _("city")), (2, _("town or suburb")), (3, _("rural area"))],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, barriers: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["barrier"].queryset = barriers
        offer(self.fields["barrier"], [self.data.get("barrier", "")])
        language = reader_language()
        answers = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]
        for condition in Condition:
            self.fields[f"has-{condition}"] = forms.ChoiceField(
                label=language.text(condition.label), choices=answers, required=False
            )

    @property
    def conditions(self) -> dict[Condition, bool]:
        """The conditions that were answered."""
        said = {condition: self.cleaned_data.get(f"has-{condition}") for condition in Condition}
        return {condition: answer == "yes" for condition, answer in said.items() if answer}

    @property
    def main(self) -> list[Any]:
        """The fields of the problem and the city."""
        return [field for field in self if not field.name.startswith("has-")]

    @property
    def conditional(self) -> list[Any]:
        """The fields of the conditions."""
        return [field for field in self if field.name.startswith("has-")]
