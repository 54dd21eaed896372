"""`isopolis decide similar`: pairs of proposals that may say the same."""

from __future__ import annotations

import csv
from collections.abc import Hashable
from pathlib import Path

import click

from isopolis.cli.options import folder_for, language_option
from isopolis.cli.screen import Screen
from isopolis.decide.formats import read_proposals
from isopolis.decide.similarity import LIKELY, Texts
from isopolis.language import Language, message

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("proposals", type=_PATH)
@click.option(
    "--least", default=LIKELY, show_default=True, type=click.FloatRange(0, 1), help="Similarity, 0..1."
)
@click.option("--out", type=_PATH, help="Folder for similar.csv.")
@language_option
def similar(*, proposals: Path, least: float, out: Path | None, language_code: str) -> None:
    """Pairs of PROPOSALS that may say the same, in English and French (CSV, XLSX or JSON)."""
    language = Language(language_code)
    rows = read_proposals(proposals)
    texts = Texts(
        f"{one.title} {one.title} {one.problem} {one.idea} {one.serves} {one.place}" for one in rows
    )
    pairs = texts.pairs(least=least)
    screen = Screen(language)
    screen.say(
        language.text(
            "{pairs} pairs of {proposals} proposals may say the same.", pairs=len(pairs), proposals=len(rows)
        )
    )
    found: list[list[Hashable]] = [
        [rows[one].row, rows[one].title, rows[other].row, rows[other].title, round(value, 3)]
        for one, other, value in pairs
    ]
    if found:
        header = [language.text(one) for one in _SIMILAR]
        screen.table("", header, [[str(cell) for cell in row] for row in found], numbers=(0, 2, 4))
    if out is not None:
        path = folder_for(out) / "similar.csv"
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([["row", "title", "other_row", "other_title", "similarity"], *found])
        click.echo(path)


_SIMILAR = (message("Row"), message("Title"), message("Row"), message("Title"), message("Similarity"))
