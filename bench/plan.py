"""How long a plan of 300 actions takes: to be checked, compared, and written in each format (CPU seconds).

python -m bench.plan
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from isopolis.demo.action_plan import demonstration_plan
from isopolis.language import Language
from isopolis.plan.actions.compare import compare
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.plan_file import plan_from_json, plan_json
from isopolis.plan.check import check_plan
from isopolis.plan.documents.action_plan.marked import marked_plan
from isopolis.plan.documents.action_plan.whole import whole_plan
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.flow.docx import to_docx
from isopolis.plan.documents.flow.html import to_html
from isopolis.plan.documents.flow.pdf import to_pdf

DAY = date(2026, 11, 26)


def large_plan(n: int = 300) -> Plan:
    """The demonstration's actions again and again, under other keys."""
    plan = demonstration_plan()
    actions = [
        action.model_copy(update={"key": f"{action.key}-{i}", "title": f"{action.title} ({i})"})
        for i in range(n // 8 + 1)
        for action in plan.standing
    ]
    return plan.model_copy(update={"actions": tuple(actions[:n])})


def changed_plan(plan: Plan) -> Plan:
    """Another version: a sentence more in every third action, one action gone, one moved."""
    actions = [
        action.model_copy(update={"problem": f"{action.problem} One sentence more."})
        if i % 3 == 0
        else action
        for i, action in enumerate(plan.actions)
    ]
    return plan.model_copy(update={"actions": (*actions[5:], actions[3])})


def timed(what: str, run: Callable[[], Any]) -> Any:
    """Run, say how long the processor worked, and hand on the result."""
    start = time.process_time()
    result = run()
    size = f", {len(result) / 1e6:.1f} MB" if isinstance(result, bytes | str) else ""
    print(f"{what:<40}{time.process_time() - start:8.2f} s{size}")
    return result


def main() -> None:
    """Print the table."""
    plan = large_plan()
    other = changed_plan(plan)
    writing = Writing(plan, Language("en"), DAY)
    print(f"{len(plan.actions)} actions, {sum(len(one.steps) for one in plan.actions)} steps")
    text = timed("write as JSON", lambda: plan_json(plan))
    timed("read the JSON", lambda: plan_from_json(text))
    timed("check", lambda: check_plan(plan, DAY))
    timed("difference of two versions", lambda: compare(plan, other))
    timed("marked document, composed", lambda: marked_plan(Writing(other, Language("en"), DAY), plan))
    document = timed("compose the plan", lambda: whole_plan(writing))
    timed("HTML", lambda: to_html(document))
    timed("DOCX", lambda: to_docx(document))
    timed("PDF (PDF/UA-1, PDF/A-2a)", lambda: to_pdf(document))


if __name__ == "__main__":
    main()
