"""A file that a page reads in a child: what breaks there is said, and why is in the log."""

from __future__ import annotations

import pytest

from isopolis.workspace.tasks.apart import RefusedError, compute_apart


def test_what_breaks_in_a_child_is_in_the_log_with_its_reason(caplog) -> None:
    with pytest.raises(RefusedError, match="something broke on our side"):
        compute_apart("isopolis.workspace.barriers.reading:nothing", {})
    assert "has no attribute 'nothing'" in caplog.text
