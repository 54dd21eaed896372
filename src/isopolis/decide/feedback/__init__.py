"""“You said – we did”: what became of what somebody put, told from the record."""

from isopolis.decide.feedback.feedback import Ballot, Deed, Fate, Feedback

__all__ = ["Ballot", "Deed", "Fate", "Feedback"]
