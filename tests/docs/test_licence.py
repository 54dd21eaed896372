"""The licence is the whole European Union Public Licence 1.2."""

from __future__ import annotations

import re
from pathlib import Path

TEXT = (Path(__file__).parents[2] / "LICENSE").read_text(encoding="utf-8")


def test_all_fifteen_articles_are_there_in_order() -> None:
    assert [int(n) for n in re.findall(r"^(\d+)\. [A-Z]", TEXT, re.MULTILINE)] == list(range(1, 16))


def test_it_begins_with_its_title_and_ends_with_the_appendix() -> None:
    assert TEXT.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    appendix = TEXT.partition("Appendix\n")[2]
    for licence in (
        "GPL) v. 2",
        "AGPL",
        "OSL",
        "EPL",
        "CeCILL",
        "MPL",
        "LGPL",
        "CC BY-SA 3.0",
        "EUPL",
        "LiLiQ",
    ):
        assert licence in appendix
    assert appendix.endswith("require the production of a new EUPL version.\n")
