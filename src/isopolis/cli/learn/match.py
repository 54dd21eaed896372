"""`isopolis learn match`: which practices are most likely to help a city with a barrier, and why."""

from __future__ import annotations

from pathlib import Path

import click

from isopolis.cli.options import CountryCode, language_option
from isopolis.cli.screen import Screen
from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.learn.finding.matching import CityProfile, Need, match, need_from_text
from isopolis.learn.finding.reasons import reasons
from isopolis.learn.practices.catalogue import catalogue
from isopolis.learn.practices.exchange import read_practices
from isopolis.learn.practices.vocabulary import Condition, Group, Mechanism
from isopolis.records.words import choose


@click.command("match")
@click.argument("problem", nargs=-1)
@click.option("--country", type=CountryCode(), metavar="CODE", help="Country of your city, two letters.")
@click.option("--inhabitants", type=click.IntRange(1), help="People who live in your city.")
@click.option("--degurba", type=click.IntRange(1, 3), help="Degree of urbanisation: 1 city, 2 town, 3 rural.")
@click.option(
    "--mechanism",
    "mechanisms",
    multiple=True,
    type=click.Choice([value.value for value in Mechanism]),
    help="What keeps people apart or out; may be given several times.",
)
@click.option(
    "--group",
    "groups",
    multiple=True,
    type=click.Choice([value.value for value in Group]),
    help="Who is concerned; may be given several times.",
)
@click.option(
    "--have",
    multiple=True,
    type=click.Choice([value.value for value in Condition]),
    help="A condition that your city meets; may be given several times.",
)
@click.option(
    "--lack",
    multiple=True,
    type=click.Choice([value.value for value in Condition]),
    help="A condition that your city does not meet; may be given several times.",
)
@click.option(
    "--file", type=click.Path(path_type=Path), help="Practices of your own in place of the catalogue."
)
@click.option("--number", default=5, show_default=True, type=click.IntRange(1), help="How many to show.")
@language_option
def match_command(
    *,
    problem: tuple[str, ...],
    country: str | None,
    inhabitants: int | None,
    degurba: int | None,
    mechanisms: tuple[str, ...],
    groups: tuple[str, ...],
    have: tuple[str, ...],
    lack: tuple[str, ...],
    file: Path | None,
    number: int,
    language_code: str,
) -> None:
    """Practices that fit the PROBLEM, in your own words, and your city: with what speaks for and against.

    What is not said of the city is left open, and comes back as a question.
    """
    if both := set(have) & set(lack):
        raise InputError(f"“{min(both)}” is given with --have and with --lack", expected="one of the two")
    language = Language(language_code)
    need = need_from_text(" ".join(problem)) | Need(
        frozenset(map(Mechanism, mechanisms)), groups=frozenset(map(Group, groups))
    )
    if not need:
        raise InputError(
            "no known problem is named",
            expected="words such as “rents”, “school catchment”, “digital exclusion”, or --mechanism",
            remedy="say what keeps people apart or out, or who is concerned",
        )
    city = CityProfile(
        country=country,
        inhabitants=inhabitants,
        degurba=degurba,
        conditions={Condition(name): name in have for name in (*have, *lack)},
    )
    found = match(city, need, read_practices(file) if file else catalogue())
    screen = Screen(language)
    named = "; ".join(
        language.text(value.label) for value in (*sorted(need.mechanisms), *sorted(need.groups))
    )
    if named:
        screen.say(language.text("Understood as: {problem}", problem=named))
    if not found:
        screen.say(language.text("No practice acts on this."))
    for one in found[:number]:
        why = reasons(one, city, need, language)
        title = choose(one.practice.title, language_code)[1]
        screen.say(f"{language.percent(one.score)}  {title} [{one.practice.id}]", strong=True)
        for sign, lines in (("+", why.speaks_for), ("–", why.against), ("?", why.ask)):
            for line in lines:
                screen.say(f"  {sign} {line}")
