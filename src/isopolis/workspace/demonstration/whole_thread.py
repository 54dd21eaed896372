"""The thread of the demonstration from one end to the other, so that it can be followed both ways."""

from __future__ import annotations

from isopolis.workspace.barriers.models import Barrier
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.plan.models import Indicator
from isopolis.workspace.thread.kinds import kind
from isopolis.workspace.thread.links import connect
from isopolis.workspace.thread.models import Figure

DOCTOR = "Newcomers cannot see a doctor"
COUNTERS = "Counters for papers and allowances"
ROMA = "Landlords turn Roma families away"
ANSWERS = (
    ("Digital help on Saturdays", COUNTERS),
    ("Interpreters at the counters", DOCTOR),
    ("A quota of affordable flats in every new building", ROMA),
)
"""Proposals and the barriers that they answer, by the beginning of their titles."""
REMOVES = (("open-hours", COUNTERS), ("open-hours", DOCTOR), ("open-allocation", ROMA))
BORROWS = (("open-hours", "france-digital-advisers"), ("stay-put", "berlin-milieu-protection"))
PAYS = (("esf-plus-programmes", "open-hours"), ("erdf-programmes", "late-buses"))


def fill_whole_thread(partnership: Partnership, people: dict[str, User]) -> None:
    """Link what the other rooms made."""
    by = people["coordinator"]
    actions = {one.key: one for one in partnership.actions.all()}
    barriers = {
        start: Barrier.objects.get(partnership=partnership, title__startswith=start)
        for start in (DOCTOR, COUNTERS, ROMA)
    }
    found = {name: kind(name).everything(partnership) for name in ("proposal", "practice", "fund")}
    for title, barrier in ANSWERS:
        connect(partnership, found["proposal"].get(title=title), "answers", barriers[barrier], by=by)
    for action, barrier in REMOVES:
        connect(partnership, actions[action], "removes", barriers[barrier], by=by)
    for action, name in BORROWS:
        connect(partnership, actions[action], "borrows-from", found["practice"].get(name=name), by=by)
    for name, action in PAYS:
        connect(partnership, found["fund"].get(name=name), "pays", actions[action], by=by)
    indicators = Indicator.objects.filter(action__in=[actions["open-hours"], actions["open-allocation"]])
    for indicator in indicators:
        connect(partnership, indicator, "shows", indicator.action, by=by)
    first = Figure.objects.filter(partnership=partnership).last()
    connect(partnership, first, "baseline-of", indicators.filter(action__key="open-hours").first(), by=by)
