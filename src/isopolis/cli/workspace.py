"""`isopolis workspace`: a whole partnership out of a workspace, and into one."""

from __future__ import annotations

import os
from pathlib import Path

import click

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder of the workspace; ISOPOLIS_DATA_DIR, or isopolis-data.",
)


@click.group()
def workspace() -> None:
    """Take a partnership out of a workspace, or bring one in."""


@workspace.command("export")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--without-people", is_flag=True, help="Leave names and addresses out.")
@DATA
def export(slug: str, file: Path, without_people: bool, data: Path | None) -> None:
    """Write the partnership SLUG into FILE: one zip of open formats.

    SLUG is the word in the partnership's address. Records are JSON Lines with their JSON Schema, and the
    same as CSV; uploaded files are as they were; people are apart and can be left out.
    """
    _prepare(data)
    from isopolis.workspace.exchange.command import export_to  # noqa: PLC0415  (Django is for this command)

    click.echo(export_to(slug, file, with_people=not without_people))


@workspace.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@DATA
def import_(file: Path, data: Path | None) -> None:
    """Make the partnership of FILE, written by `isopolis workspace export` or by a partnership's page.

    People are recognised by their e-mail addresses; those who are not here yet get an account and sign in
    by an e-mail link. If something in FILE cannot be read, nothing is changed.
    """
    _prepare(data)
    from isopolis.workspace.exchange.command import import_from  # noqa: PLC0415  (Django is for this command)

    click.echo(import_from(file))


def _prepare(data: Path | None) -> None:
    if data is not None:
        os.environ["ISOPOLIS_DATA_DIR"] = str(data)
    from isopolis.workspace.serve import open_database  # noqa: PLC0415  (Django is for this command)

    open_database()
