"""Cities as peers, their exchanges, visits, lessons and follow-ups as they are stored.

No person is named: a city is reached through an office, who travels is a function, accessibility needs are
those of a visit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.learn.peers.agenda import Item
from isopolis.learn.peers.costs import Prices
from isopolis.learn.peers.visit import Visit as Plan
from isopolis.workspace.people.models import Organisation, Partnership, User
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.site.reader import reader_language


class PeerCity(models.Model):
    """A city that looks for peers; ``organisation`` is whose it is, None for a city from outside."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="peer_cities")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, help_text=_("Two letters, for example FR"))
    population = models.PositiveIntegerField(_("inhabitants"), validators=[MinValueValidator(1)])
    languages = models.JSONField(_("working languages"), default=list)
    exchanges = models.PositiveSmallIntegerField(
        _("exchanges that it can take part in this year"), default=1, validators=[MaxValueValidator(12)]
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    office = models.CharField(
        _("how to reach it"),
        max_length=300,
        help_text=_("An office and its address, not a person. The other city sees it once both agreed."),
    )
    withdrawn_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "name"], name="each_peer_city_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("peer", args=[self.partnership.slug, self.pk])

    @property
    def key(self) -> str:
        """Its name for the matching."""
        return f"city-{self.pk}"

    @property
    def country_name(self) -> str:
        """The country in the reader's language; the code itself where it is one of an invented country."""
        return reader_language().country(self.country)

    @property
    def tongues(self) -> str:
        """The working languages, in the reader's language."""
        return ", ".join(reader_language().tongue(code) for code in self.languages)


class Subject(models.Model):
    """A need or an offer of a city; an offer may show a practice."""

    city = models.ForeignKey(PeerCity, on_delete=models.CASCADE, related_name="subjects")
    is_offer = models.BooleanField()
    theme = models.CharField(max_length=20)
    mechanism = models.CharField(max_length=30, blank=True)
    text = models.CharField(_("in your words"), max_length=300, blank=True)
    practice = models.ForeignKey(
        Practice, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("policy example"),
        related_name="+",
    )  # fmt: skip

    class Meta:
        ordering: ClassVar = ["is_offer", "pk"]

    def __str__(self) -> str:
        return self.text or self.theme


class MatchRun(models.Model):
    """How cities were matched, and when; the last one's options hold when one withdraws."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="match_runs")
    abroad = models.BooleanField(_("between countries only"), default=True)
    outsiders = models.PositiveSmallIntegerField(_("exchanges with a city from outside, at least"), default=0)
    least = models.FloatField(default=0.0)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"matching {self.at:%Y-%m-%d}"


class Exchange(models.Model):
    """Two cities that were matched, what each said to it, and how far it is."""

    class State(models.TextChoices):
        """How far it is."""

        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")
        REPLACED = "replaced", _("replaced by a later matching")
        WITHDRAWN = "withdrawn", _("a city withdrew")

    class Answer(models.TextChoices):
        """What a city says to it."""

        OPEN = "", _("no answer yet")
        YES = "yes", _("accepted")
        NO = "no", _("declined")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="exchanges")
    one = models.ForeignKey(PeerCity, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(PeerCity, on_delete=models.CASCADE, related_name="+")
    worth = models.FloatField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    one_answer = models.CharField(max_length=3, choices=Answer, blank=True)
    other_answer = models.CharField(max_length=3, choices=Answer, blank=True)
    proposed_on = models.DateField(default=date.today)
    agreed_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-worth", "pk"]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("peer-exchange", args=[self.partnership.slug, self.pk])

    @property
    def sides(self) -> list[tuple[PeerCity, str, Any]]:
        """Each city with the name of its field of the answer and the answer in words."""
        return [
            (self.one, "one", self.get_one_answer_display() or self.Answer.OPEN.label),
            (self.other, "other", self.get_other_answer_display() or self.Answer.OPEN.label),
        ]

    @property
    def is_standing(self) -> bool:
        """Whether it is proposed or agreed."""
        return self.state in (self.State.PROPOSED, self.State.AGREED)


class Visit(models.Model):
    """A visit of one city to the other: its days, agenda, place, needs and prices."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="visits")
    host = models.ForeignKey(PeerCity, on_delete=models.CASCADE, related_name="+", verbose_name=_("host"))
    template = models.CharField(_("kind of visit"), max_length=20)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    place = models.CharField(_("where one meets"), max_length=300, blank=True)
    agenda = models.JSONField(default=list)
    needs = models.JSONField(_("what makes it accessible"), default=list, blank=True)
    other_needs = models.CharField(
        _("other needs"), max_length=300, blank=True, help_text=_("Without names.")
    )
    travel = models.FloatField(_("travel of one person, euros"), default=0)
    night = models.FloatField(_("a night, euros"), default=0)
    day = models.FloatField(_("a day of meals and local transport, euros"), default=0)
    accessibility = models.FloatField(_("accessibility in all, euros"), default=0)

    class Meta:
        ordering: ClassVar = ["first_day", "pk"]

    def __str__(self) -> str:
        return str(_("Visit of %(guest)s to %(host)s") % {"guest": self.guest, "host": self.host})

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("peer-visit", args=[self.exchange.partnership.slug, self.pk])

    @property
    def guest(self) -> PeerCity:
        """The city that travels."""
        return self.exchange.other if self.host_id == self.exchange.one_id else self.exchange.one

    @property
    def items(self) -> list[Item]:
        """The agenda."""
        return [
            Item(
                one.get("key", number),  # agendas of before points had a key
                datetime.fromisoformat(one["start"]),
                datetime.fromisoformat(one["end"]),
                one["text"],
                one.get("who", ""),
                one.get("access", ""),
            )
            for number, one in enumerate(self.agenda)
        ]

    @items.setter
    def items(self, items: Iterable[Item]) -> None:
        self.agenda = [
            {**asdict(one), "start": one.start.isoformat(), "end": one.end.isoformat()} for one in items
        ]

    @property
    def days(self) -> Plan:
        """Its days alone."""
        return Plan(self.first_day, self.last_day)

    @property
    def plan(self) -> Plan:
        """Its days and who comes, as the rules of exchanges and the costs see it."""
        people = list(self.participants.all())
        return Plan(
            self.first_day,
            self.last_day,
            guests=sum(one.is_guest and not one.is_stakeholder for one in people),
            guest_stakeholders=sum(one.is_guest and one.is_stakeholder for one in people),
            host_stakeholders=sum(not one.is_guest and one.is_stakeholder for one in people),
        )

    @property
    def prices(self) -> Prices:
        """What things cost."""
        return Prices(self.travel, self.night, self.day, self.accessibility)


class Participant(models.Model):
    """Somebody who takes part, by function: no name is kept."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="participants")
    is_guest = models.BooleanField(_("travels"), default=True)
    is_stakeholder = models.BooleanField(
        _("is not of the administration"),
        default=False,
        help_text=_("A resident, an association, a landlord"),
    )
    function = models.CharField(
        _("function"), max_length=120, help_text=_("For example “housing allocation”. No name.")
    )

    class Meta:
        ordering: ClassVar = ["-is_guest", "is_stakeholder", "pk"]

    def __str__(self) -> str:
        return self.function


class Lesson(models.Model):
    """The lessons card of one city after a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="lessons")
    city = models.ForeignKey(PeerCity, on_delete=models.CASCADE, related_name="lessons")
    learned = models.TextField(_("what we learned"), max_length=1000)
    warning = models.TextField(_("what went wrong there, or harmed somebody"), max_length=1000, blank=True)
    different = models.TextField(
        _("what would have to be different at home: law, money, people"), max_length=1000, blank=True
    )
    step = models.CharField(_("what we do first"), max_length=300)
    step_by = models.DateField(_("until when"), null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-changed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "city"], name="one_lessons_card_a_city")
        ]

    def __str__(self) -> str:
        return str(_("%(city)s: %(step)s") % {"city": self.city, "step": self.step})

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("peer-lesson", args=[self.visit.exchange.partnership.slug, self.pk])


class FollowUp(models.Model):
    """What became of the first step, three and six months after the visit."""

    class Outcome(models.TextChoices):
        """What became of it."""

        DONE = "done", _("done")
        BEGUN = "begun", _("begun")
        NOT_YET = "not-yet", _("not begun")
        GIVEN_UP = "given-up", _("given up")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="follow_ups")
    city = models.ForeignKey(PeerCity, on_delete=models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    outcome = models.CharField(_("what became of it"), max_length=8, choices=Outcome, blank=True)
    text = models.TextField(_("what helped, what stood in the way"), max_length=1000, blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "city", "months"], name="each_follow_up_once")
        ]

    def __str__(self) -> str:
        return str(
            _("%(city)s, %(months)s months after the visit") % {"city": self.city, "months": self.months}
        )

    def get_absolute_url(self) -> str:
        """The page on which it is answered."""
        return reverse("peer-follow-up", args=[self.visit.exchange.partnership.slug, self.pk])


def lessons_for_role(things: Any, role: str) -> Any:
    """All lessons, or none, for the thread."""
    return things if may(role, Action.SEE_EXCHANGES) else things.none()
