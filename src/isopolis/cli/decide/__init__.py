"""`isopolis decide ...`: what people want, drawn, counted and weighed fairly."""

from __future__ import annotations

import click

from isopolis.cli.decide.budget import budget
from isopolis.cli.decide.lottery import draw_command, lottery
from isopolis.cli.decide.methods import methods_command
from isopolis.cli.decide.opinions import opinions
from isopolis.cli.decide.prioritise import prioritise
from isopolis.cli.decide.represent import represent
from isopolis.cli.decide.similar import similar


@click.group()
def decide() -> None:
    """What do residents and partners want, and whom did we not hear?"""


decide.add_command(lottery)
decide.add_command(draw_command)
decide.add_command(budget)
decide.add_command(opinions)
decide.add_command(represent)
decide.add_command(similar)
decide.add_command(prioritise)
decide.add_command(methods_command)
