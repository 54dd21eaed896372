"""The database that tests copy is the one that migrating makes today."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from migrated import made_of

SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
STEPS = "SELECT app, name FROM django_migrations ORDER BY app, name"
MIGRATING = "import sys, django; django.setup(); from migrated import migrated; migrated(sys.argv[1])"
OURS = {**os.environ, "DJANGO_SETTINGS_MODULE": "workspace_settings", "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only databases of SQLite are copied")
def test_the_tests_database_is_what_migrating_from_nothing_makes(db, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", MIGRATING, str(tmp_path / "new.sqlite3")], check=True, env=OURS)
    with connection.cursor() as cursor:
        copied = [cursor.execute(question).fetchall() for question in (SCHEMA, STEPS)]
    with closing(sqlite3.connect(tmp_path / "new.sqlite3")) as new:
        made = [new.execute(question).fetchall() for question in (SCHEMA, STEPS)]
    assert copied == made
    assert len(made[1]) > 40
    assert any(kind == "trigger" for kind, *_rest in made[0])  # what no model says


def test_another_migration_is_another_database(monkeypatch: pytest.MonkeyPatch) -> None:
    before = made_of()
    read = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda file: read(file) + (b"#" if "0002_search" in file.name else b"")
    )
    assert made_of() != before
