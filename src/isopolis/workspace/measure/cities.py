"""Making a city: its address in the pages, and the city that an organisation stands for."""

from __future__ import annotations

from django.utils.text import slugify

from isopolis.workspace.measure.models import City
from isopolis.workspace.people.models import Organisation, Partnership

RESERVED = {"new"}


def free_slug(partnership: Partnership, name: str) -> str:
    """The word of a new city in addresses: its name, numbered if another city of the partnership has it."""
    base = slugify(name)[:50] or "city"
    taken = RESERVED | set(City.objects.filter(partnership=partnership).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def city_of_organisation(partnership: Partnership, organisation: Organisation) -> City:
    """The city that belongs to an organisation; one without figures is added where there is none."""
    cities = City.objects.filter(partnership=partnership)
    found = (
        cities.filter(organisation=organisation, name=organisation.name).first()
        or cities.filter(organisation=organisation).order_by("pk").first()
        or cities.filter(organisation=None, name=organisation.name).first()
    )
    return found or City.objects.create(
        partnership=partnership,
        organisation=organisation,
        name=organisation.name,
        slug=free_slug(partnership, organisation.name),
    )
