"""`isopolis demo`: generate the demonstration city and take it through the main job."""

from __future__ import annotations

from pathlib import Path

import click

from isopolis.errors import InputError
from isopolis.language import Language, available_languages, message

GENERATED = message(
    "{city} is an invented city: everything about it was generated and is evidence of nothing."
)


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("out/demo"),
    show_default=True,
    help="Folder to write into.",
)
@click.option(
    "--language",
    "language_code",
    default="en",
    show_default=True,
    metavar="CODE",
    help=f"Language of what is written: {', '.join(available_languages())}.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=None,
    help="Another city of the same kind; the seed is said in it.",
)
def demo(out: Path, language_code: str, seed: int | None) -> None:
    """Generate a demonstration city and show on it what Isopolis does.

    The city is invented. Its files are written to DIR/data the way a statistical office would hand them
    over; start from them to try your own.
    """
    language = Language(language_code)
    # Imported here: geometry takes a second to load, which other commands need not wait for.
    from isopolis.demo import generate, write  # noqa: PLC0415

    city = generate() if seed is None else generate(seed=seed)
    click.echo(language.text(GENERATED, city=city.name))
    folder = out / "data"
    try:
        paths = write(city, folder)
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise InputError(
            f"it cannot be written to: {error.strerror}", file=out, expected="a folder of yours"
        ) from None
    click.echo(
        language.text("Its files, as an office would hand them over: {folder}", folder=paths["readme"].parent)
    )
