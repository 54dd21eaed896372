"""`isopolis demo`: generate the demonstration city and take it through the main job."""

from __future__ import annotations

from pathlib import Path

import click

from isopolis.cli.measure import diagnosis, language_option
from isopolis.errors import InputError
from isopolis.language import Language

GROUPS = ("outside_eu", "native")


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("out/demo"),
    show_default=True,
    help="Folder to write into.",
)
@language_option
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=None,
    help="Another city of the same kind; the seed is said in it.",
)
@click.pass_context
def demo(context: click.Context, *, out: Path, language_code: str, seed: int | None) -> None:
    """Show on a generated city what Isopolis does, from an office's table to a brief.

    The city is invented. Its files go to DIR/data as a statistical office would hand them over, and the
    later year is compared with the earlier one. Start from these files to try your own.
    """
    language = Language(language_code)
    # Imported here: other commands need not wait for what draws the city.
    from isopolis.demo import generate, write  # noqa: PLC0415
    from isopolis.demo.action_plan import write_demonstration_plan  # noqa: PLC0415

    city = generate() if seed is None else generate(seed=seed)
    click.echo(
        language.text(
            "{city} is an invented city: everything about it was generated and is evidence of nothing.",
            city=city.name,
        )
    )
    try:
        paths = write(city, out / "data")
        write_demonstration_plan(out / "action_plan.json")
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise InputError(
            f"it cannot be written to: {error.strerror}", file=out, expected="a folder of yours"
        ) from None
    context.invoke(
        diagnosis,
        file=paths["neighbourhoods"],
        profile=paths["profile"],
        groups=GROUPS,
        compare=paths["earlier"],
        compare_profile=paths["earlier_profile"],
        out=out,
        title=language.text("{city} (generated)", city=city.name),
        language_code=language_code,
    )
    click.echo()
    click.echo(
        language.text("Its files, as an office would hand them over: {folder}", folder=paths["readme"].parent)
    )
    click.echo(language.text("The brief, to read or to print: {file}", file=out / "brief.html"))
