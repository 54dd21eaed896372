"""Can every output be seen: what it is, in which form, from whom, by when?"""

from __future__ import annotations

from collections.abc import Iterator

from isopolis.language import message
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.template import RIPENESS, Ripeness
from isopolis.plan.check.finding import Finding, Severity
from isopolis.plan.check.vague_words import UNSEEN

_UNSEEN = message("The output “{output}” names a wish or a process: nobody can see whether it is there.")
_NAME_THING = message(
    "Name the thing that will exist: a guide of 20 pages, a draft rule, a data set, an event."
)
_NO_FORMAT = message("The output “{output}” does not say in which form it comes.")
_SAY_FORMAT = message("Say the form: a PDF of so many pages, an open data file, a web page, a workshop.")
_NO_DATE = message("The output “{output}” has no date.")
_SAY_DATE = message("Say by when it is there.")
_NO_OWNER = message("Nobody is named who delivers the output “{output}”.")
_SAY_OWNER = message("Name one organisation.")


def visible_outputs(plan: Plan, action: Action) -> Iterator[Finding]:
    """Outputs that cannot be seen, or lack form, date or owner."""
    if RIPENESS[plan.stage] < Ripeness.DRAFT:
        return
    unseen = UNSEEN.get(plan.language.partition("-")[0], ())

    def finding(rule: str, found: str, remedy: str) -> Finding:
        return Finding(rule, Severity.WARNING, action.key, "outputs", found, remedy, values)

    for output in action.outputs:
        values = {"output": output.title}
        first = output.title.split()[0].lower().strip(",.:;") if output.title else ""
        if first in unseen and not output.format:
            yield finding("output-not-visible", _UNSEEN, _NAME_THING)
        elif not output.format:
            yield finding("output-without-form", _NO_FORMAT, _SAY_FORMAT)
        if output.due is None:
            yield finding("output-without-date", _NO_DATE, _SAY_DATE)
        if not output.owner:
            yield finding("output-without-owner", _NO_OWNER, _SAY_OWNER)
