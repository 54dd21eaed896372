"""The links of the thread, and the figures that are pinned to it, as they are stored."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.people.models import Partnership, User


class Link(models.Model):
    """One typed link: what hangs on what, who said so, when."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="links")
    source_kind = models.CharField(max_length=20)
    source_id = models.PositiveBigIntegerField()
    relation = models.CharField(max_length=20)
    target_kind = models.CharField(max_length=20)
    target_id = models.PositiveBigIntegerField()
    note = models.CharField(_("note"), max_length=300, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partnership", "source_kind", "source_id", "relation", "target_kind", "target_id"],
                name="each_link_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["partnership", "target_kind", "target_id"], name="links_by_target")
        ]

    def __str__(self) -> str:
        ends = (f"{self.source_kind} {self.source_id}", f"{self.target_kind} {self.target_id}")
        return f"{ends[0]} {self.relation} {ends[1]}"


class Figure(models.Model):
    """A figure as it stood in one version of a diagnosis: later versions do not change it.

    ``source`` and ``key`` say where it came from, so that the same figure is pinned once; ``status`` is that
    of the count behind it (a hidden value is no zero); ``provenance`` is enough to compute it again.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="figures")
    title = models.CharField(_("title"), max_length=300)
    sentence = models.TextField(_("in words"), max_length=2000, blank=True)
    value = models.FloatField(_("value"), null=True)
    low = models.FloatField(_("lower end"), null=True)
    high = models.FloatField(_("upper end"), null=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    status = models.CharField(_("status"), max_length=20, default="observed")
    area = models.CharField(_("area"), max_length=120, blank=True)
    group = models.CharField(_("group"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=200)
    key = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    provenance = models.JSONField(default=dict)
    pinned_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    pinned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "source", "key"], name="each_figure_pinned_once")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("figure", args=[self.partnership.slug, self.pk])
