"""The profiles that come with the demonstration city's tables: which column is what."""

from __future__ import annotations

import json
from collections.abc import Callable

from isopolis.demo import names

LABELS = {
    "native": ("born in this country", "nés dans le pays"),
    "other_eu": ("born in another EU country", "nés dans un autre pays de l'UE"),
    "outside_eu": ("born outside the EU", "nés hors de l’UE"),
    "age_0_14": ("aged 0 to 14", "âgés de 0 à 14 ans"),
    "age_15_29": ("aged 15 to 29", "âgés de 15 à 29 ans"),
    "age_30_64": ("aged 30 to 64", "âgés de 30 à 64 ans"),
    "age_65_up": ("aged 65 and over", "âgés de 65 ans et plus"),
    "women": ("women", "femmes"),
    "men": ("men", "hommes"),
}
HOUSEHOLDS = ("households", "ménages")
LOW_INCOME = ("households with a low income", "ménages à bas revenus")
PARTITIONS = {
    "birthplace": ("native", "other_eu", "outside_eu"),
    "age": ("age_0_14", "age_15_29", "age_30_64", "age_65_up"),
    "sex": ("women", "men"),
}
NOTE = {
    "en": f"Generated data: {names.CITY} is an invented city.",
    "fr": f"Données générées : {names.CITY} est une ville inventée.",
}


def _table(values: dict[str, str]) -> str:
    return "{" + ", ".join(f'{key} = "{value}"' for key, value in values.items()) + "}"


def _head(title: str, year: int | None, lines: list[str]) -> list[str]:
    return [
        f'title = "{title} (generated)"',
        'producer = "Isopolis, generated data"',
        *([f"year = {year}"] if year else []),
        f"notes = [{_table(NOTE)}]",
        *lines,
        "",
        "[partitions]",
        *(f"{name} = {json.dumps(members)}" for name, members in PARTITIONS.items()),
        "",
    ]


def _group(name: str, column: str, label: tuple[str, str], *more: str) -> list[str]:
    words = _table(dict(zip(("en", "fr"), label, strict=True)))
    return [f"[groups.{name}]", f'column = "{column}"', f"label = {words}", *more, ""]


def _groups(title_of: Callable[[str], str]) -> list[str]:
    people = [line for name, label in LABELS.items() for line in _group(name, title_of(name), label)]
    return [*people, *_group("households", title_of("households"), HOUSEHOLDS)]


def neighbourhood_profile(year: int, polygons: str, title_of: Callable[[str], str]) -> str:
    """The profile (TOML) of a table of neighbourhoods.

    Parameters
    ----------
    year
        Year of the table.
    polygons
        Name of the file of polygons beside it.
    title_of
        Gives the heading of a column, e.g. :func:`isopolis.demo.headings.merged`.
    """
    return "\n".join(
        [
            *_head(
                f"{names.CITY}: neighbourhoods",
                year,
                [
                    f'id = "{title_of("code")}"',
                    f'name = "{title_of("name")}"',
                    f'total = "{title_of("population")}"',
                    f'income = "{title_of("income_mean")}"',
                    'decimal = ","',
                    'markers = {"<5" = "suppressed", "x" = "suppressed", "–" = "suppressed"}',
                ],
            ),
            *_groups(title_of),
            *_group(
                "low_income",
                title_of("low_income_percent"),
                LOW_INCOME,
                'kind = "percent"',
                f'of = "{title_of("households")}"',
                'within = "households"',
            ),
            "[attributes.district]",
            f'column = "{title_of("district")}"',
            "",
            "[attributes.rent]",
            f'column = "{title_of("rent")}"',
            'kind = "number"',
            "",
            "[geometry]",
            f'file = "{polygons}"',
            'column = "code"',
            "",
        ]
    )


def grid_profile() -> str:
    """The profile (TOML) of the table of cells; the cells' shapes follow from their codes."""
    return "\n".join(
        [
            *_head(
                f"{names.CITY}: 200 m cells",
                None,
                [
                    'id = "id"',
                    'total = "population"',
                    'income = "income_mean"',
                    'markers = {"x" = "suppressed"}',
                    "perturbed = true",
                ],
            ),
            *_groups(lambda column: column),
            *_group("low_income", "low_income", LOW_INCOME, 'within = "households"'),
        ]
    )
