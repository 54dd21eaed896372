"""Cities, their files, their diagnoses and figures as they are stored.

Versions are added and never changed: a file that comes again is another :class:`Dataset`, a city that is
measured again another :class:`Diagnosis`. The figures of its areas are in files beside the diagnosis
(:mod:`isopolis.workspace.measure.local`), those of the city are :class:`Figure` rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.people.models import Organisation, Partnership, User
from isopolis.workspace.tasks.models import Task


class City(models.Model):
    """A city that a partnership measures."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="cities")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=60)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="one_city_a_slug")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return self.url("city")

    def url(self, name: str, *numbers: object) -> str:
        """One of its pages."""
        return reverse(name, args=[self.partnership.slug, self.slug, *numbers])


class Dataset(models.Model):
    """One version of a city's file, kept as it came, with the description of its columns.

    ``columns`` and ``problem`` say what was found at first sight, ``checked`` what the quality sheet shows
    once the columns are described; empty as long as that has not been done.
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="datasets")
    number = models.PositiveIntegerField()
    name = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    geometry_name = models.CharField(_("boundaries"), max_length=120, blank=True)
    layer = models.CharField(_("layer"), max_length=120, blank=True)
    known = models.CharField(max_length=60, blank=True)
    columns = models.JSONField(default=list)
    problem = models.JSONField(default=dict)
    profile = models.TextField(blank=True)
    checked = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "number"], name="one_dataset_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def folder(self) -> Path:
        """Where the file is kept: in the data folder, where nothing is served from."""
        return Path(settings.DATA) / "measure" / "datasets" / str(self.pk)

    @property
    def payload(self) -> dict[str, Any]:
        """What a task must know to read it."""
        out = {
            "file": str(self.folder / "file"),
            "file_name": self.name,
            "layer": self.layer,
            "profile": self.profile,
        }
        if self.geometry_name:
            out |= {"geometry": str(self.folder / "geometry"), "geometry_name": self.geometry_name}
        return out


class Diagnosis(models.Model):
    """One measurement of a city: from which file, described how, with which parameters and seed.

    ``told`` holds by language the headline, the remarks and the map in words; ``classes`` the limits and
    colours of each figure of the areas on the map, in the order of the columns. Before ``published_at`` only
    members who measure see it.
    """

    class Status(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="diagnoses")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="diagnoses")
    task = models.ForeignKey(Task, null=True, on_delete=models.SET_NULL, related_name="+")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    profile = models.TextField(blank=True)
    parameters = models.JSONField(default=dict)
    seed = models.PositiveBigIntegerField(default=0)
    year = models.IntegerField(_("year"), null=True, blank=True)
    provenance = models.JSONField(default=dict)
    groups = models.JSONField(default=list)
    mapped = models.CharField(max_length=200, blank=True)
    labels = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    people = models.FloatField(null=True)
    areas = models.PositiveIntegerField(default=0)
    withheld = models.PositiveIntegerField(default=0)
    bounds = models.JSONField(null=True)
    classes = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "number"], name="one_diagnosis_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.number}"

    def get_absolute_url(self) -> str:
        """The city's page at this version."""
        return f"{self.city.get_absolute_url()}?{urlencode({'version': self.number})}"

    def area_url(self, code: str) -> str:
        """The page of one of its areas, at this version."""
        return f"{self.city.url('neighbourhood')}?{urlencode({'code': code, 'version': self.number})}"

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return Path(settings.DATA) / "measure" / "diagnoses" / str(self.pk)

    @property
    def local(self) -> Path:
        """The figures of its areas."""
        return self.folder / "local.parquet"

    @property
    def tiles(self) -> Path:
        """Its map."""
        return self.folder / "tiles.pmtiles"


class Figure(models.Model):
    """One figure of a city in one version, for good.

    All figures of the city are rows; those of its areas are read from the diagnosis's file. ``sentence`` is
    English; pages say it in the reader's language.
    """

    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.CASCADE, related_name="figures")
    index = models.CharField(max_length=60)
    groups = models.TextField()
    scale = models.CharField(max_length=40, blank=True)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    corrected = models.FloatField(null=True)
    status = models.CharField(max_length=20)
    sentence = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["diagnosis", "index", "groups", "scale"], name="each_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.groups} {self.scale}".strip()

    def get_absolute_url(self) -> str:
        """Where it is shown, at its version."""
        return f"{self.diagnosis.get_absolute_url()}#figure-{self.pk}"
