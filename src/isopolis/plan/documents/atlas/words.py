"""What the pages of the atlas call things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from babel import Locale

from isopolis.language import Language, message
from isopolis.measure.areas import REST
from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation.macro_micro import RATIO
from isopolis.measure.segregation.measurement import SEPARATOR
from isopolis.measure.segregation.registry import INDICES

PARTITIONS: Mapping[str, str] = {
    "birthplace": message("place of birth"),
    "age": message("age"),
    "residence_change": message("residence a year before"),
}
STATUS: Mapping[str, str] = {
    FigureStatus.OBSERVED: message("observed"),
    FigureStatus.PARTIAL: message("part of the cells left out"),
    FigureStatus.IMPUTED: message("partly filled in by the publisher"),
    FigureStatus.PERTURBED: message("with the publisher’s noise"),
    FigureStatus.SUPPRESSED: message("withheld to protect people"),
    FigureStatus.NOT_COLLECTED: message("not collected or not published"),
    FigureStatus.UNDEFINED: message("no value"),
}
NONE = "–"


@dataclass(frozen=True, slots=True)
class Words:
    """Names and numbers in one language, quick enough for a thousand pages."""

    language: Language
    labels: Mapping[str, str]
    _comma: str = field(default=".")
    _countries: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, language: Language, labels: Mapping[str, str]) -> Words:
        """Look up the decimal sign and the names of countries once."""
        territories = Locale.parse(language.code, sep="-").territories
        return cls(language, labels, language.number(0.5, 1)[1], dict(territories.items()))

    def text(self, source: str, **values: object) -> str:
        """A sentence."""
        return self.language.text(source, **values)

    def number(self, value: float | None, decimals: int = 3) -> str:
        """A figure, or a dash where there is none."""
        if value is None or value != value:  # noqa: PLR0124  (NaN)
            return NONE
        written = f"{value:.{decimals}f}".replace(".", self._comma)
        return "−" + written[1:] if written.startswith("-") else written

    def interval(self, low: float | None, high: float | None) -> str:
        """The two ends, or a dash."""
        if low is None or low != low:  # noqa: PLR0124  (NaN)
            return NONE
        return f"{self.number(low)} {self.text('to')} {self.number(high)}"

    def people(self, value: float) -> str:
        """A number of people."""
        return self.language.number(value, 0)

    def country(self, code: str) -> str:
        """Name of a country; empty where it is not known."""
        return self._countries.get(code, code)

    def groups(self, written: str) -> str:
        """Readable names of the groups of a figure."""
        return SEPARATOR.join(
            self.text("all others") if group == REST else self.labels.get(group, group)
            for group in written.split(SEPARATOR)
        )

    def index(self, name: str) -> str:
        """Title of an index."""
        if name == RATIO:
            return self.text("macro/micro ratio of H")
        return self.text(INDICES[name].title)

    def partition(self, name: str) -> str:
        """What the groups of a partition are told apart by."""
        return self.text(PARTITIONS.get(name, name))


IN_TEMPLATES = (
    message("By chance alone"),
    message("Countries"),
    message("Country"),
    message("Downloads"),
    message("Id in the tables"),
    message("Indices"),
    message("Place"),
    message("Residents"),
    message("Search"),
    message("Skip to the content"),
    message("What the data is worth"),
    message("Without a place"),
    message("distance"),
    message("to"),
)
"""Said inside formatted strings, where what collects the sentences to translate does not see them."""
