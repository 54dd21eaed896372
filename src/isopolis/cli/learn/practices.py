"""`isopolis learn practices`: the catalogue in a terminal and as files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from isopolis.cli.learn.links import check, flagged
from isopolis.cli.options import CountryCode, language_option
from isopolis.cli.screen import Screen
from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.learn.practices.catalogue import catalogue
from isopolis.learn.practices.evidence import Evidence
from isopolis.learn.practices.exchange import practices_to_csv, practices_to_json
from isopolis.learn.practices.formats import FORMATS
from isopolis.learn.practices.practice import Practice
from isopolis.learn.practices.reading import paragraphs
from isopolis.learn.practices.vocabulary import Theme
from isopolis.records.words import choose
from isopolis.workspace.learn.search import MemoryIndex

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("names", nargs=-1, metavar="[ID]...")
@click.option("--search", metavar="WORDS", help="Only what these words find, best first.")
@click.option("--theme", type=click.Choice([theme.value for theme in Theme]), help="Only this theme.")
@click.option("--country", type=CountryCode(), metavar="CODE", help="Only this country, two letters.")
@click.option(
    "--evidence",
    type=click.Choice([level.value for level in Evidence]),
    default=Evidence.NONE.value,
    show_default=True,
    help="Only this level of evidence and stronger.",
)
@click.option(
    "--file", type=_PATH, help="Practices of your own (.toml, .json, .csv) in place of the catalogue."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="isopolis",
    show_default=True,
    help="What the file of --file is: our own records, or the table of another catalogue.",
)
@click.option("--out", type=_PATH, help="Write the records to this file, .csv or .json.")
@click.option(
    "--check-links", is_flag=True, help="Ask every source's address over the network; say what is dead."
)
@language_option
def practices(
    *,
    names: tuple[str, ...],
    search: str | None,
    theme: str | None,
    country: str | None,
    evidence: str,
    file: Path | None,
    form: str,
    out: Path | None,
    check_links: bool,
    language_code: str,
) -> None:
    """List the policy examples; with the ID of one or several, show them in full."""
    language = Language(language_code)
    found = _named(FORMATS[form](file) if file else catalogue(), names)
    if search is not None:
        found = MemoryIndex(found).find(search)
    chosen = [
        practice
        for practice in found
        if (theme is None or theme in practice.themes)
        and (country is None or practice.country == country)
        and practice.evidence.rank >= Evidence(evidence).rank
    ]
    screen = Screen(language)
    if check_links:
        chosen = _checked(screen, chosen, language)
    if out is not None:
        _write(chosen, out)
        click.echo(str(out))
    elif names and not check_links:
        for practice in chosen:
            for line in paragraphs(practice, language):
                screen.say(line)
    elif not check_links:
        table(screen, chosen, language)


def _checked(screen: Screen, found: list[Practice], language: Language) -> list[Practice]:
    """Ask every address, say which are dead, and give the records with the flag set."""
    problems = check(source.url for practice in found for source in practice.sources)
    for practice in found:
        for source in practice.sources:
            if problem := problems[source.url]:
                screen.say(f"{practice.id}: {source.url} ({problem})")
    dead = sum(map(bool, problems.values()))
    counts = {"all": language.number(len(problems)), "dead": language.number(dead)}
    screen.say(language.text("{dead} of {all} addresses are dead.", **counts))
    return flagged(found, problems, date.today())


def table(screen: Screen, found: Sequence[Practice], language: Language) -> None:
    """One line a practice."""
    rows = [
        [
            practice.id,
            choose(practice.title, language.code)[1],
            practice.city or practice.country or "",
            language.text(practice.evidence.label),
        ]
        for practice in found
    ]
    title = language.text("{n} policy examples", n=language.number(len(found)))
    header = ["ID", language.text("Title"), language.text("Where"), language.text("Evidence")]
    screen.table(title, header, rows, numbers=())


def _named(found: Sequence[Practice], names: tuple[str, ...]) -> list[Practice]:
    by_id = {practice.id: practice for practice in found}
    for name in names:
        if name not in by_id:
            near = [one for one in by_id if name.lower() in one][:5]
            raise InputError(
                f"there is no practice “{name}”",
                expected=", ".join(near) if near else "the id of a practice",
                remedy="`isopolis learn practices` lists them",
            )
    return [by_id[name] for name in names] if names else list(found)


def _write(found: Sequence[Practice], out: Path) -> None:
    writers = {".csv": practices_to_csv, ".json": practices_to_json}
    if out.suffix not in writers:
        raise InputError("this kind of file is not written", file=out, expected=".csv or .json")
    try:
        out.write_text(writers[out.suffix](found), encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=out) from None
