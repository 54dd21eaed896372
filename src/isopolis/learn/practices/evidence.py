"""The scale of evidence: how a result is known, from “nobody looked” to a randomised trial.

A level says how sure one can be that the practice made the difference, not that the difference was good: a
randomised trial that finds nothing is strong evidence of nothing. The order follows the Maryland Scientific
Methods Scale (Sherman et al. 1997), with its levels 3 and 4 taken together.
"""

from __future__ import annotations

from isopolis.language import message
from isopolis.learn.practices.vocabulary import Term


class Evidence(Term):
    """How a result is known, weakest first; the order of the members is the order of the scale."""

    NONE = "none", message("no evidence")
    MONITORING = "monitoring", message("monitoring")
    BEFORE_AFTER = "before-after", message("before and after")
    COMPARISON = "comparison", message("comparison")
    RANDOMISED = "randomised", message("randomised trial")

    @property
    def rank(self) -> int:
        """0 (none) to 4 (randomised).

        >>> Evidence.COMPARISON.rank
        3
        """
        return list(Evidence).index(self)


MEANINGS = {
    Evidence.NONE: message("Nobody has measured what it changed, or we found no account of it."),
    Evidence.MONITORING: message(
        "What was done is counted (homes, visitors, participants), or those involved were asked. "
        "What would have happened without it is not known."
    ),
    Evidence.BEFORE_AFTER: message(
        "The same figure before and after. Whatever else changed meanwhile is in it too."
    ),
    Evidence.COMPARISON: message(
        "Those reached are compared with similar people or places that were not, before and after. "
        "Other causes are largely, never fully, ruled out."
    ),
    Evidence.RANDOMISED: message(
        "Chance decided who took part, so the difference is due to the practice. "
        "Whether it holds in another city is another question."
    ),
}
"""What each level means, for readers."""


def strongest(levels: list[Evidence]) -> Evidence:
    """The highest level of a list; none where it is empty.

    >>> strongest([Evidence.MONITORING, Evidence.COMPARISON]).value
    'comparison'
    """
    return max(levels, key=lambda level: level.rank, default=Evidence.NONE)
