"""Barriers, their evidence, and what residents report, as they are stored."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.measure.models import City
from isopolis.workspace.people.models import Partnership, User


class Type(models.TextChoices):
    """What kind of obstacle a barrier is."""

    LEGAL = "legal", _("legal: rules, papers, status")
    COST = "cost", _("cost")
    LANGUAGE = "language", _("language")
    PHYSICAL = "physical", _("physical: stairs, distance, transport")
    DIGITAL = "digital", _("digital: equipment, skills, online only")
    TIME = "time", _("time: opening hours, waiting, care duties")
    TRUST = "trust", _("trust")
    DISCRIMINATION = "discrimination", _("discrimination")
    INFORMATION = "information", _("information: nobody knows of it")


class Group(models.Model):
    """A group of people that a partnership speaks of; common ones have a key, and are translated."""

    class Key(models.TextChoices):
        """Groups that most partnerships speak of."""

        WOMEN = "women", _("women")
        CHILDREN = "children", _("children and young people")
        OLDER = "older", _("older people")
        DISABLED = "disabled", _("people with disabilities")
        MIGRANTS = "migrants", _("people with a migrant background")
        ROMA = "roma", _("Roma")
        LGBTIQ = "lgbtiq", _("LGBTIQ people")
        LONE_PARENTS = "lone-parents", _("lone parents")
        POOR = "poor", _("people with a low income")
        HOMELESS = "homeless", _("people without a home")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="groups")
    key = models.CharField(max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "name"], name="each_group_once")
        ]

    def __str__(self) -> str:
        return str(dict(self.Key.choices).get(self.key, self.name))


class Barrier(models.Model):
    """An obstacle for a group in a place to a service or a right.

    ``together``: it concerns people who are in all of the groups at once, not each of the groups.
    ``city`` is one of measure, empty for the whole partnership; ``area`` is the code of one of its measured
    neighbourhoods, ``place`` says in words where it is.
    """

    class Severity(models.IntegerChoices):
        """How much it takes from whoever meets it."""

        NUISANCE = 1, _("1 – it makes things harder")
        SERIOUS = 2, _("2 – many give up")
        GRAVE = 3, _("3 – nearly everybody is kept out")
        RIGHT = 4, _("4 – a right is denied")

    class Status(models.TextChoices):
        """How far the work on it is."""

        OPEN = "open", _("open")
        CONFIRMED = "confirmed", _("confirmed")
        WORKED_ON = "worked-on", _("being worked on")
        REMOVED = "removed", _("removed")
        SET_ASIDE = "set-aside", _("set aside")

    class Origin(models.TextChoices):
        """Who brought it up."""

        MEMBERS = "members", _("members")
        FIGURES = "figures", _("figures")
        RESIDENTS = "residents", _("residents")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="barriers")
    title = models.CharField(_("in one sentence"), max_length=200)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    groups = models.ManyToManyField(Group, related_name="barriers", blank=True, verbose_name=_("groups"))
    together = models.BooleanField(_("all of these at once"), default=False)
    service = models.CharField(_("service or right"), max_length=120, blank=True)
    type = models.CharField(_("kind of obstacle"), max_length=16, choices=Type, blank=True)
    city = models.ForeignKey(
        City,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("city"),
    )
    area = models.CharField(_("code of the neighbourhood"), max_length=80, blank=True)
    place = models.CharField(_("neighbourhood or place"), max_length=120, blank=True)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity, null=True, blank=True)
    reach = models.PositiveIntegerField(_("about how many people"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.OPEN)
    owner = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("who looks after it"),
    )
    origin = models.CharField(_("brought up by"), max_length=10, choices=Origin, default=Origin.MEMBERS)
    gap = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["partnership", "status"], name="barriers_by_status")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("barrier", args=[self.partnership.slug, self.pk])

    def where(self) -> str:
        """The place in words; empty for the whole partnership."""
        return ", ".join(part for part in (self.place, self.city.name if self.city else "") if part)


class Change(models.Model):
    """One change of a barrier: which field, from what, to what. The log has it in short, this in full."""

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="changes")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.field} of barrier {self.barrier_id}"


class Document(models.Model):
    """A document that shows the barrier: an address, or a file that is kept here."""

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    address = models.URLField(_("web address"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to="documents/", blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def href(self) -> str:
        """Where it is read: elsewhere, or as a download of a file that is kept here."""
        if self.file:
            return reverse("document", args=[self.barrier.partnership.slug, self.pk])
        return self.address


class Testimony(models.Model):
    """What somebody said, kept without who: no name, no day, no author."""

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="testimonies")
    words = models.TextField(_("in their words"), max_length=2000)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "testimonies"

    def __str__(self) -> str:
        return self.words[:80]


class ReportDoor(models.Model):
    """The public page on which residents report what stands in their way: open or closed."""

    partnership = models.OneToOneField(Partnership, on_delete=models.CASCADE, related_name="report_door")
    key = models.CharField(max_length=64, unique=True, default=secrets.token_urlsafe)
    is_open = models.BooleanField(_("open"), default=True)
    answered_in = models.PositiveSmallIntegerField(_("days until a report is read"), default=14)

    def __str__(self) -> str:
        return f"door of {self.partnership_id}"


class Report(models.Model):
    """What a resident reported. No personal data is asked for; the receipt is kept as a hash."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("waiting to be read")
        BARRIER = "barrier", _("became a barrier")
        JOINED = "joined", _("added to a barrier")
        DECLINED = "declined", _("not taken up")

    class Reason(models.TextChoices):
        """Why a report is not taken up, in words that its writer can read."""

        NO_BARRIER = "no-barrier", _("It does not say what stands in the way.")
        ELSEWHERE = "elsewhere", _("It concerns another place or another office.")
        PERSONAL = "personal", _("It names or describes a person.")
        OFFENSIVE = "offensive", _("It offends others.")
        EMPTY = "empty", _("It says nothing that we could read.")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="reports")
    words = models.TextField(_("what happens"), max_length=2000)
    type = models.CharField(_("kind of obstacle"), max_length=16, choices=Type, blank=True)
    service = models.CharField(_("service or right"), max_length=120, blank=True)
    place = models.CharField(_("neighbourhood or place"), max_length=120, blank=True)
    group = models.CharField(_("whom it concerns"), max_length=120, blank=True)
    language = models.CharField(max_length=10, default="en")
    receipt_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    barrier = models.ForeignKey(
        Barrier, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    received_on = models.DateField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["partnership", "state"], name="reports_by_state")]

    def __str__(self) -> str:
        return self.words[:80]


class PlaceTable(models.Model):
    """A table of places that was read: where a service is offered in a city."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="place_tables")
    city = models.ForeignKey(
        City,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("city"),
    )
    service = models.CharField(_("service"), max_length=120)
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    notes = models.JSONField(default=list)
    read_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.service


class Place(models.Model):
    """A place of such a table; ``offers`` is joined by “|”, as in the schema."""

    table = models.ForeignKey(PlaceTable, on_delete=models.CASCADE, related_name="places")
    code = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    longitude = models.FloatField()
    latitude = models.FloatField()
    offers = models.TextField(blank=True)
    hours = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


def groups_of(partnership: Partnership) -> models.QuerySet[Group]:
    """The groups of a partnership; the common ones are there from the first time they are asked for."""
    if not partnership.groups.exists():
        Group.objects.bulk_create(
            Group(partnership=partnership, key=key.value, name=key.value) for key in Group.Key
        )
    return partnership.groups.all()
