"""A database with all migrations, made once and copied by every process of tests.

Migrating takes four seconds of the processor: Django renders the models that hang together again for each of
some ninety new ones, and nearly all hang together. A copy takes milliseconds. The file stands in the folder
for temporary files under a name made of all that migrations are made of, so a changed one makes a new file.
"""

from __future__ import annotations

import ast
import getpass
import hashlib
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

ALIAS = "migrated"


def made_of() -> str:
    """A mark of the migrations, of our modules that they import, of Django and of SQLite."""
    files = set()
    for migration in MigrationLoader(None).disk_migrations.values():
        file = Path(sys.modules[migration.__module__].__file__)
        files |= {file, *_ours(file)}
    mark = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for file in sorted(files):
        mark.update(f"{file.name}\n".encode() + file.read_bytes())
    return mark.hexdigest()[:20]


def _ours(file: Path) -> Iterator[Path]:
    """The files of this project that a migration imports."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        yield from (Path(find_spec(name).origin) for name in names if name.startswith("isopolis"))


def migrated(path: Path) -> None:
    """Make a database file by migrating, step by step, from nothing."""
    connections.databases[ALIAS] = {**connections.databases["default"], "NAME": path}
    connection = connections[ALIAS]
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")  # of one file, which may be copied
    finally:
        connection.close()
        del connections[ALIAS], connections.databases[ALIAS]


def template() -> Path:
    """The file to copy; made where it is not there yet."""
    path = Path(tempfile.gettempdir()) / f"isopolis-tests-{getpass.getuser()}-{made_of()}.sqlite3"
    if not path.exists():
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "made.sqlite3"
            migrated(made)
            beside = path.with_suffix(f".{os.getpid()}")  # others may be making it too
            beside.write_bytes(made.read_bytes())
            beside.replace(path)
    return path


@contextmanager
def given_to(connection: Any) -> Iterator[None]:
    """Let the database for tests begin as a copy: Django finds nothing left to migrate."""
    creation = connection.creation
    create, kept = creation._create_test_db, []

    def copied(*args: Any, **kwargs: Any) -> str:
        name = create(*args, **kwargs)
        target = sqlite3.connect(name, uri=True)
        kept.append(target)  # a database in memory is there as long as somebody holds it
        with closing(sqlite3.connect(template())) as source:
            source.backup(target)
        return name

    creation._create_test_db = copied
    try:
        yield
    finally:
        creation._create_test_db = create
        for one in kept:
            one.close()
