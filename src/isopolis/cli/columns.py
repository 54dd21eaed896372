"""`isopolis measure columns`: what the columns of a file are, and the profile that says so."""

from __future__ import annotations

from pathlib import Path

import click

from isopolis.cli.options import language_option
from isopolis.cli.screen import Screen
from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.areas.formats import columns as columns_of
from isopolis.measure.areas.formats import propose_profile, reasons


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--layer", help="Layer of a GeoPackage or sheet of a workbook that has several.")
@click.option("--save", type=click.Path(path_type=Path), help="Write the proposed profile to this TOML file.")
@language_option
def columns(*, file: Path, layer: str | None, save: Path | None, language_code: str) -> None:
    """What was found in each column of FILE, and the profile that maps columns to groups.

    Correct the saved profile in a text editor and hand it to `isopolis measure FILE --profile PROFILE`.
    """
    language = Language(language_code)
    text = language.text
    screen = Screen(language)
    table = columns_of(file, layer=layer)
    header = [
        text("Column"),
        text("Role"),
        text("Group"),
        text("Observed"),
        text("Zero"),
        text("Missing"),
        text("Hidden"),
        text("Why"),
    ]
    shown = ("column", "role", "group", "observed", "zero", "not_collected", "suppressed", "reason")
    counted = table.astype(dict.fromkeys(shown[3:7], "Int64"))  # with gaps, but never 62.0 areas
    rows = counted[list(shown)].astype(object).where(counted[list(shown)].notna(), "").astype(str)
    screen.table(file.name, header, rows.to_numpy().tolist(), numbers=range(3, 7))
    if save is not None:
        profile = propose_profile(file, layer=layer).to_toml(reasons(file, layer=layer))
        try:
            save.write_text(profile, encoding="utf-8")
        except OSError as error:
            raise InputError("cannot be written", file=save, remedy=str(error.strerror)) from None
        screen.say(text("Written:"), strong=True)
        screen.say(f"  {save}")
