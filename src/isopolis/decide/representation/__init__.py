"""Who was heard: those who took part against the city, weights, weighted agreement, whom to invite next."""

from isopolis.decide.representation.margins import Margin, read_margins
from isopolis.decide.representation.outreach import outreach, to_invite
from isopolis.decide.representation.parts import by_part
from isopolis.decide.representation.raking import Weights, post_stratify, rake
from isopolis.decide.representation.ratio import combined, cross, representation
from isopolis.decide.representation.weighted import weighted_agreement

__all__ = [
    "Margin",
    "Weights",
    "by_part",
    "combined",
    "cross",
    "outreach",
    "post_stratify",
    "rake",
    "read_margins",
    "representation",
    "to_invite",
    "weighted_agreement",
]
