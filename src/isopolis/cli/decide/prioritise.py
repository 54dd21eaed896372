"""`isopolis decide prioritise`: a list of actions in order, and how sure the order is."""

from __future__ import annotations

from pathlib import Path

import click

from isopolis.cli.options import language_option
from isopolis.cli.screen import Screen
from isopolis.decide.priorities import rank, read_scores
from isopolis.errors import InputError
from isopolis.language import Language, message

_HEADS = (
    message("Rank"),
    message("Action"),
    message("Of 10"),
    message("Between places"),
    message("First for"),
    message("Dissent"),
)


@click.command()
@click.argument("scores", type=click.Path(path_type=Path))
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="NAME=NUMBER",
    help="Weight of a criterion; all alike if none.",
)
@click.option("--seed", default=0, show_default=True, help="Seed of the weights drawn at random.")
@language_option
def prioritise(*, scores: Path, weights: tuple[str, ...], seed: int, language_code: str) -> None:
    """Actions of the table SCORES in order, with rank intervals, dissent and reasons.

    The table has a row for each action and rater: action, group (optional) and a column for each criterion,
    from 0 to 10, where 10 is good.
    """
    language = Language(language_code)
    screen = Screen(language)
    found = rank(read_scores(scores), dict(map(_weight, weights)) if weights else None, seed=seed)
    screen.table(
        language.text("Actions in order"),
        [language.text(head) for head in _HEADS],
        [
            (
                language.number(one.rank),
                one.action,
                language.number(one.value * 10, 1),
                f"{language.number(one.low)}–{language.number(one.high)}",
                language.percent(one.first),
                language.number(one.dissent, 1),
            )
            for one in found.places
        ],
        numbers=(0, 2, 4, 5),
    )
    for place in found.places:
        screen.say(place.sentence(language))
    screen.say(found.sensitivity(language), strong=True)


def _weight(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError:
        raise InputError(f"“{text}” is no weight", expected="NAME=NUMBER, e.g. impact=3") from None
