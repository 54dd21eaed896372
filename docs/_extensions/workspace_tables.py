"""The reference of the workspace, made from its own tables at each build: permissions and configuration."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from isopolis.workspace.configuration import OPTIONS
from isopolis.workspace.people.permissions import PERMISSIONS, PUBLIC, Role


def permissions() -> str:
    """Actions by roles, as Markdown."""
    roles = [*Role.values, PUBLIC]
    rows = [
        [action.value, *("yes" if role in allowed else "–" for role in roles)]
        for action, allowed in PERMISSIONS.items()
    ]
    return _table(["action", *roles], rows)


def configuration() -> str:
    """Environment variables, as Markdown."""
    rows = [
        [f"`{option.name}`", f"`{option.default}`" if option.default else "–", option.meaning]
        for option in OPTIONS
    ]
    return _table(["variable", "default", "meaning"], rows)


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


class PermissionTable(SphinxDirective):
    """``{permissions}``: put the table of permissions here."""

    def run(self) -> list[nodes.Node]:
        """Parse the table in the page that asked for it."""
        return self.parse_text_to_nodes(permissions())


class ConfigurationTable(SphinxDirective):
    """``{configuration}``: put the table of variables here."""

    def run(self) -> list[nodes.Node]:
        """Parse the table in the page that asked for it."""
        return self.parse_text_to_nodes(configuration())


def setup(app: Sphinx) -> dict[str, Any]:
    """Offer the directives to Sphinx."""
    app.add_directive("permissions", PermissionTable)
    app.add_directive("configuration", ConfigurationTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
