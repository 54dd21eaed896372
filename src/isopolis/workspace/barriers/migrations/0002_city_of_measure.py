"""A barrier and a table of places are of a city that the partnership measures, no longer of an organisation."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils.text import slugify


def to_cities(apps, editor):
    """Each organisation becomes the city of measure that belongs to it; where there is none, one is made."""
    alias = editor.connection.alias
    all_cities = apps.get_model("measure", "City").objects.using(alias)
    for name in ("Barrier", "PlaceTable"):
        things = apps.get_model("barriers", name).objects.using(alias)
        for one in things.exclude(city=None).select_related("city"):
            cities = all_cities.filter(partnership=one.partnership_id)
            city = cities.filter(organisation=one.city_id, name=one.city.name).first()
            city = city or cities.filter(organisation=one.city_id).order_by("pk").first()
            city = city or cities.filter(organisation=None, name=one.city.name).first()
            one.measured = city or make_city(all_cities, one)
            one.save(update_fields=["measured"])
    check_now(editor)


def check_now(editor):
    """PostgreSQL alters no table while checks of its new rows wait for the end of the transaction."""
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        editor.execute("SET CONSTRAINTS ALL DEFERRED")


def make_city(cities, one):
    taken = set(cities.filter(partnership=one.partnership_id).values_list("slug", flat=True)) | {"new"}
    base = slugify(one.city.name)[:50] or "city"
    slug = next(word for at in range(1, 10_000) if (word := base if at == 1 else f"{base}-{at}") not in taken)
    return cities.create(partnership=one.partnership, organisation=one.city, name=one.city.name, slug=slug)


def to_organisations(apps, editor):
    """The way back: the organisation of the city."""
    for name in ("Barrier", "PlaceTable"):
        things = apps.get_model("barriers", name).objects.using(editor.connection.alias)
        for one in things.exclude(measured=None).select_related("measured"):
            one.city_id = one.measured.organisation_id
            one.save(update_fields=["city"])
    check_now(editor)


def city_of_measure():
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to="measure.city",
        verbose_name="city",
    )


class Migration(migrations.Migration):
    dependencies = [("barriers", "0001_initial"), ("measure", "0001_initial")]

    operations = [
        migrations.AddField("barrier", "measured", city_of_measure()),
        migrations.AddField("placetable", "measured", city_of_measure()),
        migrations.RunPython(to_cities, to_organisations),
        migrations.RemoveField("barrier", "city"),
        migrations.RemoveField("placetable", "city"),
        migrations.RenameField("barrier", "measured", "city"),
        migrations.RenameField("placetable", "measured", "city"),
    ]
