"""`isopolis decide opinions`: opinion groups, what they share, what divides them."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from isopolis.cli.options import folder_for, language_option
from isopolis.cli.screen import Screen
from isopolis.decide.formats import read_conversation
from isopolis.decide.opinions import POLIS, Settings, map_opinions, stability
from isopolis.decide.opinions.reading import Line, read_opinions
from isopolis.language import Language, message

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("votes", type=_PATH)
@click.option("--out", type=_PATH, help="Folder for statements.csv, groups.csv and people.csv.")
@click.option(
    "--groups", "number", type=click.IntRange(1, 5), help="Number of groups; else the votes decide."
)
@click.option("--polis", is_flag=True, help="Make groups as Polis does, instead of the more stable way.")
@click.option("--least", default=7, show_default=True, type=click.IntRange(1), help="Votes to be placed.")
@click.option("--draws", default=40, show_default=True, type=click.IntRange(0), help="Draws for stability.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same groups.")
@language_option
def opinions(
    *,
    votes: Path,
    out: Path | None,
    number: int | None,
    polis: bool,
    least: int,
    draws: int,
    seed: int,
    language_code: str,
) -> None:
    """Opinion groups of VOTES: a folder of a Polis export, or a table of votes (CSV, XLSX, JSON).

    A table has the columns voter-id, comment-id and vote (1 agree, -1 disagree, 0 pass), or one row a person
    and one column a statement.
    """
    language = Language(language_code)
    read = read_conversation(votes)
    base = POLIS if polis else Settings()
    settings = Settings(least=least, number=number, margin=base.margin, polish=base.polish, seed=seed)
    picture = map_opinions(read.votes, read.hidden, settings)
    stable = stability(picture, draws=draws, seed=seed)
    reading = read_opinions(picture, stable, read.texts, language)
    screen = Screen(language)
    if read.topic:
        screen.say(read.topic, strong=True)
    screen.say(reading.summary)
    if reading.stability:
        screen.say(reading.stability)
    letters = [group.letter for group in reading.groups]
    for title, lines in (
        (message("What all groups share"), reading.shared),
        (message("What builds bridges"), reading.bridging),
        (message("What divides"), reading.divisive),
        (message("Minority views"), reading.minority),
    ):
        if lines:
            _lines(screen, language.text(title), lines, letters)
    for group in reading.groups:
        screen.say(f"{group.words} {group.stable}", strong=True)
        if group.statements:
            _lines(screen, "", group.statements, letters)
    if out is not None:
        folder = folder_for(out)
        table = picture.statements()
        table.insert(0, "text", [read.texts.get(one, "") for one in table.index])
        table.to_csv(folder / "statements.csv", encoding="utf-8")
        chosen = picture.representative()
        chosen.insert(2, "text", [read.texts.get(one, "") for one in chosen["statement"]])
        chosen.to_csv(folder / "groups.csv", index=False, encoding="utf-8")
        places = pd.DataFrame(
            picture.places, columns=["x", "y"], index=pd.Index(read.votes.people, name="person")
        )
        places.assign(group=picture.member, votes=read.votes.cast).to_csv(folder / "people.csv")
        for name in ("statements", "groups", "people"):
            click.echo(folder / f"{name}.csv")


def _lines(screen: Screen, title: str, lines: tuple[Line, ...], letters: list[str]) -> None:
    text, agree, seen = (screen.language.text(one) for one in _HEADINGS)
    rows = [
        [f"{one.text} {one.words}".strip(), one.agree, *one.shares[: len(letters)], str(one.seen)]
        for one in lines
    ]
    screen.table(title, [text, agree, *letters, seen], rows)


_HEADINGS = (message("Statement"), message("All agree"), message("Votes"))
