"""The database refuses to change or delete an entry of the log, whoever asks."""

from django.db import migrations

REFUSAL = "the log is append-only"
SQLITE = """
CREATE TRIGGER people_auditentry_no_{event} BEFORE {event} ON people_auditentry
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
POSTGRESQL = """
CREATE FUNCTION people_auditentry_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER people_auditentry_append_only BEFORE UPDATE OR DELETE ON people_auditentry
FOR EACH ROW EXECUTE FUNCTION people_auditentry_refuse();
"""


def guard(apps, editor):
    """Put the trigger on the table."""
    if editor.connection.vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            editor.execute(SQLITE.format(event=event, refusal=REFUSAL))
    else:
        editor.execute(POSTGRESQL.format(refusal=REFUSAL))


def unguard(apps, editor):
    """Take the trigger off."""
    if editor.connection.vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            editor.execute(f"DROP TRIGGER people_auditentry_no_{event}")
    else:
        editor.execute("DROP TRIGGER people_auditentry_append_only ON people_auditentry")
        editor.execute("DROP FUNCTION people_auditentry_refuse()")


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
