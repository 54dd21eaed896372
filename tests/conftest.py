"""What the tests share: where real data is, and a small city."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real data; a test that needs it is skipped where it is absent."""
    folder = Path(os.environ.get("ISOPOLIS_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real data is not here ({folder}); set ISOPOLIS_DATA to its folder")
    return folder
