"""The table of search terms: one for each kind of database, made by its own store."""

from django.db import migrations

from isopolis.workspace.learn.search import STORES


def _run(statements, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def create(apps, schema_editor):
    _run(STORES[schema_editor.connection.vendor].create, schema_editor)


def drop(apps, schema_editor):
    _run(STORES[schema_editor.connection.vendor].drop, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("practices", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
