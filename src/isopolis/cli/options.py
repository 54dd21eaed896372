"""Options that several commands share, and what is done with them."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from isopolis.errors import InputError
from isopolis.language import available_languages, country_code

Command = Callable[..., Any]


def names(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """A list of names from “A,B,...”; None where the option was not given.

    A name with a comma stands in quotes: ``--groups '"born abroad, outside the EU",rest'``.
    """
    if value is None:
        return None
    found = next(csv.reader([value], skipinitialspace=True), [])
    return tuple(name.strip() for name in found if name.strip())


class CountryCode(click.ParamType):
    """A country: two letters of ISO 3166, or as the institutions of the European Union write it."""

    name = "code"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code in capital letters."""
        return country_code(value) or self.fail(
            f"“{value}” is no country; give two letters, such as FR", param, ctx
        )


def language_option(command: Command) -> Command:
    """`--language`: what is written and printed is in this language."""
    return click.option(
        "--language",
        "language_code",
        default="en",
        show_default=True,
        metavar="CODE",
        help=f"Language of what is written: {', '.join(available_languages())}.",
    )(command)


def reading_options(command: Command) -> Command:
    """The options that say how a file is read; handed on to ``formats.read``."""
    path = click.Path(path_type=Path)
    for option in (
        click.option("--geometry", type=path, help="File of polygons to join to a table of counts."),
        click.option("--crs", help="Coordinate system, where the file does not say: e.g. EPSG:2154."),
        click.option("--layer", help="Layer of a GeoPackage that has several."),
        click.option("--profile", type=path, help="TOML file that maps columns to groups."),
    ):
        command = option(command)
    return command


def today() -> date:
    """The day printed on documents; SOURCE_DATE_EPOCH fixes it for outputs that must not change."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.now(UTC).date() if epoch is None else datetime.fromtimestamp(int(epoch), UTC).date()


def check_folder(out: Path) -> None:
    """Refuse a place that cannot become the output folder, before the work that would be lost."""
    there = next(one for one in (out, *out.absolute().parents) if one.exists())
    if not there.is_dir():
        raise InputError("is a file", file=there, expected="a folder to write into")
    if not os.access(there, os.W_OK):
        raise InputError("cannot be written to", file=there, expected="a folder of yours")


def folder_for(out: Path) -> Path:
    """Make the output folder; a file in its place is an error in the user's terms."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise InputError("is a file", file=out, expected="a folder to write into") from None
    except OSError as error:
        raise InputError(
            f"cannot be written to ({error.strerror})", file=out, expected="a folder of yours"
        ) from None
    return out
