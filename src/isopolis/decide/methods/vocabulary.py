"""The words of a method's record: what it is for, how people come in, where they meet, what it costs."""

from __future__ import annotations

from isopolis.language import message
from isopolis.records.vocabulary import Term


class Purpose(Term):
    """What somebody wants to reach."""

    INFORM = "inform", message("make something known")
    LISTEN = "listen", message("hear needs and experiences")
    IDEAS = "ideas", message("find ideas")
    DESIGN = "design", message("design a place or a service together")
    AGREE = "agree", message("find common ground between different opinions")
    ADVISE = "advise", message("weigh options and recommend")
    DECIDE = "decide", message("decide")
    MONEY = "money", message("share out money")
    RUN = "run", message("run something together")
    MONITOR = "monitor", message("watch whether it is done, and well")


class Selection(Term):
    """How people come in."""

    OPEN = "open", message("open to all who come")
    INVITED = "invited", message("people are invited or sought out")
    LOT = "lot", message("drawn by lot")
    DELEGATES = "delegates", message("delegates of groups and organisations")


class Setting(Term):
    """Where they meet."""

    IN_PERSON = "in-person", message("in person")
    ONLINE = "online", message("online")
    BOTH = "both", message("in person and online")


class BudgetClass(Term):
    """What one run costs beside the organiser's own staff; the order of magnitude."""

    LOW = "low", message("under 5,000 euros")
    MEDIUM = "medium", message("5,000 to 30,000 euros")
    HIGH = "high", message("30,000 to 100,000 euros")
    VERY_HIGH = "very-high", message("over 100,000 euros")

    @property
    def rank(self) -> int:
        """0 for the lowest class."""
        return list(BudgetClass).index(self)
