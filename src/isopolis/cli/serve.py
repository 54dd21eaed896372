"""`isopolis serve`: the workspace of a partnership in a browser."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; 0.0.0.0 lets others reach it.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder of the database and all that is kept; ISOPOLIS_DATA_DIR, or isopolis-data.",
)
@click.option("--demo", is_flag=True, help="Fill it with an invented partnership.")
@click.option(
    "--worker/--no-worker",
    default=True,
    help="Compute tasks beside the server, or leave them to workers that run elsewhere.",
)
def serve(port: int, host: str, data: Path | None, demo: bool, worker: bool) -> None:
    """Serve the workspace: where a partnership works from evidence to plan, in a browser.

    Everything is kept in one folder. Without further settings it answers on this machine only; the page
    “Serve a partnership” of the manual says how to let others in.
    """
    environment: dict[str, str] = {}
    if data is not None:
        environment["ISOPOLIS_DATA_DIR"] = str(data)
    elif demo and "ISOPOLIS_DATA_DIR" not in os.environ:
        environment["ISOPOLIS_DATA_DIR"] = "isopolis-demo"
    if "ISOPOLIS_ADDRESS" not in os.environ:
        environment["ISOPOLIS_ADDRESS"] = f"http://127.0.0.1:{port}"
    if demo:
        environment["ISOPOLIS_SECOND_FACTOR"] = "nobody"
    from isopolis.workspace.serve import serve as run  # noqa: PLC0415  (Django is for this command only)

    run(environment, host, port, demo=demo, worker=worker, say=click.echo)
