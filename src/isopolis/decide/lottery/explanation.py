"""The lottery explained to a resident: plain sentences, and a page without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from isopolis.decide.lottery.ceremony import Publication
from isopolis.decide.lottery.lots import Lots
from isopolis.decide.lottery.lottery import Chances, Lottery
from isopolis.language import Language, message
from isopolis.measure.areas.protect import DEFAULT_THRESHOLD


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and paragraphs below it."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """The published tickets in few numbers: how many, fewest and most of one person, their seal."""

    tickets: int
    fewest: int
    most: int
    seal: str

    @classmethod
    def of(cls, tickets: Lots, published: Publication) -> Box:
        """Of these tickets."""
        return cls(len(tickets.tickets), int(tickets.count.min()), int(tickets.count.max()), published.seal)


def explain(chances: Chances, box: Box, language: Language) -> tuple[Section, ...]:
    """What happens, why chances differ, and how anyone can check the draw."""
    values = {
        "people": language.number(chances.people),
        "size": language.number(chances.size),
        "tickets": language.number(box.tickets),
        "low": language.number(box.fewest),
        "high": language.number(box.most),
        "seal": box.seal,
    }

    def say(*sources: str) -> tuple[str, ...]:
        return tuple(language.text(source, **values) for source in sources)

    return (
        Section(language.text(_WHAT), say(_WHAT_1, _WHAT_2)),
        Section(language.text(_WHY), (*say(_WHY_1, _WHY_2), *chances.sentences(language))),
        Section(language.text(_HOW), say(_HOW_1, _HOW_2, _HOW_3)),
        Section(language.text(_CHECK), say(_CHECK_1, _CHECK_2, _CHECK_3)),
    )


_WHAT = message("What happens")
_WHAT_1 = message(
    "{people} people volunteered. {size} of them will be drawn by lot, so that the panel resembles the "
    "population in "
    "the features below."
)
_WHAT_2 = message("Of people who live together, at most one is drawn where the organisers know of it.")
_WHY = message("Why chances are not all the same")
_WHY_1 = message(
    "Some groups volunteered more often than others. If everybody had the same chance, the panel would have "
    "too many of "
    "those who volunteer often. The quotas prevent that, and so give people of rare groups a higher chance."
)
_WHY_2 = message("People with the same features have the same chance. Nobody can be favoured.")
_HOW = message("How the draw works")
_HOW_1 = message(
    "There are {tickets} tickets. On each stands a whole panel that meets the quotas; people appear by code "
    "only. You are "
    "on as many tickets as your chance says: between {low} and {high}."
)
_HOW_2 = message(
    "The tickets are published before the draw, with a seal: {seal}. If a single character were changed, "
    "the seal would "
    "be another."
)
_HOW_3 = message(
    "Then numbers are drawn in public, with dice or lottery balls. Seal and numbers together give the "
    "ticket. Nobody "
    "can know it before."
)
_CHECK = message("How you can check it")
_CHECK_1 = message("You got your own code. Count the tickets that it is on.")
_CHECK_2 = message(
    "After the draw, run the published program, one page that needs nothing but Python, with the file of "
    "tickets and "
    "the numbers. It must give the same seal and the same panel."
)
_CHECK_3 = message("You may also ask somebody you trust to do it: everything that is needed is public.")


def published_counts(counts: Sequence[int], threshold: int = DEFAULT_THRESHOLD) -> list[int | None]:
    """Numbers of people as they may be published; None where one is withheld.

    Numbers below the threshold are withheld, and the next smallest with a single one, as their sum is known.

    >>> published_counts([3, 40, 12]), published_counts([11, 40])
    ([None, 40, None], [11, 40])
    """
    hidden = {i for i, number in enumerate(counts) if number < threshold}
    if len(hidden) == 1 and len(counts) > 1:
        hidden.add(min((i for i in range(len(counts)) if i not in hidden), key=lambda i: counts[i]))
    return [None if i in hidden else number for i, number in enumerate(counts)]


def explanation_page(
    lottery: Lottery, tickets: Lots, published: Publication, language: Language, title: str = ""
) -> str:
    """The page as HTML."""
    name = title or language.text(_TITLE)
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{language.code}" dir="{language.direction}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(name)}</title><style>{_STYLE}</style></head><body><main>",
            f"<h1>{escape(name)}</h1>",
            *(
                _section(section)
                for section in explain(lottery.chances, Box.of(tickets, published), language)
            ),
            *_quotas(lottery, language),
            "</main></body></html>",
            "",
        ]
    )


def _section(section: Section) -> str:
    paragraphs = "".join(f"<p>{escape(one)}</p>" for one in section.paragraphs)
    return f"<h2>{escape(section.title)}</h2>{paragraphs}"


def volunteers(lottery: Lottery) -> list[int | None]:
    """Volunteers with the feature of each quota, as they may be published."""
    out: dict[tuple[str, str], int | None] = {}
    for column, category in enumerate(lottery.quotas.categories):
        held = [row[column] for row in lottery.pool.features]
        features = [one.feature for one in lottery.quotas.of(category)]
        numbers = published_counts([held.count(feature) for feature in features])
        out |= {(category, feature): number for feature, number in zip(features, numbers, strict=True)}
    return [out[one.category, one.feature] for one in lottery.quotas]


def _quotas(lottery: Lottery, language: Language) -> Iterator[str]:
    heads = (_FEATURE, _VOLUNTEERS, _LEAST, _MOST)
    yield f"<h2>{escape(language.text(_QUOTAS))}</h2><table><thead><tr>"
    yield "".join(f'<th scope="col">{escape(language.text(one))}</th>' for one in heads)
    yield "</tr></thead><tbody>"
    for one, number in zip(lottery.quotas, volunteers(lottery), strict=True):
        known = _WITHHELD if number is None else language.number(number)
        name = escape(f"{one.category}: {one.feature}")
        cells = (known, language.number(one.low), language.number(one.high))
        yield f'<tr><th scope="row">{name}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table>"


_WITHHELD = "–"
_TITLE = message("A panel drawn by lot")
_QUOTAS = message("The quotas")
_FEATURE = message("Feature")
_VOLUNTEERS = message("Volunteers")
_LEAST = message("On the panel at least")
_MOST = message("On the panel at most")
_STYLE = (
    ":root{color-scheme:light dark}body{font:1.1rem/1.6 system-ui,sans-serif;margin:0;padding:1rem}"
    "main{max-width:42rem;margin:auto;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:start;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #8888}"
)
