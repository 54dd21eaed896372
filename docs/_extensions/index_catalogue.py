"""One section for each index of the registry: what it is, its formula, how it reads, where it comes from."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from isopolis.measure.segregation import INDICES, Groups, Index

GROUPS = {
    Groups.TWO: "two; they can be exchanged",
    Groups.TWO_ORDERED: "two; their order matters",
    Groups.MANY: "two or more",
}
PLACES = {"a": "A", "b": "B"}
"""What stands in the readings for the groups' names; every number is N."""


def page() -> str:
    """The catalogue in Markdown, by dimension, in the order of the registry."""
    ordered = sorted(INDICES, key=lambda index: list(type(index.dimension)).index(index.dimension))
    lines = []
    for dimension, members in groupby(ordered, key=lambda index: index.dimension):
        lines += [f"## {str(dimension).capitalize()}", "", *(_section(index) for index in members)]
    return "\n".join(lines)


def _section(index: Index) -> str:
    adds_up = "yes: contributions of the areas add up to it" if index.contributions is not None else "no"
    highest = "∞" if index.high == float("inf") else f"{index.high:g}"
    rows = {
        "name in figures": f"`{index.name}`",
        "groups": GROUPS[index.groups],
        "range": f"{index.low:g} to {highest}",
        "adds up": adds_up,
        "source": index.source,
    }
    table = [f"| {key} | {value} |" for key, value in rows.items()]
    return "\n".join(
        [
            f"### {index.title}",
            "",
            f"$$\n{index.formula}\n$$",
            "",
            f"> {_reading(index)}",
            "",
            "| | |",
            "|---|---|",
            *table,
            "",
        ]
    )


def _reading(index: Index) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: PLACES.get(place[1], "N"), index.reading)


class IndexCatalogue(SphinxDirective):
    """``{indices}``: put the catalogue here."""

    def run(self) -> list[nodes.Node]:
        """Parse the Markdown in the page that asked for it."""
        return self.parse_text_to_nodes(page(), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Offer the directive to Sphinx."""
    app.add_directive("indices", IndexCatalogue)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
