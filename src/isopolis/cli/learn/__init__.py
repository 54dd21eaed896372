"""`isopolis learn ...`: what worked elsewhere."""

from __future__ import annotations

import click

from isopolis.cli.learn.advice import advice
from isopolis.cli.learn.allocation import allocation_command
from isopolis.cli.learn.funds import funds_command
from isopolis.cli.learn.initiatives import initiatives_command
from isopolis.cli.learn.match import match_command
from isopolis.cli.learn.peers import peers
from isopolis.cli.learn.practices import practices


@click.group()
def learn() -> None:
    """What worked in a city like ours, who can we visit, which money fits?"""


learn.add_command(initiatives_command)
learn.add_command(match_command)
learn.add_command(practices)
learn.add_command(peers)
learn.add_command(funds_command)
learn.add_command(advice)
learn.add_command(allocation_command)
