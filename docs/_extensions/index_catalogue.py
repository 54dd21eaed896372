"""One section for each index of the registry: what it is, its formula, how it reads, where it comes from."""

from __future__ import annotations

import math
import re
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from isopolis.measure.segregation import INDICES, Groups, Index, Setting

GROUPS = {
    Groups.ONE: "one group among everybody",
    Groups.TWO: "two; they can be exchanged",
    Groups.TWO_ORDERED: "two; their order matters",
    Groups.MANY: "two or more",
    Groups.ORDERED: "two classes or more in ascending order",
}
READS = {
    Setting.ENVIRONMENT: "the areas themselves, or the surroundings of each",
    Setting.SURFACE: "the surface of each area",
    Setting.CENTRE: "the distance of each area to the centre",
    Setting.SURFACE_AND_CENTRE: "the surface of each area, and its distance to the centre",
    Setting.CORE: "whether each area lies in the central city",
    Setting.BORDERS: "which areas touch, and along how long a border",
    Setting.COORDINATES: "where each area is",
    Setting.CLASS_VALUES: "the value of each class, such as the mean income of a bracket",
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
    rows = {
        "name in figures": f"`{index.name}`",
        "groups": GROUPS[index.groups],
        "range": f"{_bound(index.low)} to {_bound(index.high)}",
        "adds up": _adds_up(index),
        "reads beside the people": _beside(index),
        "source": index.source,
    }
    readings = [text for text in (index.reading, index.reading_many) if text]
    return "\n".join(
        [
            f"### {index.title}",
            "",
            f"$$\n{index.formula}\n$$",
            "",
            *(f"> {_reading(text)}\n" for text in readings),
            "| | |",
            "|---|---|",
            *(f"| {key} | {value} |" for key, value in rows.items()),
            "",
        ]
    )


def _bound(value: float) -> str:
    return "−∞" if value == -math.inf else "∞" if value == math.inf else f"{value:g}"


def _adds_up(index: Index) -> str:
    if index.contributions is not None:
        return "yes: the areas' contributions add up to the city's value"
    return "no: the city's value is not a sum" if index.value is not None else "no: a figure of areas only"


def _beside(index: Index) -> str:
    aspatial = index.setting is Setting.ENVIRONMENT and not index.spatial
    return "the areas themselves; it has no version of surroundings" if aspatial else READS[index.setting]


def _reading(text: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: PLACES.get(place[1], "N"), text)


class IndexCatalogue(SphinxDirective):
    """``{indices}``: put the catalogue here."""

    def run(self) -> list[nodes.Node]:
        """Parse the Markdown in the page that asked for it."""
        return self.parse_text_to_nodes(page(), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Offer the directive to Sphinx."""
    app.add_directive("indices", IndexCatalogue)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
