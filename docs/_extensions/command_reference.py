"""The reference of the command line, made from the commands themselves at each build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from isopolis.cli import cli


def commands(group: click.Command = cli, name: str = "isopolis") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, groups before what they hold."""
    yield name, group
    if isinstance(group, click.Group):
        for part in sorted(group.commands):
            yield from commands(group.commands[part], f"{name} {part}")


def page() -> str:
    """The reference in Markdown: one section a command."""
    return "\n".join(_section(name, command) for name, command in commands())


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"## {name}", "", f"```text\n{name} {usage}\n```", "", _text(command.help or ""), ""]
    options = [option for option in command.params if isinstance(option, click.Option) and not option.hidden]
    if options:
        lines += ["| option | meaning |", "|---|---|", *(_row(option, context) for option in options), ""]
    return "\n".join(lines)


def _text(help_text: str) -> str:
    """Help as Markdown: `click` marks its paragraphs with \b, Markdown with blank lines."""
    return re.sub(r"[\b\f]\n?", "", help_text).strip()


def _row(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    kind = "" if option.is_flag else f" `{option.make_metavar(context)}`"
    words = _text(option.help or "").replace("|", "\\|").replace("\n", " ")
    extra = "Required. " if option.required else ""
    default = option.default
    if option.show_default and default is not None and not callable(default):
        extra += f"Default: `{default}`."
    return f"| {names}{kind} | {words} {extra} |"


class CommandReference(SphinxDirective):
    """``{commands}``: put the reference here."""

    def run(self) -> list[nodes.Node]:
        """Parse the Markdown in the page that asked for it."""
        return self.parse_text_to_nodes(page(), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Offer the directive to Sphinx."""
    app.add_directive("commands", CommandReference)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
