"""The rule that makes a neighbourhood a priority: read from TOML, checked before it is used."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from isopolis.errors import InputError

Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(gt=0, lt=1)]
Translated = dict[str, str]
Floats = npt.NDArray[np.float64]


class _Strict(BaseModel):
    """A misspelled key is an error, not a rule that is ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Relative(_Strict):
    """A threshold that is a share of a weighted mean of reference values, e.g. of a national median."""

    factor: Positive = 1.0
    weights: dict[str, Positive]

    @model_validator(mode="after")
    def _add_up(self) -> Relative:
        if abs(sum(self.weights.values()) - 1.0) > 1e-9:
            raise ValueError("the weights of the references do not add up to 1")
        return self

    def value(self, references: dict[str, float]) -> float:
        """The threshold for given reference values.

        >>> round(Relative(factor=0.6, weights={"a": 0.7, "b": 0.3}).value({"a": 20000.0, "b": 18000.0}), 9)
        11640.0
        """
        return self.factor * sum(weight * references[name] for name, weight in self.weights.items())


class LargeCities(_Strict):
    """Another threshold for cities from some size on."""

    minimum_people: Positive
    below: Relative | float | None = None
    at_least: Relative | float | None = None
    verified: bool = True


class Criterion(_Strict):
    """One condition on an area.

    Attributes
    ----------
    name
        Its name in the audit trail.
    column
        What it looks at: a column of the areas' attributes, or ``share:GROUP``; its name where absent.
    weights
        Instead of a column: an index, the weighted sum of these columns, each first brought to mean 0 and
        standard deviation 1 over the areas of the city. A minus turns a column round.
    below, at_least
        The value has to be under, or not under, a number or a share of references.
    lowest, highest
        Instead: the areas with the lowest (highest) values that hold this share of the city's people.
    statistic
        What the rule means by the value, e.g. ``"median"``.
    large_cities
        Thresholds that replace the one above in larger cities; the last that applies holds.
    """

    name: str
    column: str | None = None
    weights: dict[str, float] = {}
    below: Relative | float | None = None
    at_least: Relative | float | None = None
    lowest: Share | None = None
    highest: Share | None = None
    statistic: str = ""
    large_cities: tuple[LargeCities, ...] = ()

    @model_validator(mode="after")
    def _one_condition(self) -> Criterion:
        given = [self.below, self.at_least, self.lowest, self.highest]
        if sum(value is not None for value in given) != 1:
            raise ValueError(f"{self.name}: give one of below, at_least, lowest, highest")
        if self.column and self.weights:
            raise ValueError(f"{self.name}: give a column or weights, not both")
        for variant in self.large_cities:
            if (variant.below is None) != (self.below is None) or (variant.at_least is None) != (
                self.at_least is None
            ):
                raise ValueError(
                    f"{self.name}: a variant for large cities changes the number, not the condition"
                )
        return self

    @property
    def under(self) -> bool:
        """Whether low values meet the criterion."""
        return self.below is not None or self.lowest is not None

    def met(self, values: Floats, thresholds: Floats) -> npt.NDArray[np.bool_]:
        """Whether values meet the criterion; False where one of the two is NaN.

        >>> Criterion(name="income", below=10.0).met(np.array([9.0, 10.0]), np.array([10.0, 10.0])).tolist()
        [True, False]
        """
        if self.lowest is not None:
            return np.asarray(values <= thresholds)
        return np.asarray(values < thresholds if self.under else values >= thresholds)

    def threshold(self, city_people: float) -> tuple[Relative | float | None, bool]:
        """The threshold for a city of this size, and whether it is verified; None for a share of people."""
        chosen, verified = (self.below if self.below is not None else self.at_least), True
        for variant in self.large_cities:
            if city_people >= variant.minimum_people:
                chosen = variant.below if variant.below is not None else variant.at_least
                verified = variant.verified
        return chosen, verified

    @property
    def references(self) -> set[str]:
        """Names of the reference values that some threshold of this criterion needs."""
        thresholds = [self.below, self.at_least]
        thresholds += [value for variant in self.large_cities for value in (variant.below, variant.at_least)]
        return {name for value in thresholds if isinstance(value, Relative) for name in value.weights}


class City(_Strict):
    """What the city has to be."""

    minimum_people: Annotated[float, Field(ge=0)] = 0.0
    rounded_up_to: Annotated[int, Field(ge=1)] = 1

    def large_enough(self, people: float) -> bool:
        """Whether a city of so many people reaches the minimum, rounded up as the rule says.

        >>> City(minimum_people=10_000, rounded_up_to=100).large_enough(9_901)
        True
        """
        return -(-people // self.rounded_up_to) * self.rounded_up_to >= self.minimum_people


class Zone(_Strict):
    """What areas that touch have to be together."""

    minimum_people: Annotated[float, Field(ge=0)] = 0.0
    contiguity: Literal["rook", "queen"] = "rook"


class Rule(_Strict):
    """What makes a neighbourhood a priority.

    An area meets the rule if it meets ``all`` (or ``any``) of the criteria; areas that do and touch make a
    zone; a zone with enough people in a city large enough is a priority neighbourhood.
    """

    title: Translated
    source: str = ""
    notes: tuple[Translated, ...] = ()
    city: City = City()
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    combine: Literal["all", "any"] = "all"
    zone: Zone = Zone()

    @property
    def references(self) -> set[str]:
        """Names of the reference values that the rule needs."""
        return set[str]().union(*(criterion.references for criterion in self.criteria))


def builtin_rules() -> list[str]:
    """Names of the rules that come with Isopolis.

    >>> builtin_rules()
    ['politique_de_la_ville']
    """
    folder = files("isopolis.measure.priority") / "rules"
    return sorted(
        entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")
    )


def read_rule(name: str | Path) -> Rule:
    """A built-in rule by its name, or one from a TOML file.

    Raises
    ------
    InputError
        No such rule or file, or a file that is not a rule: says which key, and what was expected.

    >>> read_rule("politique_de_la_ville").zone.minimum_people
    1000.0
    """
    if str(name) in builtin_rules():
        return rule_from_toml(
            (files("isopolis.measure.priority") / "rules" / f"{name}.toml").read_text("utf-8")
        )
    path = Path(name)
    if not path.is_file():
        raise InputError(
            f"there is no rule “{name}”",
            expected="a TOML file, or one of " + ", ".join(builtin_rules()),
            remedy="check the spelling of the name or the path",
        )
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("this is not text", file=path, expected="a TOML file in UTF-8") from None
    return rule_from_toml(text, file=path)


def rule_from_toml(text: str, *, file: Path | None = None) -> Rule:
    """The rule that a TOML text describes.

    Raises
    ------
    InputError
        The text is not TOML, or not a rule.
    """
    how = "see docs/how-to/priority-neighbourhoods.md for a rule with every key"
    try:
        return Rule.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"this is not TOML: {error}", file=file, expected="a rule in TOML", remedy=how
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "rule"
        raise InputError(first["msg"], file=file, column=key, expected="a rule", remedy=how) from None
