"""A civic lottery: a panel drawn from volunteers, under quotas, with chances as equal as these allow."""

from isopolis.decide.lottery.addresses import Letters, Neighbourhood, draw_addresses, share_out
from isopolis.decide.lottery.ceremony import Drawn, Publication, draw, publish, verification_script
from isopolis.decide.lottery.lots import Lots, lots
from isopolis.decide.lottery.lottery import Lottery, Objective, fair_lottery
from isopolis.decide.lottery.pool import Pool, read_pool
from isopolis.decide.lottery.quotas import Quota, Quotas, proportional_quotas, read_quotas
from isopolis.decide.lottery.relaxation import NoPanelError, Relaxation, relax
from isopolis.decide.lottery.replacement import replacement_lottery

__all__ = [
    "Drawn",
    "Letters",
    "Lots",
    "Lottery",
    "Neighbourhood",
    "NoPanelError",
    "Objective",
    "Pool",
    "Publication",
    "Quota",
    "Quotas",
    "Relaxation",
    "draw",
    "draw_addresses",
    "fair_lottery",
    "lots",
    "proportional_quotas",
    "publish",
    "read_pool",
    "read_quotas",
    "relax",
    "replacement_lottery",
    "share_out",
    "verification_script",
]
