"""`isopolis decide methods`: which methods of engagement fit a process, and what speaks against them."""

from __future__ import annotations

import click

from isopolis.cli.options import language_option
from isopolis.cli.screen import Screen
from isopolis.decide.methods import (
    BudgetClass,
    Method,
    Purpose,
    Setting,
    Verdict,
    Wish,
    choose_methods,
    method_by_id,
    methods,
)
from isopolis.decide.methods.fit import span_words
from isopolis.language import Language, message
from isopolis.records.vocabulary import Group, Participation
from isopolis.records.words import choose

VERDICTS = {
    Verdict.FITS: message("fits"),
    Verdict.NEARLY: message("fits nearly"),
    Verdict.AGAINST: message("something speaks against it"),
}


@click.command("methods")
@click.argument("names", nargs=-1, metavar="[ID]...")
@click.option("--purpose", type=click.Choice([one.value for one in Purpose]), help="What it is for.")
@click.option(
    "--level", type=click.Choice([one.value for one in Participation]), help="How far residents decide."
)
@click.option(
    "--group",
    "groups",
    multiple=True,
    type=click.Choice([one.value for one in Group]),
    help="Whom it must reach; several may be given.",
)
@click.option("--people", type=click.IntRange(min=1), help="How many people shall take part.")
@click.option("--budget", type=click.Choice([one.value for one in BudgetClass]), help="What can be paid.")
@click.option("--weeks", type=click.IntRange(min=1), help="Weeks until there is a result.")
@click.option("--setting", type=click.Choice([one.value for one in Setting]), help="Where people meet.")
@click.option("--number", default=5, show_default=True, type=click.IntRange(1), help="How many to show.")
@language_option
def methods_command(
    *,
    names: tuple[str, ...],
    purpose: str | None,
    level: str | None,
    groups: tuple[str, ...],
    people: int | None,
    budget: str | None,
    weeks: int | None,
    setting: str | None,
    number: int,
    language_code: str,
) -> None:
    """List methods of engagement and co-governance in the order in which they fit; with IDs, each in full."""
    language = Language(language_code)
    screen = Screen(language)
    if names:
        for name in names:
            _in_full(screen, method_by_id(name), language)
        return
    wish = Wish(
        purpose=Purpose(purpose) if purpose else None,
        level=Participation(level) if level else None,
        groups=tuple(Group(one) for one in groups),
        people=people,
        budget=BudgetClass(budget) if budget else None,
        weeks=weeks,
        setting=Setting(setting) if setting else None,
    )
    if wish == Wish():
        _table(screen, language)
        return
    for one in choose_methods(wish, methods())[:number]:
        title = choose(one.method.title, language.code)[1]
        screen.say(f"{title} [{one.method.id}]: {language.text(VERDICTS[one.verdict])}", strong=True)
        for sentence in one.speaks_for(language):
            screen.say(f"  + {sentence}")
        for sentence in one.speaks_against(language):
            screen.say(f"  - {sentence}")
        screen.say(f"  ! {choose(one.method.risks, language.code)[1]}")


def _table(screen: Screen, language: Language) -> None:
    header = ["ID", *(language.text(one) for one in _HEADS)]
    rows = [
        [
            one.id,
            choose(one.title, language.code)[1],
            language.text(one.purposes[0].label),
            language.text(one.levels[0].label),
            span_words(one.people, language),
            language.text(one.budget.label),
        ]
        for one in methods()
    ]
    screen.table(language.text("{n} methods", n=language.number(len(rows))), header, rows, numbers=())


_HEADS = (message("Method"), message("Purpose"), message("Level"), message("People"), message("Budget"))


def _in_full(screen: Screen, method: Method, language: Language) -> None:
    code = language.code
    screen.say(f"{choose(method.title, code)[1]} [{method.id}]", strong=True)
    screen.say(choose(method.summary, code)[1])
    for name, text in (
        (message("For"), "; ".join(language.text(one.label) for one in method.purposes)),
        (message("Level"), ", ".join(language.text(one.label) for one in method.levels)),
        (message("People"), span_words(method.people, language)),
        (message("Weeks"), span_words(method.weeks, language)),
        (message("Budget"), language.text(method.budget.label)),
        (message("Preparation"), choose(method.preparation, code)[1]),
        (message("Skills"), choose(method.skills, code)[1]),
        (message("Accessibility"), choose(method.accessibility, code)[1]),
        (message("Risks"), choose(method.risks, code)[1]),
    ):
        screen.say(f"  {language.text(name)}: {text}")
    for source in method.sources:
        when = f", {language.date(source.accessed)}" if source.accessed else ""
        screen.say(f"  {source.title}. {source.publisher}. {source.url}{when}")
    if method.checked_on is None:
        screen.say(language.text("unverified"))
