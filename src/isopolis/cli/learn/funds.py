"""`isopolis learn funds`: which money fits a city and its project, why, and what the city must put in."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from pydantic import TypeAdapter, ValidationError

from isopolis.cli.options import CountryCode, language_option
from isopolis.cli.screen import Screen
from isopolis.errors import InputError
from isopolis.language import Language, country_code
from isopolis.learn.funds.city import Applicant, City, RegionClass
from isopolis.learn.funds.contribution import contribution, money_sentence
from isopolis.learn.funds.eligibility import OUTCOME_NAMES, Eligibility, eligibility, next_call
from isopolis.learn.funds.fund import Fund, fund_by_id, funds
from isopolis.learn.funds.project import Project
from isopolis.learn.funds.rules import Outcome
from isopolis.learn.practices.vocabulary import Theme
from isopolis.plan.documents.fund_calendar import fund_calendar
from isopolis.records.problems import first_problem
from isopolis.records.words import choose

_PATH = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("funds")
@click.argument("names", nargs=-1, metavar="[ID]...")
@click.option("--city", "city_file", type=_PATH, help="TOML file of the city: country, population, ...")
@click.option("--country", type=CountryCode(), metavar="CODE", help="Country of the city, two letters.")
@click.option("--population", type=float, help="Inhabitants of the city.")
@click.option("--degurba", type=click.IntRange(1, 3), help="Degree of urbanisation: 1 city, 2 town, 3 rural.")
@click.option(
    "--theme",
    multiple=True,
    type=click.Choice([theme.value for theme in Theme]),
    help="What the project is about; several may be given.",
)
@click.option("--cost", type=click.FloatRange(min=1), help="Cost of the project in euros.")
@click.option("--months", type=click.IntRange(min=1), help="Duration of the project.")
@click.option("--partners", type=click.IntRange(min=1), help="Organisations that take part.")
@click.option("--countries", type=click.IntRange(min=1), help="Countries that they are from.")
@click.option("--on", type=_DAY, help="The day that is asked about; today without.")
@click.option("--calendar", type=_PATH, help="Write what must be done when to this .ics file; needs one ID.")
@click.option("--deadline", type=_DAY, help="Deadline of the calendar; without, the next that is known.")
@language_option
def funds_command(
    *,
    names: tuple[str, ...],
    city_file: Path | None,
    country: str | None,
    population: float | None,
    degurba: int | None,
    theme: tuple[str, ...],
    cost: float | None,
    months: int | None,
    partners: int | None,
    countries: int | None,
    on: datetime | None,
    calendar: Path | None,
    deadline: datetime | None,
    language_code: str,
) -> None:
    """List the funds that a city's project can ask; with the ID of one or several, every rule and reason."""
    language = Language(language_code)
    city = _city(city_file)
    given: dict[str, Any] = {"country": country, "population": population, "degurba": degurba}
    city = replace(city, **{name: value for name, value in given.items() if value is not None})
    project = Project(
        themes=tuple(Theme(one) for one in theme),
        cost=cost,
        months=months,
        partners=partners,
        countries=countries,
        on=on.date() if on else date.today(),
    )
    chosen = [fund_by_id(name) for name in names] if names else list(funds())
    screen = Screen(language)
    if calendar is not None:
        _write_calendar(calendar, chosen, deadline, project.on or date.today(), language)
        screen.say(str(calendar))
        return
    found = eligibility(chosen, city, project, language)
    if names:
        for one in found:
            _in_full(screen, one, city, project, language)
    else:
        _table(screen, found, city, project, language)


def _write_calendar(
    file: Path, chosen: list[Fund], deadline: datetime | None, on: date, language: Language
) -> None:
    if len(chosen) != 1:
        raise InputError(f"a calendar of {len(chosen)} funds", expected="the ID of one fund")
    call = next_call(chosen[0], on)
    day = deadline.date() if deadline else call.deadline if call else None
    if day is None:
        raise InputError("no deadline of this fund is known", remedy="add --deadline YYYY-MM-DD")
    try:
        file.write_bytes(fund_calendar(chosen[0], day, on, datetime.now(tz=UTC), language))
    except OSError as error:
        raise InputError(f"it cannot be written: {error.strerror}", file=file) from None


def _city(file: Path | None) -> City:
    if file is None:
        return City()
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"the city cannot be read: {error}", file=file, expected="a TOML file") from None
    known = {field.name for field in fields(City)}
    for name in data:
        if name not in known:
            raise InputError(
                "nothing is known by this name", file=file, column=name, expected=", ".join(known)
            )
    try:
        city = TypeAdapter(City).validate_python(data)
    except ValidationError as error:
        column = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise InputError(first_problem(error), file=file, column=column) from None
    code = country_code(city.country) if city.country else None
    choices = {"applicant": Applicant, "region_class": RegionClass}
    wrong = [name for name, words in choices.items() if getattr(city, name) not in (None, *words)]
    if code == "" or wrong:
        name = wrong[0] if wrong else "country"
        expected = ", ".join(choices[name]) if wrong else "two letters, such as FR"
        raise InputError(f"there is no “{getattr(city, name)}”", file=file, column=name, expected=expected)
    return replace(city, country=code)


def _table(
    screen: Screen, found: list[Eligibility], city: City, project: Project, language: Language
) -> None:
    rows = []
    for one in found:
        first = next((r.demand for r in one.reasons if r.outcome == one.verdict != Outcome.PASS), "")
        own = ""
        if project.cost is not None and one.verdict is not Outcome.FAIL:
            part = contribution(one.fund, project.cost, city.region_class)
            own = "?" if part.own is None else language.number(round(part.own))
        rows.append(
            [
                one.fund.id,
                choose(one.fund.title, language.code)[1],
                language.text(OUTCOME_NAMES[one.verdict]) + ("" if one.verified else " *"),
                own,
                first,
            ]
        )
    header = ["ID", language.text("Fund"), language.text("Answer"), language.text("Own money, euros"), ""]
    screen.table(language.text("{n} funds", n=language.number(len(found))), header, rows, numbers={3})
    screen.say(language.text("* A rule of it was not checked in a source: ask before you rely on it."))


def _in_full(screen: Screen, one: Eligibility, city: City, project: Project, language: Language) -> None:
    fund = one.fund
    screen.say(f"{choose(fund.title, language.code)[1]}: {language.text(OUTCOME_NAMES[one.verdict])}")
    screen.say(choose(fund.summary, language.code)[1])
    for reason in one.reasons:
        mark = {Outcome.PASS: "+", Outcome.UNKNOWN: "?", Outcome.FAIL: "-"}[reason.outcome]
        said = f"  {mark} {reason.demand}"
        if reason.outcome is Outcome.UNKNOWN:
            said += f" {reason.ask}"
        if not reason.verified:
            said += f" [{language.text('unverified')}]"
        screen.say(said)
    if project.cost is not None:
        part = contribution(fund, project.cost, city.region_class)
        screen.say(money_sentence(fund, part, project.months, language))
    for source in fund.sources:
        when = f", {language.date(source.accessed)}" if source.accessed else ""
        screen.say(f"  {source.title}. {source.publisher}. {source.url}{when}")
