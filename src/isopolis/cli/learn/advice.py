"""`isopolis learn advice`: which change of a rule would open which fund to how many cities."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import pandas as pd

from isopolis.cli.options import language_option
from isopolis.cli.screen import Screen
from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.learn.advice.counterfactual import assumptions, change_sentence, counterfactuals, sentence
from isopolis.learn.advice.purse import Purse
from isopolis.learn.advice.sensitivity import (
    PARTNERSHIPS,
    hanging_sentence,
    over_partnerships,
    range_sentence,
)
from isopolis.learn.funds.city import complete
from isopolis.learn.funds.fund import funds
from isopolis.learn.funds.project import Project
from isopolis.measure.atlas.towns import ATTRIBUTION, towns
from isopolis.plan.documents.action_plan.write import RENDERERS
from isopolis.plan.documents.advice_memo import Findings, advice_memo
from isopolis.plan.documents.flow import Document

_PATH = click.Path(path_type=Path)


@click.command()
@click.option(
    "--cities",
    type=_PATH,
    help="CSV or Parquet of cities (country, population, degurba, ...); "
    "without, the cities and towns of the European atlas.",
)
@click.option(
    "--partners",
    type=click.IntRange(min=1),
    help="Partners that a city can be expected to find; without, 2, 4 and 8 are tried in turn.",
)
@click.option("--countries", type=click.IntRange(min=1), help="Countries that they are from.")
@click.option(
    "--cost", type=click.FloatRange(min=1), help="Cost of the project in euros, with --own-per-head."
)
@click.option("--months", type=click.IntRange(min=1), help="Duration of the project.")
@click.option(
    "--own-per-head", type=click.FloatRange(min=0), help="Euros an inhabitant that a city can put in."
)
@click.option(
    "--cash-per-head", type=click.FloatRange(min=0), help="Euros an inhabitant that can be out at one time."
)
@click.option("--out", type=_PATH, help="Write the table behind the sentences to this CSV file.")
@click.option("--memo", type=_PATH, help="Write the advice as a memo: .docx, .pdf or .html.")
@language_option
def advice(
    *,
    cities: Path | None,
    partners: int | None,
    countries: int | None,
    cost: float | None,
    months: int | None,
    own_per_head: float | None,
    cash_per_head: float | None,
    out: Path | None,
    memo: Path | None,
    language_code: str,
) -> None:
    """Say which single changes of rules, and which pairs, would open money to cities that are shut out."""
    language = Language(language_code)
    table = complete(towns()) if cities is None else _cities(cities)
    origin = ATTRIBUTION if cities is None else cities.name
    project = Project(partners=partners, countries=countries, cost=cost, months=months, on=date.today())
    purse = _purse(cost, own_per_head, cash_per_head)
    is_range = partners is None and countries is None
    weigh = over_partnerships if is_range else counterfactuals
    found = weigh(funds(), table, project, purse=purse)
    assumed = assumptions(project, language, purse)
    if is_range:
        assumed.insert(0, range_sentence(language=language))
    screen = Screen(language)
    for said in assumed:
        screen.say(said)
    for _, row in found.iterrows():
        hangs = hanging_sentence(row, language=language) if is_range else ""
        screen.say(f"- {hangs or sentence(row, language)}")
    screen.say(language.text("Cities: {n} of {origin}.", n=language.number(len(table)), origin=origin))
    if out is not None:
        english = Language("en")
        said = [change_sentence(row, english) for row in found["changes"]]
        found.drop(columns="changes").assign(change=said).to_csv(out, index=False)
        screen.say(str(out))
    if memo is not None:
        tried = PARTNERSHIPS if is_range else ()
        findings = Findings(found, None, len(table), origin, assumed, tried)
        _write(memo, advice_memo(findings, project.on or date.today(), language))
        screen.say(str(memo))


def _purse(cost: float | None, own: float | None, cash: float | None) -> Purse | None:
    if own is None and cash is None:
        return None
    if cost is None:
        raise InputError("without a cost nobody knows what the city must put in", remedy="add --cost EUROS")
    return Purse(float("inf") if own is None else own, float("inf") if cash is None else cash)


def _write(file: Path, document: Document) -> None:
    form = file.suffix.lower().removeprefix(".")
    if form not in RENDERERS:
        raise InputError("this kind of file is not written", file=file, expected=".docx, .pdf or .html")
    try:
        file.write_bytes(RENDERERS[form](document))
    except OSError as error:
        raise InputError(f"it cannot be written: {error.strerror}", file=file) from None


def _cities(file: Path) -> pd.DataFrame:
    try:
        table = pd.read_parquet(file) if file.suffix == ".parquet" else pd.read_csv(file)
    except (OSError, ValueError) as error:
        raise InputError(
            f"the cities cannot be read: {error}", file=file, expected="CSV or Parquet"
        ) from None
    for name in ("country", "population"):
        if name not in table:
            raise InputError(
                "this column is missing", file=file, column=name, expected="country and population"
            )
    return complete(table)
