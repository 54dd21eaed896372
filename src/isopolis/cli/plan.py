"""`isopolis plan check|export|diff`: check a plan file, write its documents, compare two versions."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import click

from isopolis.cli.options import check_folder, folder_for, language_option, names, today
from isopolis.cli.screen import Screen
from isopolis.language import Language
from isopolis.plan.actions.compare import compare
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.plan_file import read_plan, write_plan
from isopolis.plan.actions.sheet import read_sheet
from isopolis.plan.actions.template import BY_NAME
from isopolis.plan.check import check_plan
from isopolis.plan.check.finding import GRAVEST_FIRST, SEVERITY_TITLES

FORMATS = ("html", "pdf", "docx")
_FILE = click.Path(path_type=Path)


@click.group()
def plan() -> None:
    """Check an action plan, write its documents, compare two versions of it."""


def _read(path: Path) -> Plan:
    return read_sheet(path) if path.suffix.lower() in (".xlsx", ".xlsm") else read_plan(path)


def _day(_ctx: click.Context, _param: click.Parameter, value: datetime | None) -> date:
    return today() if value is None else value.date()


def _day_option(command: click.decorators.FC) -> click.decorators.FC:
    return click.option(
        "--day",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=_day,
        help="The day that counts as today, and that documents carry.",
    )(command)


@plan.command()
@click.argument("file", type=_FILE)
@language_option
@_day_option
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "hint", "never"]),
    default="error",
    show_default=True,
    help="End with exit code 1 where there is a finding as grave as this.",
)
def check(*, file: Path, language_code: str, day: date, fail_on: str) -> None:
    """Say what is missing, vague or contradictory in the plan FILE, and how to mend it."""
    screen = Screen(Language(language_code))
    language = screen.language
    made = _read(file)
    findings = check_plan(made, day)
    for severity in GRAVEST_FIRST:
        own = [one for one in findings if one.severity is severity]
        if not own:
            continue
        screen.say(f"{language.text(SEVERITY_TITLES[severity]).capitalize()} ({len(own)})", strong=True)
        for one in own:
            place = one.action or language.text("the whole plan")
            screen.say(f"· {place}: {one.sentence(language)} {one.mending(language)}")
    counts = Counter(one.severity for one in findings)
    screen.say(
        language.text(
            "{actions} actions. To be mended: {errors} must be, {warnings} should be, {hints} could be.",
            actions=len(made.standing),
            errors=counts[GRAVEST_FIRST[0]],
            warnings=counts[GRAVEST_FIRST[1]],
            hints=counts[GRAVEST_FIRST[2]],
        )
    )
    grave = GRAVEST_FIRST[: [*GRAVEST_FIRST, "never"].index(fail_on) + 1] if fail_on != "never" else ()
    if any(counts[severity] for severity in grave):
        sys.exit(1)


@plan.command()
@click.argument("file", type=_FILE)
@click.option("--out", type=_FILE, required=True, metavar="DIR", help="Folder to write into.")
@click.option(
    "--documents",
    callback=names,
    default="plan",
    show_default=True,
    help="Which: plan, summary, preliminary, orientation, annual, fiches, json; several with commas.",
)
@click.option(
    "--formats", callback=names, default="html,pdf,docx", show_default=True, help="html, pdf, docx, odt."
)
@click.option(
    "--areas",
    type=_FILE,
    multiple=True,
    metavar="FILE",
    help="areas.parquet of a measured city, for the maps of its indicators; may be given again.",
)
@language_option
@_day_option
def export(
    *,
    file: Path,
    out: Path,
    documents: tuple[str, ...],
    formats: tuple[str, ...],
    areas: tuple[Path, ...],
    language_code: str,
    day: date,
) -> None:
    """Write documents of the plan FILE (JSON or XLSX) into DIR."""
    # Imported here: other commands need not wait for it.
    from isopolis.plan.documents.action_plan.evidence import read_cities  # noqa: PLC0415
    from isopolis.plan.documents.action_plan.fiche import fiche  # noqa: PLC0415
    from isopolis.plan.documents.action_plan.write import compose, write_document  # noqa: PLC0415
    from isopolis.plan.documents.action_plan.writing import Writing  # noqa: PLC0415

    check_folder(out)
    screen = Screen(Language(language_code))
    made = _read(file)
    measured = {name: city for path in areas for name, city in read_cities(path).items()}
    writing = Writing(made, screen.language, day, measured)
    folder_for(out)
    written: list[Path] = []
    for name in documents:
        if name == "json":
            write_plan(made, out / "plan.json")
            written.append(out / "plan.json")
        elif name == "fiches":
            for action in made.standing:
                written += write_document(fiche(writing, action), out / "fiches", action.key, formats)
        else:
            written += write_document(compose(name, writing), out, name, formats)
    screen.say(screen.language.text("Written:"), strong=True)
    for path in written:
        screen.say(f"  {path}")


@plan.command()
@click.argument("before", type=_FILE)
@click.argument("after", type=_FILE)
@click.option("--out", type=_FILE, metavar="DIR", help="Folder for the marked document.")
@click.option(
    "--formats", callback=names, default="html,pdf,docx", show_default=True, help="html, pdf, docx, odt."
)
@language_option
@_day_option
def diff(
    *, before: Path, after: Path, out: Path | None, formats: tuple[str, ...], language_code: str, day: date
) -> None:
    """Say what changed from the plan BEFORE to the plan AFTER; with --out, as a marked document."""
    screen = Screen(Language(language_code))
    text = screen.language.text
    old, new = _read(before), _read(after)
    found = compare(old, new)
    titles = {one.key: one.title for one in (*old.actions, *new.actions)}
    for keys, words in ((found.added, text("new")), (found.removed, text("removed"))):
        for key in keys:
            screen.say(f"· {titles[key]}: {words}")
    for key in found.changed:
        fields = [one.field for one in found.fields if one.action == key]
        said = ", ".join(text(BY_NAME[name].title) if name in BY_NAME else name for name in fields)
        screen.say(f"· {titles[key]}: {said}")
    if found.moved:
        screen.say(text("The actions stand in another order."))
    if found.frame:
        screen.say(text("The texts around the actions changed as well."))
    if found.is_empty:
        screen.say(text("Nothing: the two versions are the same plan."))
    if out is not None:
        from isopolis.plan.documents.action_plan.marked import marked_plan  # noqa: PLC0415
        from isopolis.plan.documents.action_plan.write import write_document  # noqa: PLC0415
        from isopolis.plan.documents.action_plan.writing import Writing  # noqa: PLC0415

        check_folder(out)
        document = marked_plan(Writing(new, screen.language, day), old)
        for path in write_document(document, folder_for(out), "changes", formats):
            screen.say(f"  {path}")
