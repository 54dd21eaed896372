"""`isopolis decide budget`: several rules on the votes of a participatory budget, and who gets what."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import click

from isopolis.cli.options import check_folder, folder_for, language_option
from isopolis.cli.screen import Screen
from isopolis.decide.budgets import (
    RULES,
    Election,
    Outcome,
    by_group,
    compare,
    differences,
    read_pb,
    sentence,
)
from isopolis.errors import InputError
from isopolis.language import Language, message
from isopolis.measure.areas.protect import DEFAULT_THRESHOLD

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=_PATH)
@click.option(
    "--rule", "rules", multiple=True, type=click.Choice(list(RULES)), help="Rules to compare; all if none."
)
@click.option(
    "--by", metavar="COLUMN", help="Column of the votes: who gets what by it, e.g. neighborhood, sex, age."
)
@click.option(
    "--threshold",
    default=DEFAULT_THRESHOLD,
    show_default=True,
    type=click.IntRange(0),
    help="Publish nothing about groups of fewer voters.",
)
@click.option("--out", type=_PATH, help="Folder for projects.csv and groups.csv.")
@language_option
def budget(
    *,
    file: Path,
    rules: tuple[str, ...],
    by: str | None,
    threshold: int,
    out: Path | None,
    language_code: str,
) -> None:
    """Rules compared on a participatory budget FILE (.pb): what is funded, and who gets nothing."""
    if out is not None:
        check_folder(out)
    language = Language(language_code)
    screen = Screen(language)
    election = read_pb(file)
    if by is not None and not any(by in vote.fields for vote in election.votes):
        known = sorted(
            {name for vote in election.votes for name in vote.fields} - {"voter_id", "vote", "points"}
        )
        raise InputError(
            f"the votes have no column “{by}”",
            file=file,
            expected=", ".join(known) or "a file that says something about voters; this one does not",
        )
    outcomes = compare(election, rules or RULES)
    for one in outcomes:
        screen.say(language.text(RULES[one.rule].title), strong=True)
        screen.say(language.text(RULES[one.rule].meaning))
        screen.say(sentence(one, language))
        if by is not None:
            _groups(screen, election, one, by, threshold)
    for line in differences(outcomes, language) if len(outcomes) > 1 else ():
        screen.say(line)
    if out is not None:
        for path in _write(election, outcomes, by, threshold, folder_for(out)):
            screen.say(str(path))


def _groups(screen: Screen, election: Election, one: Outcome, by: str, threshold: int) -> None:
    language = screen.language

    def share(value: float) -> str:
        return "–" if math.isnan(value) else language.percent(value)

    screen.table(
        by,
        [language.text(name) for name in _HEADS],
        [
            (group.group or "–", share(group.voters), share(group.money), share(group.nothing))
            for group in by_group(election, one, by, threshold)
        ],
    )


_HEADS = (message("Group"), message("Share of voters"), message("Share of money"), message("Got nothing"))


def _write(
    election: Election, outcomes: list[Outcome], by: str | None, threshold: int, out: Path
) -> list[Path]:
    header = ["project", "name", "cost", "votes", *(one.rule for one in outcomes)]
    rows = [
        [project.id, project.name, float(project.cost), float(election.support[i])]
        + [int(project.id in one.chosen) for one in outcomes]
        for i, project in enumerate(election.projects)
    ]
    paths = [_csv(out / "projects.csv", header, rows)]
    if by is not None:
        groups = [
            [
                one.rule,
                group.group,
                *("" if math.isnan(v) else v for v in (group.voters, group.money, group.nothing)),
            ]
            for one in outcomes
            for group in by_group(election, one, by, threshold)
        ]
        paths.append(_csv(out / "groups.csv", ["rule", by, "voters", "money", "nothing"], groups))
    return paths


def _csv(path: Path, header: list[str], rows: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
    return path
