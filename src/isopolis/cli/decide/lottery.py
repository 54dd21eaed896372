"""`isopolis decide lottery` and `isopolis decide draw`: a panel drawn from volunteers, for all to check."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from isopolis.cli.options import check_folder, folder_for, language_option
from isopolis.cli.screen import Screen
from isopolis.decide.lottery import (
    Lottery,
    NoPanelError,
    Objective,
    draw,
    fair_lottery,
    lots,
    publish,
    read_pool,
    read_quotas,
    verification_script,
)
from isopolis.decide.lottery.explanation import explanation_page
from isopolis.errors import InputError
from isopolis.language import Language, message

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("pool", type=_PATH)
@click.argument("quotas", type=_PATH)
@click.option("--size", type=click.IntRange(1), required=True, help="Members of the panel.")
@click.option("--out", type=_PATH, required=True, help="Folder to write into.")
@click.option(
    "--rule",
    type=click.Choice([one.value for one in Objective]),
    default=Objective.LEXIMIN.value,
    show_default=True,
    help="What is as high as the quotas allow: the smallest chance, then the next, or the product.",
)
@click.option("--id", "identifier", metavar="COLUMN", help="Column of the pool that identifies a person.")
@click.option(
    "--household", multiple=True, metavar="COLUMN", help="Columns that are the same in a household."
)
@click.option("--tickets", default=1000, show_default=True, help="Tickets to put into the box.")
@click.option(
    "--secret", type=_PATH, help="File with the secret behind the codes; made new where it is missing."
)
@language_option
def lottery(
    *,
    pool: Path,
    quotas: Path,
    size: int,
    out: Path,
    rule: str,
    identifier: str | None,
    household: tuple[str, ...],
    tickets: int,
    secret: Path | None,
    language_code: str,
) -> None:
    """Chances of the volunteers in POOL under QUOTAS, and tickets for a draw that anyone can check.

    Writes public/ (lots.txt, verify_draw.py, explanation.html: publish these before the draw) and private/
    (chances.csv and the secret: keep these).
    """
    check_folder(out)
    language = Language(language_code)
    screen = Screen(language)
    rows = read_quotas(quotas, size=size)
    people = read_pool(pool, rows, identifier=identifier, household=household)
    try:
        found = fair_lottery(people, rows, size, rule)
    except NoPanelError as error:
        screen.say("\n".join(error.relaxation.sentences(language)))
        raise
    for sentence in found.sentences(language):
        screen.say(sentence)
    _certificate(screen, found)
    private, public = folder_for(out / "private"), folder_for(out / "public")
    key = _secret(secret or private / "secret.txt")
    box = lots(found, tickets)
    published = publish(found, box, key)
    (public / "lots.txt").write_bytes(published.lots)
    (public / "verify_draw.py").write_bytes(verification_script())
    page = explanation_page(found, box, published, language)
    (public / "explanation.html").write_text(page, encoding="utf-8")
    chances = zip(people.people, published.codes, found.probabilities, box.count, strict=True)
    _table(
        private / "chances.csv",
        ("person", "code", "exact chance", "tickets"),
        ((person, code, f"{chance:.9f}", int(count)) for person, code, chance, count in chances),
    )
    screen.say(language.text("Seal of the tickets: {seal}", seal=published.seal), strong=True)
    for path in (*sorted(public.iterdir()), *sorted(private.iterdir())):
        screen.say(str(path))


def _certificate(screen: Screen, found: Lottery) -> None:
    language = screen.language
    screen.table(
        language.text("Certificate, level by level"),
        [language.text(one) for one in _HEADS],
        [
            (
                language.number(level.people),
                language.number(level.achieved, 9),
                language.number(level.bound, 9),
                f"{level.gap:.1e}",
            )
            for level in found.fair.levels
        ],
    )


_HEADS = (message("People"), message("Achieved"), message("At most possible"), message("Gap"))


def _secret(file: Path) -> str:
    """What is in the file, or a new secret that is written there."""
    if file.exists():
        return file.read_text("utf-8").strip()
    made = secrets.token_urlsafe(32)
    file.write_text(made + "\n", encoding="utf-8")
    file.chmod(0o600)
    return made


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
    path.chmod(0o600)


@click.command("draw")
@click.argument("tickets", type=_PATH)
@click.argument("numbers")
@click.option("--chances", type=_PATH, help="private/chances.csv, to name the people behind the codes.")
@language_option
def draw_command(*, tickets: Path, numbers: str, chances: Path | None, language_code: str) -> None:
    """Panel of the published TICKETS that the NUMBERS drawn in public give."""
    language = Language(language_code)
    try:
        content = tickets.read_bytes()
        drawn = draw(content, numbers)
    except (OSError, ValueError) as error:
        raise InputError(str(error), file=tickets, expected="the published lots.txt") from None
    click.echo(
        language.text(
            "Ticket {ticket} of {tickets}",
            ticket=language.number(drawn.ticket),
            tickets=language.number(drawn.of),
        )
    )
    names = {}
    if chances is not None:
        with chances.open(encoding="utf-8", newline="") as stream:
            names = {row["code"]: row["person"] for row in csv.DictReader(stream)}
    for code in drawn.codes:
        click.echo(f"{code}  {names.get(code, '')}".rstrip())
