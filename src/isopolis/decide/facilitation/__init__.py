"""Meetings: an agenda with its clock, and people divided so that every group is mixed and can talk."""

from isopolis.decide.facilitation.agenda import Point, long_stretches, now_and_next, read_agenda
from isopolis.decide.facilitation.breakout import Person, breakout

__all__ = ["Person", "Point", "breakout", "long_stretches", "now_and_next", "read_agenda"]
