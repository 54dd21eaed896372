"""`isopolis measure ...`: from a city's own file to its diagnosis."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from isopolis.cli.priority import priority
from isopolis.cli.report import print_diagnosis
from isopolis.cli.screen import Screen
from isopolis.errors import InputError
from isopolis.language import Language, available_languages
from isopolis.measure.areas import REST
from isopolis.measure.areas.formats import read
from isopolis.measure.comparison import compare_dates
from isopolis.measure.diagnose import URBAN_CENTRE, diagnose
from isopolis.measure.diagnosis import Diagnosis
from isopolis.plan.documents import write_areas, write_brief, write_city_briefs, write_figures

Command = Callable[..., Any]


class MeasureGroup(click.Group):
    """A group whose first word may be a file: `isopolis measure FILE` is `measure diagnosis FILE`."""

    default = "diagnosis"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command's name before a file or one of its own options."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [self.default, *args]
        return super().parse_args(ctx, args)


@click.group(cls=MeasureGroup)
def measure() -> None:
    """Where is segregation, and how sure are we?

    `isopolis measure FILE --out DIR` makes the diagnosis of a city from its own file;
    it is short for `isopolis measure diagnosis FILE --out DIR`.
    """


def _names(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(name.strip() for name in value.split(",") if name.strip())


def language_option(command: Command) -> Command:
    """`--language`: what is written and printed is in this language."""
    return click.option(
        "--language",
        "language_code",
        default="en",
        show_default=True,
        metavar="CODE",
        help=f"Language of what is written: {', '.join(available_languages())}.",
    )(command)


def reading_options(command: Command) -> Command:
    """The options that say how a file is read; handed on to :func:`read_areas`."""
    path = click.Path(path_type=Path)
    for option in (
        click.option("--geometry", type=path, help="File of polygons to join to a table of counts."),
        click.option("--crs", help="Coordinate system, where the file does not say: e.g. EPSG:2154."),
        click.option("--layer", help="Layer of a GeoPackage that has several."),
        click.option("--profile", type=path, help="TOML file that maps columns to groups."),
    ):
        command = option(command)
    return command


def today() -> date:
    """The day printed on documents; SOURCE_DATE_EPOCH fixes it for outputs that must not change."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.now(UTC).date() if epoch is None else datetime.fromtimestamp(int(epoch), UTC).date()


def _folder(out: Path) -> Path:
    """Make the output folder; a file in its place is an error in the user's terms."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise InputError("is a file", file=out, expected="a folder to write into") from None
    except PermissionError:
        raise InputError("cannot be written to", file=out, expected="a folder of yours") from None
    return out


def _columns(groups: tuple[str, ...] | None) -> tuple[str, ...]:
    """The groups that must be columns of the file or groups of its profile."""
    return tuple(group for group in groups or () if group != REST)


@measure.command()
@click.argument("file", type=click.Path(path_type=Path))
@reading_options
@click.option(
    "--groups",
    callback=_names,
    metavar="A,B,...",
    help="Columns or groups to compare; two for A against B; “rest” is everybody else.",
)
@click.option("--by", metavar="COLUMN", help=f"One city per value; “{URBAN_CENTRE}” finds them on a grid.")
@click.option("--compare", type=click.Path(path_type=Path), help="The same city at an earlier date.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write into.")
@click.option("--title", default="", help="Name of the city, where the file does not tell.")
@click.option(
    "--threshold",
    default=10,
    show_default=True,
    type=click.IntRange(0),
    help="Publish no area figure about fewer people; 0 for data that is already public.",
)
@click.option(
    "--replicates",
    default=200,
    show_default=True,
    type=click.IntRange(0, 100_000),
    help="Draws behind each interval, 20 or more; 0 for no intervals.",
)
@click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(0),
    help="Start of the random draws: the same seed gives the same figures.",
)
@click.option(
    "--briefs",
    default=12,
    show_default=True,
    type=click.IntRange(0),
    help="With several cities: write a brief of its own for the so many largest.",
)
@language_option
def diagnosis(
    *,
    file: Path,
    profile: Path | None,
    layer: str | None,
    crs: str | None,
    geometry: Path | None,
    groups: tuple[str, ...] | None,
    by: str | None,
    compare: Path | None,
    out: Path,
    title: str,
    threshold: int,
    replicates: int,
    seed: int,
    briefs: int,
    language_code: str,
) -> None:
    """Diagnosis of a city from its own FILE: sentences, a two-page brief, maps and tables."""
    language = Language(language_code)
    screen = Screen(language)
    folder = _folder(out)

    def work_out(path: Path) -> Diagnosis:
        with screen.progress(language.text("Reading {file}", file=path.name)):
            areas = read(
                path,
                profile=profile,
                layer=layer,
                crs=crs,
                geometry=geometry,
                columns=_columns(groups),
                language=language_code,
            )
        with screen.progress(language.text("Measuring")) as report:
            return diagnose(
                areas,
                groups=groups,
                by=by,
                name=title,
                threshold=threshold,
                replicates=replicates,
                seed=seed,
                language=language,
                progress=report,
            )

    result = work_out(file)
    if compare is not None:
        result = compare_dates(result, work_out(compare), language)
    with screen.progress(language.text("Writing")) as report:
        paths = [*write_figures(result, folder, language, day=today()), *write_areas(result, folder)]
        paths += write_brief(result, folder, language, day=today())
        if len(result.cities) > 1:
            largest = _largest(result, briefs)
            for done, city in enumerate(largest, start=1):
                paths += write_city_briefs(result, folder, language, cities=[city], day=today())
                report(done, len(largest))
    print_diagnosis(screen, result, paths)


def _largest(diagnosis: Diagnosis, number: int) -> list[str]:
    """The so many cities with the most people, in the order of the figures."""
    people = diagnosis.local.groupby("city", sort=False)["people"].sum()
    chosen = set(people.nlargest(number).index)
    return [city for city in diagnosis.cities if city in chosen]


measure.add_command(priority)
