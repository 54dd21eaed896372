"""`isopolis measure priority`: priority neighbourhoods from a file, a rule and exceptions."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import click
import geopandas as gpd
import pandas as pd

from isopolis.cli.options import language_option
from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.areas.formats import read
from isopolis.measure.areas.protect import DEFAULT_THRESHOLD
from isopolis.measure.priority import (
    Computed,
    HandMade,
    PerimeterComparison,
    PriorityResult,
    builtin_rules,
    compare_perimeter,
    priority_areas,
    read_rule,
)

EXCEPTION_COLUMNS = ("area", "decision", "reason", "who", "when")
"""Columns of the table of exceptions; ``decision`` is “in” or “out”, ``when`` is YYYY-MM-DD."""
_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=_PATH)
@click.option("--rule", required=True, help=f"TOML file, or one of: {', '.join(builtin_rules())}.")
@click.option("--out", type=_PATH, required=True, help="Folder to write into.")
@click.option(
    "--reference",
    "references",
    multiple=True,
    metavar="NAME=VALUE",
    help=f"A reference value of the rule: a number, “{Computed.CITY_MEDIAN}” or “{Computed.OVERALL_MEDIAN}”.",
)
@click.option("--by", metavar="COLUMN", help="One city per value.")
@click.option("--title", default="", help="Name of the city, where the file does not tell.")
@click.option("--people", type=float, help="People of the city, where the file does not cover all of it.")
@click.option("--exceptions", type=_PATH, help=f"CSV with the columns {', '.join(EXCEPTION_COLUMNS)}.")
@click.option("--perimeter", type=_PATH, help="Polygons of the existing perimeter, to compare with.")
@click.option("--poor", metavar="COLUMN", help="Share of poor people (0..1), or share:GROUP, to compare.")
@click.option("--name", "label", metavar="COLUMN", help="Names of the quarters of the existing perimeter.")
@click.option(
    "--statistic", default="mean", show_default=True, help="What the values are: mean, median, rate."
)
@click.option("--use-imputed", is_flag=True, help="Let values that the publisher filled in decide.")
@click.option("--tolerance", default=0.0, show_default=True, help="Borders this far apart touch (map units).")
@click.option("--geometry", type=_PATH, help="File of polygons to join to a table of counts.")
@click.option("--profile", type=_PATH, help="TOML file that maps columns to groups.")
@click.option(
    "--threshold",
    default=DEFAULT_THRESHOLD,
    show_default=True,
    type=click.IntRange(0),
    help="Publish no number about fewer people; 0 for data that is already public.",
)
@language_option
def priority(
    *,
    file: Path,
    rule: str,
    out: Path,
    references: tuple[str, ...],
    by: str | None,
    title: str,
    people: float | None,
    exceptions: Path | None,
    perimeter: Path | None,
    poor: str | None,
    label: str | None,
    statistic: str,
    use_imputed: bool,
    tolerance: float,
    geometry: Path | None,
    profile: Path | None,
    threshold: int,
    language_code: str,
) -> None:
    """Priority neighbourhoods of the areas in FILE, by a rule, with a log of every decision.

    Writes priority.gpkg (zones and areas), zones.csv, areas.csv, decisions.csv and, with --perimeter,
    comparison.csv, existing.csv and changes.csv (who enters and who leaves).
    """
    if (perimeter is None) != (poor is None):
        raise InputError("--perimeter and --poor belong together", expected="both or neither")
    language = Language(language_code)
    areas = read(file, profile=profile, geometry=geometry, language=language_code)
    result = priority_areas(
        areas,
        read_rule(rule),
        references=dict(_reference(text) for text in references),
        by=by,
        name=title,
        exceptions=read_exceptions(exceptions) if exceptions is not None else (),
        city_people=None if people is None else {title or areas.source.title or "": people},
        statistic=statistic,
        use_imputed=use_imputed,
        tolerance=tolerance,
    )
    paths = write_priority(result.protected(threshold), out)
    said = result.sentences(language)
    if perimeter is not None and poor is not None:
        comparison = compare_perimeter(result, gpd.read_file(perimeter), poor=poor, name=label)
        comparison = comparison.protected(threshold)
        paths += write_comparison(comparison, out)
        said += comparison.sentences(language)
    for line in (*said, *map(str, paths)):
        click.echo(line)


def _reference(text: str) -> tuple[str, float | Computed]:
    """``national=22040`` or ``urban_unit=city median``."""
    name, _, value = text.partition("=")
    try:
        return name, Computed(value) if value in set(Computed) else float(value)
    except ValueError:
        raise InputError(
            f"“{text}” is no reference value",
            expected=f"NAME=NUMBER, NAME={Computed.CITY_MEDIAN} or NAME={Computed.OVERALL_MEDIAN}",
            remedy="write for example --reference national=22040",
        ) from None


def read_exceptions(path: Path) -> list[HandMade]:
    """Exceptions from a CSV file with the columns :data:`EXCEPTION_COLUMNS`.

    Raises
    ------
    InputError
        A file that cannot be read, a column or a value that is missing or not understood.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", file=path, expected="a CSV file in UTF-8") from None
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    table = csv.DictReader(io.StringIO(text), delimiter=delimiter, restval="")
    missing = [name for name in EXCEPTION_COLUMNS if name not in (table.fieldnames or ())]
    if missing:
        raise InputError(
            "there is no column " + ", ".join(f"“{name}”" for name in missing),
            file=path,
            expected="the columns " + ", ".join(EXCEPTION_COLUMNS),
        )
    found = []
    for number, row in enumerate(table, start=2):
        if row["decision"] not in ("in", "out"):
            raise InputError(
                f"“{row['decision']}” is no decision",
                file=path,
                row=number,
                column="decision",
                expected="in or out",
            )
        try:
            when = date.fromisoformat(row["when"])
        except ValueError:
            raise InputError(
                f"“{row['when']}” is no date", file=path, row=number, column="when", expected="YYYY-MM-DD"
            ) from None
        found.append(HandMade(row["area"], row["decision"] == "in", row["reason"], row["who"], when))
    return found


def write_priority(result: PriorityResult, out: Path) -> list[Path]:
    """Write the map and the tables of a result that has passed the gate."""
    out.mkdir(parents=True, exist_ok=True)
    package = out / "priority.gpkg"
    package.unlink(missing_ok=True)
    for level in ("areas", "zones"):
        drawn = result.to_geodataframe("areas" if level == "areas" else "zones")
        flags = [name for name in drawn.columns if name.startswith("meets:")]
        drawn = drawn.astype(dict.fromkeys(flags, "boolean"))
        if len(drawn):
            drawn.to_file(package, layer=level, driver="GPKG")
    tables = {"zones": result.zones, "areas": result.areas, "decisions": result.decisions}
    return [package, *_write(tables, out)]


def write_comparison(comparison: PerimeterComparison, out: Path) -> list[Path]:
    """Write the tables of a comparison that has passed the gate."""
    totals = comparison.totals.rename_axis("part").reset_index()
    changed = comparison.areas[comparison.areas["change"].isin(("enters", "leaves"))]
    return _write({"comparison": totals, "existing": comparison.existing, "changes": changed}, out)


def _write(tables: dict[str, pd.DataFrame], out: Path) -> list[Path]:
    paths = []
    for name, table in tables.items():
        path = out / f"{name}.csv"
        table.to_csv(path, index=False, encoding="utf-8")
        paths.append(path)
    return paths
