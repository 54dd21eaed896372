"""What stands in a cell where there is no number, and what it means.

The meaning is the one that statistical offices give most often; where offices differ, the reading that
hides least is wrong, so a sign is never read as zero unless a profile says that it is one.

=====================================  =============  =======================================================
in the cell                            read as        used by
=====================================  =============  =======================================================
(empty)                                not collected  everybody
``–`` ``—`` ``-`` ``‐``                suppressed     Berlin; elsewhere “nothing”: a profile says zero
``x`` ``X`` ``*`` ``**`` ``c`` ``s``   suppressed     ONS, Eurostat (c), INSEE (s), Statistics Canada (x)
``.`` ``•`` ``·``                      suppressed     CBS and the German offices: unknown or to be kept secret
``/``                                  suppressed     German offices: too few cases for a sure value
``#``                                  suppressed     ONS, education statistics
``ns`` ``n.s.`` ``confidential`` ...   suppressed     INSEE: not significant
``<5`` ``< 10`` ``≤5`` ``[1-4]`` 1-4   suppressed     a number hidden in a range
``..`` ``...`` ``…`` ``:``             not collected  ONS, Eurostat (:), German offices (...: comes later)
``n/a`` ``NA`` ``k.A.`` ``nd`` ...     not collected  no answer, not available, not applicable
``-9999`` ``-999`` ``-99999999`` ...   not collected  “no data” of geographic files
=====================================  =============  =======================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from isopolis.measure.areas.status import CountStatus

SUPPRESSED_SIGNS = frozenset({
    "–", "—", "‒", "―", "−", "-", "‐", "‑", "--", "x", "*", "**", "***", "c", "s", ".", "•", "·", "/", "#",
    "ns", "n.s.", "conf", "conf.", "confidential", "confidentiel", "suppressed", "secret", "disclosive",
    "secret statistique", "geheim", "unterdrückt",
})  # fmt: skip
NOT_COLLECTED_SIGNS = frozenset({
    "..", "...", "….", "…", ":", "n/a", "na", "n.a.", "n.a", "#n/a", "#na", "<na>", "n/d", "nd", "n.d.",
    "n.d", "null", "none", "(null)", "k.a.", "k.a", "ka", "k. a.", "onbekend", "unknown", "unbekannt",
    "missing", "manquant", "non disponible", "not available", "no data", "keine angabe",
})  # fmt: skip
NO_DATA_NUMBERS = frozenset({
    -999.0, -9999.0, -99999.0, -999999.0, -9999999.0, -99999999.0, -999999999.0, -9998.0, -99995.0, -99997.0,
    -99998.0,
})  # fmt: skip
"""Negative numbers that stand for “no data”; any other negative count is an error."""

SYMBOLS = frozenset({
    "–", "—", "‒", "―", "−", "-", "‐", "‑", "--", "*", "**", "***", ".", "•", "·", "/", "#", "..", "...",
    "…", ":",
})  # fmt: skip
"""Markers that have no letter: they never are the heading of a column."""

_RANGE = re.compile(
    r"(?:<|<=|≤|unter|under|less than|fewer than|moins de|minder dan)\s*=?\s*\d+"
    r"|\d+\s*(?:-|–|to|à|bis|tot)\s*\d+"
    r"|[\[(]\s*\d+\s*(?:-|–|to|à|bis|tot)\s*\d+\s*[\])]",
    re.IGNORECASE,
)


def meaning(cell: str, own: Mapping[str, CountStatus] | None = None) -> CountStatus | None:
    """The status that a marker stands for, or None where ``cell`` is no marker.

    ``own`` are the markers that a profile defines; they come first.

    >>> meaning("<5"), meaning(".."), meaning("forty")
    (<CountStatus.SUPPRESSED: 3>, <CountStatus.NOT_COLLECTED: 2>, None)
    """
    text = cell.strip()
    if own and text in own:
        return own[text]
    folded = text.casefold()
    if text == "" or folded in NOT_COLLECTED_SIGNS:
        return CountStatus.NOT_COLLECTED
    if folded in SUPPRESSED_SIGNS:
        return CountStatus.SUPPRESSED
    if _RANGE.fullmatch(text):
        return CountStatus.SUPPRESSED
    return None
