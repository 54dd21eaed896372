"""PostgreSQL keeps whole terms, and in how many practices each is; what was stored before is stored anew."""

from django.db import migrations

from isopolis.learn.finding.documents import document_of
from isopolis.learn.practices.exchange import practice_from
from isopolis.workspace.learn.search import Postgres


def store_anew(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    published = apps.get_model("practices", "Practice").objects.filter(state="published")
    with schema_editor.connection.cursor() as cursor:
        for statement in (*Postgres.drop, *Postgres.create):
            cursor.execute(statement)
        store = Postgres(cursor)
        for practice in published.iterator():
            scope = f"partnership {practice.partnership_id}" if practice.partnership_id else "public"
            store.put(practice.pk, document_of(practice_from(practice.record), scope))
        store.settle()


class Migration(migrations.Migration):
    dependencies = [("practices", "0002_search")]
    operations = [migrations.RunPython(store_anew, migrations.RunPython.noop)]
