"""The command line: `isopolis measure|learn|decide|plan ...`, `isopolis demo`, `isopolis serve`."""

from __future__ import annotations

import sys

import click

from isopolis import __version__
from isopolis.cli.decide import decide
from isopolis.cli.demo import demo
from isopolis.cli.learn import learn
from isopolis.cli.measure import measure
from isopolis.cli.plan import plan
from isopolis.cli.serve import serve
from isopolis.cli.workspace import workspace
from isopolis.errors import IsopolisError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="isopolis")
def cli() -> None:
    """From evidence to action plan, for cities that work for equality."""


cli.add_command(measure)
cli.add_command(learn)
cli.add_command(plan)
cli.add_command(decide)
cli.add_command(demo)
cli.add_command(serve)
cli.add_command(workspace)


def main() -> None:
    """Run the command line; an error that the user can mend ends with its message and exit code 2."""
    try:
        cli(prog_name="isopolis", standalone_mode=False)
    except IsopolisError as error:
        click.echo(f"isopolis: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the output has enough of it
        sys.exit(1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"isopolis: {place}cannot be read or written ({error.strerror or error})", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("isopolis: stopped", err=True)
        sys.exit(130)
