"""`isopolis learn initiatives`: what the city can apply to, and a first draft of its application."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from isopolis.cli.options import CountryCode, language_option
from isopolis.cli.screen import Screen
from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.learn.initiatives.catalogue import initiative_by_id, initiatives
from isopolis.learn.initiatives.draft import Applicant, draft
from isopolis.learn.initiatives.reading import draft_lines, next_deadline, paragraphs
from isopolis.learn.practices.exchange import read_practices
from isopolis.records.words import choose


@click.command("initiatives")
@click.argument("name", required=False, metavar="[ID]")
@click.option(
    "--draft",
    "records",
    type=click.Path(path_type=Path),
    help="Fill an application from the city's practices in this file (.toml, .json, .csv).",
)
@click.option("--city", default="", help="Name of the city that applies.")
@click.option("--country", type=CountryCode(), metavar="CODE", help="Its country, two letters.")
@click.option("--inhabitants", type=click.IntRange(min=1), help="Its number of inhabitants.")
@click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="SECTION=CHARACTERS",
    help="Most characters of a section in this year's form; give it once a section.",
)
@language_option
def initiatives_command(
    *,
    name: str | None,
    records: Path | None,
    city: str,
    country: str | None,
    inhabitants: int | None,
    limits: tuple[str, ...],
    language_code: str,
) -> None:
    """List awards, networks and centres that a city can join; with an ID, show one or draft for it."""
    language = Language(language_code)
    screen = Screen(language)
    today = datetime.now(tz=UTC).date()
    if name is None:
        rows = []
        for one in initiatives():
            closes = next_deadline(one, today)
            when = language.date(closes) if closes else language.text("see the page")
            rows.append([one.id, choose(one.title, language.code)[1], language.text(one.kind.label), when])
        header = ["ID", language.text("Title"), language.text("Kind"), language.text("Next deadline")]
        screen.table(language.text("Initiatives to join"), header, rows, numbers=())
        return
    chosen = initiative_by_id(name)
    if records is None:
        for line in paragraphs(chosen, language, today):
            screen.say(line)
        return
    if not city:
        raise InputError("a draft needs the name of the city", remedy="add --city NAME")
    applicant = Applicant(city, country or "", inhabitants)
    parts = draft(chosen, applicant, read_practices(records), language, dict(map(_limit, limits)))
    if chosen.outline:
        screen.say(choose(chosen.outline, language.code)[1])
    for line in draft_lines(parts, language):
        click.echo(f"\n{line}" if line.startswith("##") else line)


def _limit(text: str) -> tuple[str, int]:
    section, _, number = text.partition("=")
    if not number.isdigit() or int(number) < 1:
        raise InputError(
            f"“{text}” is not a limit", expected="a section and a number, such as initiatives=2000"
        )
    return section, int(number)
