"""`isopolis learn allocation`: which cities got the money, by size and by deprivation."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from isopolis.cli.options import language_option
from isopolis.cli.screen import Screen
from isopolis.errors import InputError
from isopolis.language import Language, message
from isopolis.learn.advice.allocation import allocation, allocation_sentences
from isopolis.learn.advice.grant_tables import read_cities, read_grants

_PATH = click.Path(path_type=Path)
_HEADINGS = (
    message("Cities"),
    message("With a grant"),
    message("Inhabitants"),
    message("Euros"),
    message("Euros an inhabitant"),
    message("Times the mean"),
)


@click.command("allocation")
@click.argument("grants", type=_PATH)
@click.option(
    "--cities", "cities_file", type=_PATH, required=True, help="Table of all cities that could get money."
)
@click.option(
    "--city", default="city", show_default=True, help="Column of the city in both tables, name or code."
)
@click.option("--amount", default="euros", show_default=True, help="Column of the grants: euros.")
@click.option("--people", default="population", show_default=True, help="Column of the cities: inhabitants.")
@click.option("--deprivation", metavar="COLUMN", help="Column of the cities: how deprived, high is deprived.")
@click.option("--low-is-deprived", is_flag=True, help="Low is deprived in that column, as with incomes.")
@click.option("--by", metavar="COLUMN", help="Column of the cities with any classes, e.g. countries.")
@click.option("--seed", default=0, show_default=True, help="Of the interval of the concentration index.")
@click.option("--out", type=_PATH, help="Write the classes to this CSV file.")
@language_option
def allocation_command(
    *,
    grants: Path,
    cities_file: Path,
    city: str,
    amount: str,
    people: str,
    deprivation: str | None,
    low_is_deprived: bool,
    by: str | None,
    seed: int,
    out: Path | None,
    language_code: str,
) -> None:
    """Say who got the money: GRANTS (a row each) per inhabitant, by size of the city and by deprivation."""
    language = Language(language_code)
    table = read_cities(
        cities_file,
        city=city,
        people=people,
        deprivation=deprivation,
        low_is_deprived=low_is_deprived,
        classes=by,
    )
    given = read_grants(grants, city=city, amount=amount)
    found = allocation(table, given, classes="class" if by else None, seed=seed)
    screen = Screen(language)
    for sentence in allocation_sentences(found, language):
        screen.say(sentence)
    titles = {
        "size": (language.text("By size of the city"), found.by_size),
        "deprivation": (language.text("By deprivation"), found.by_deprivation),
        "class": (by or "", found.by_class),
    }
    for title, classes in titles.values():
        if classes is not None:
            _show(screen, title, classes, language)
    if out is not None:
        parts = [part.assign(by=name) for name, (_title, part) in titles.items() if part is not None]
        whole = pd.concat(parts)[["by", *parts[0].columns[:-1]]]
        whole["class"] = [language.text(one) for one in whole["class"]]
        try:
            whole.to_csv(out, index=False)
        except OSError as error:
            raise InputError(f"it cannot be written: {error.strerror}", file=out) from None
        screen.say(str(out))


def _show(screen: Screen, title: str, classes: pd.DataFrame, language: Language) -> None:
    header = [language.text(one) for one in _HEADINGS]
    rows = [
        [
            language.text(name),
            *(language.number(float(one), 0) for one in numbers[:-2]),
            language.number(numbers[-2], 2),
            language.number(numbers[-1], 2),
        ]
        for name, *numbers in classes.itertuples(index=False)
    ]
    screen.table(title, [title, *header], rows)
