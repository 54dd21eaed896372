"""`isopolis measure ...`: from a city's own file to its diagnosis."""

from __future__ import annotations

from pathlib import Path

import click

from isopolis.cli.atlas import atlas
from isopolis.cli.columns import columns
from isopolis.cli.options import check_folder, folder_for, language_option, names, reading_options, today
from isopolis.cli.priority import priority
from isopolis.cli.report import print_diagnosis
from isopolis.cli.screen import Screen
from isopolis.language import Language
from isopolis.measure.areas import REST, Areas
from isopolis.measure.areas.formats import read
from isopolis.measure.at_scales import with_scales
from isopolis.measure.comparison import compare_dates, to_later_boundaries
from isopolis.measure.diagnose import URBAN_CENTRE, diagnose
from isopolis.measure.diagnosis import Diagnosis
from isopolis.plan.documents import write_areas, write_brief, write_city_briefs, write_figures


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


def _columns(groups: tuple[str, ...] | None) -> tuple[str, ...]:
    """The groups that must be columns of the file or groups of its profile."""
    return tuple(group for group in groups or () if group != REST)


@measure.command()
@click.argument("file", type=click.Path(path_type=Path))
@reading_options
@click.option(
    "--groups",
    callback=names,
    metavar="A,B,...",
    help="Columns or groups to compare; two for A against B; “rest” is everybody else.",
)
@click.option("--by", metavar="COLUMN", help=f"One city per value; “{URBAN_CENTRE}” finds them on a grid.")
@click.option("--compare", type=click.Path(path_type=Path), help="The same city at an earlier date.")
@click.option(
    "--compare-profile",
    type=click.Path(path_type=Path),
    help="Profile of the earlier file, where its columns have other names.",
)
@click.option(
    "--compare-geometry",
    type=click.Path(path_type=Path),
    help="Polygons of the earlier date, where its boundaries were others.",
)
@click.option(
    "--compare-people",
    type=click.Path(path_type=Path),
    help="People of the earlier date on a fine grid: where its boundaries changed, areas are split by them.",
)
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
    type=click.IntRange(0, 2**63 - 1),
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
    compare_profile: Path | None,
    compare_geometry: Path | None,
    compare_people: Path | None,
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
    check_folder(out)

    def open_areas(path: Path, profile: Path | None, geometry: Path | None) -> Areas:
        with screen.progress(language.text("Reading {file}", file=path.name)):
            return read(
                path,
                profile=profile,
                layer=layer,
                crs=crs,
                geometry=geometry,
                columns=_columns(groups),
                language=language_code,
            )

    def work_out(areas: Areas) -> Diagnosis:
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

    areas = open_areas(file, profile, geometry)
    result = work_out(areas)
    if compare is not None:
        earlier = open_areas(compare, compare_profile or profile, compare_geometry or geometry)
        with screen.progress(language.text("Comparing")):
            people = None if compare_people is None else read(compare_people, language=language_code)
            moved = to_later_boundaries(earlier, areas, people=people, language=language_code)
        result = compare_dates(
            result,
            work_out(earlier),
            language,
            moved=None if moved is None else work_out(moved.areas),
            split=0.0 if moved is None else moved.split,
        )
    result = with_scales(result, language)
    folder = folder_for(out)
    with screen.progress(language.text("Writing")) as report:
        paths = [*write_figures(result, folder, language, day=today()), *write_areas(result, folder)]
        paths += write_brief(result, folder, language, day=today())
        if len(result.cities) > 1:
            largest = result.largest_cities(briefs)
            for done, city in enumerate(largest, start=1):
                paths += write_city_briefs(result, folder, language, cities=[city], day=today())
                report(done, len(largest))
    print_diagnosis(screen, result, paths)


measure.add_command(atlas)
measure.add_command(columns)
measure.add_command(priority)
