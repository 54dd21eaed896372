"""`isopolis decide represent`: those who took part against the city."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from isopolis.cli.options import folder_for, language_option
from isopolis.cli.screen import Screen
from isopolis.decide.formats import read_answers, read_table
from isopolis.decide.representation import outreach, read_margins, representation
from isopolis.errors import InputError
from isopolis.language import Language, message

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("people", type=_PATH)
@click.argument("margins", type=_PATH)
@click.option(
    "--more", default=0, type=click.IntRange(0), help="Plan whom to invite for so many more people."
)
@click.option(
    "--least", default=5, show_default=True, type=click.IntRange(1), help="Say nothing about fewer."
)
@click.option("--out", type=_PATH, help="Folder for representation.csv.")
@language_option
def represent(
    *, people: Path, margins: Path, more: int, least: int, out: Path | None, language_code: str
) -> None:
    """Who was heard: PEOPLE who took part against the MARGINS of the city.

    PEOPLE has one row a person and one column an attribute (an export of Kobo, ODK, LimeSurvey or EUSurvey
    will do). MARGINS has the columns attribute, category and people.
    """
    language = Language(language_code)
    answers = read_answers(people)
    table = read_table(margins)
    columns = [table.need(name) for name in ("attribute", "category", "people")]
    city = read_margins(
        pd.DataFrame(
            [[row[at] for at in columns] for row in table.rows], columns=["attribute", "category", "people"]
        )
    )
    said: dict[str, list[str | None]] = {}
    for margin in city:
        if margin.name not in answers.questions:
            raise InputError(
                f"no column is called “{margin.name}”", file=people,
                expected="one for each attribute of the margins",
                remedy=f"there are {', '.join(answers.questions)}",
            )  # fmt: skip
        given = [one.get(margin.name, ()) for one in answers.people]
        said[margin.name] = [one[0] if one else None for one in given]
    found = representation(said, city, least=least)
    screen = Screen(language)
    number = lambda value: "–" if pd.isna(value) else language.number(value, 2)  # noqa: E731
    header = [language.text(one) for one in _REPRESENTATION]
    rows = [
        [
            f"{one['attribute']}: {one['category']}",
            number(one["share"]), number(one["city_share"]), number(one["ratio"]),
            f"{number(one['low'])} – {number(one['high'])}", language.text(_READINGS[one["reading"]]),
        ]
        for one in found.to_dict("records")
    ]  # fmt: skip
    screen.table("", header, rows, numbers=(1, 2, 3, 4))
    for margin in city if more else []:
        plan = outreach(said, margin, more)
        won = ", ".join(f"{one['category']} {one['more']}" for one in plan.to_dict("records"))
        screen.say(language.text("Invite next, by {attribute}: {people}", attribute=margin.name, people=won))
    if out is not None:
        path = folder_for(out) / "representation.csv"
        found.to_csv(path, index=False, encoding="utf-8")
        click.echo(path)


_REPRESENTATION = (
    message("Group"), message("Of those who took part"), message("In the city"), message("Ratio"),
    message("Likely between"), message("In words"),
)  # fmt: skip
_READINGS = {
    "as in the city": message("as in the city"),
    "too few": message("too few"),
    "more than in the city": message("more than in the city"),
    "withheld": message("too few to say"),
}
