"""Statistical protection: nothing leaves about fewer people than the threshold.

Every table, map, download and API answer passes :func:`protect` (areas), :func:`protect_figures`
(cities) or :func:`round_counts` (tables of counts); :func:`disclosures` attacks what would be published
and says what it could work out.
"""

from isopolis.measure.areas.protect.audit import Disclosure, disclosures
from isopolis.measure.areas.protect.cities import protect_figures
from isopolis.measure.areas.protect.gate import DEFAULT_THRESHOLD, Protected, Withheld, protect
from isopolis.measure.areas.protect.rounding import round_counts

__all__ = [
    "DEFAULT_THRESHOLD",
    "Disclosure",
    "Protected",
    "Withheld",
    "disclosures",
    "protect",
    "protect_figures",
    "round_counts",
]
