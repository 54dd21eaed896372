"""What the columns of the office's tables are called, in the later and in the earlier table."""

from __future__ import annotations

from isopolis.demo.people import BRACKETS


def _bracket(k: int) -> str:
    low = f"{BRACKETS[k]:,}".replace(",", " ")
    if k + 1 == len(BRACKETS):
        return f"{low} and more"
    return f"{low} to {BRACKETS[k + 1] - 1:,}".replace(",", " ")


INCOME = "Households by yearly income for each consumption unit, EUR"
HEADINGS: dict[str, tuple[str, str, str]] = {
    "code": ("Neighbourhood", "Code", "Code"),
    "name": ("Neighbourhood", "Name", "Name"),
    "district": ("Neighbourhood", "District", "District"),
    "population": ("Population", "All", "Population"),
    "native": ("Country of birth", "This country", "Born in this country"),
    "other_eu": ("Country of birth", "Other EU country", "Born in another EU country"),
    "outside_eu": ("Country of birth", "Outside the EU", "Born outside the EU"),
    "age_0_14": ("Age", "0 to 14", "Aged 0 to 14"),
    "age_15_29": ("Age", "15 to 29", "Aged 15 to 29"),
    "age_30_64": ("Age", "30 to 64", "Aged 30 to 64"),
    "age_65_up": ("Age", "65 and over", "Aged 65 and over"),
    "women": ("Sex", "Women", "Women"),
    "men": ("Sex", "Men", "Men"),
    "households": ("Households", "Number", "Households"),
    "low_income_percent": ("Households", "Low income, %", "Households with a low income, %"),
    "income_mean": ("Households", "Mean income, EUR", "Mean income, EUR"),
    **{f"income_{low}": (INCOME, _bracket(k), f"Income {_bracket(k)}") for k, low in enumerate(BRACKETS)},
    "rent": ("Rent", "EUR a month for each m²", "Rent, EUR a month for each m²"),
}
"""Column of :func:`publication.neighbourhood_table` -> upper and lower heading of the later table (a
workbook with merged headings), heading of the earlier one (a text file)."""


def merged(column: str) -> str:
    """The later table's heading as one text, the levels joined.

    >>> merged("native")
    'Country of birth: This country'
    """
    upper, lower, _ = HEADINGS[column]
    return f"{upper}: {lower}"


def flat(column: str) -> str:
    """The earlier table's heading.

    >>> flat("native")
    'Born in this country'
    """
    return HEADINGS[column][2]
