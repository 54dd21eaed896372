"""Agreements between a city and residents who govern something together."""

from isopolis.decide.cogovernance.agreement import Agreement, Matter, Money, Party, missing_parts

__all__ = ["Agreement", "Matter", "Money", "Party", "missing_parts"]
