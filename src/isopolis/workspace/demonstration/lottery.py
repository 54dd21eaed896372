"""An invented panel drawn by lot, and another to be drawn."""

from __future__ import annotations

import io

import numpy as np
from django.utils import timezone

from isopolis.decide.lottery import draw
from isopolis.workspace.lottery.views import set_up
from isopolis.workspace.people.models import Partnership, User

CATEGORIES = (
    ("sex", (("women", 0.51, 0.58), ("men", 0.49, 0.42))),
    ("age", (("16-29", 0.22, 0.12), ("30-59", 0.50, 0.48), ("60 and older", 0.28, 0.40))),
    ("born", (("in the country", 0.78, 0.90), ("abroad", 0.22, 0.10))),
    ("quarter", (("North", 0.4, 0.5), ("South", 0.35, 0.35), ("Quayside", 0.25, 0.15))),
)
"""Category, then feature, its share of the population, its share of the volunteers."""
PEOPLE, SIZE = 160, 20


def fill_lottery(partnership: Partnership, people: dict[str, User]) -> None:
    """Two lotteries; everything in them is invented."""
    rng = np.random.default_rng(7)
    drawn = set_up(partnership, people["coordinator"], _given("Panel on housing (invented)", rng))
    now = timezone.now()
    numbers = "7 11 23 34 42 / 3"
    found = draw(bytes(drawn.lots), numbers)
    drawn.published_at = drawn.drawn_at = now
    drawn.numbers, drawn.ticket, drawn.panel = numbers, found.ticket, list(found.codes)
    drawn.save()
    waiting = set_up(partnership, people["coordinator"], _given("Panel on night buses (invented)", rng))
    waiting.published_at = now
    waiting.save()


def _given(title: str, rng: np.random.Generator) -> dict[str, object]:
    names = [name for name, _features in CATEGORIES]
    columns = [
        rng.choice([f for f, _p, _v in features], PEOPLE, p=[v for _f, _p, v in features])
        for _name, features in CATEGORIES
    ]
    pool = [",".join(["id", *names])]
    pool += [
        ",".join([f"volunteer {i + 1}", *map(str, row)]) for i, row in enumerate(zip(*columns, strict=True))
    ]
    quotas = ["category,feature,min,max"]
    for name, features in CATEGORIES:
        for feature, share, _volunteers in features:
            quotas.append(f"{name},{feature},{max(0, int(share * SIZE) - 1)},{int(share * SIZE) + 2}")
    return {
        "title": title,
        "size": SIZE,
        "rule": "leximin",
        "tickets": 1000,
        "numbers_from": "the lottery of Arvonia on Saturday",
        "household": "",
        "secret": f"invented {title}, known to everybody",
        "pool": io.BytesIO("\n".join(pool).encode()),
        "quotas": io.BytesIO("\n".join(quotas).encode()),
    }
