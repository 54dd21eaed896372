"""Whether all can take part: a checklist for events, online processes and texts, and a check of a text."""

from isopolis.decide.accessibility.checklist import Check, Kind, checks, progress
from isopolis.decide.accessibility.plain_language import Reading, read_text

__all__ = ["Check", "Kind", "Reading", "checks", "progress", "read_text"]
