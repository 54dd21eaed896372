"""Tables of the public functions, one a package, made from the packages at each build."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = "isopolis.measure"


def packages() -> list[str]:
    """Names of the packages below ``measure``."""
    path = importlib.import_module(ROOT).__path__
    return [info.name for info in pkgutil.walk_packages(path, f"{ROOT}.") if info.ispkg]


def functions() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Package, name and function of everything that a package offers under ``__all__``."""
    for package in packages():
        module = importlib.import_module(package)
        for name in getattr(module, "__all__", ()):
            if inspect.isfunction(found := getattr(module, name)):
                yield package, name, found


def summary(function: Callable[..., Any]) -> str:
    """The first line of its docstring, as Markdown."""
    return (function.__doc__ or "").strip().partition("\n")[0].replace("``", "`").replace("|", "\\|")


def page() -> str:
    """The tables in Markdown; each name leads to the page of its module."""
    lines: list[str] = []
    before = ""
    for package, name, function in functions():
        if package != before:
            lines += ["", f"### {package}", "", "| function | what it does |", "|---|---|"]
            before = package
        lines.append(f"| [`{name}`](api/{function.__module__}.rst) | {_plain(summary(function))} |")
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Without reStructuredText's roles, which Markdown does not know."""
    for role in (":class:", ":func:", ":meth:", ":data:", ":mod:", ":attr:"):
        text = text.replace(role, "")
    return text


class FunctionTables(SphinxDirective):
    """``{functions}``: put the tables here."""

    def run(self) -> list[nodes.Node]:
        """Parse the Markdown in the page that asked for it."""
        return self.parse_text_to_nodes(page(), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Offer the directive to Sphinx."""
    app.add_directive("functions", FunctionTables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
