"""Meetings in small groups: people divided so that every group is mixed and can talk."""

from isopolis.decide.facilitation.breakout import Person, breakout

__all__ = ["Person", "breakout"]
