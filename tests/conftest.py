"""What the tests share: where real data is, and a small city."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_django

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real data; a test that needs it is skipped where it is absent."""
    folder = Path(os.environ.get("ISOPOLIS_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real data is not here ({folder}); set ISOPOLIS_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[None]:
    """Before the tests' database is made: with SQLite it is a copy of one that was migrated before."""
    from django.db import connection  # noqa: PLC0415  (once Django is set up)

    from migrated import given_to  # noqa: PLC0415

    if connection.vendor != "sqlite":
        yield
        return
    with django_db_blocker.unblock(), given_to(connection):
        yield
