"""Between the stored scores and the wing: sheets out of raters, raters out of sheets."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from isopolis.decide.priorities import Panel, Sheet, gather, read_sheets
from isopolis.errors import InputError
from isopolis.workspace.people.models import User
from isopolis.workspace.priorities.models import Ranking, Rater, Score


def panel_of(ranking: Ranking) -> Panel:
    """Everybody's scores by group."""
    names = dict(ranking.candidates.values_list("pk", "name"))
    sheets = [
        Sheet(rater.group, {names[one.candidate_id]: one.values for one in rater.scores.all()}, rater.weights)
        for rater in ranking.raters.prefetch_related("scores").order_by("pk")
    ]
    return gather(sheets, list(names.values()), ranking.criteria)


@transaction.atomic
def keep(
    ranking: Ranking, key: str, group: str, scores: dict[int, dict[str, float]], weights: dict[str, float]
) -> None:
    """Keep what one rater gives, instead of what the rater gave before."""
    defaults = {"ranking": ranking, "group": group, "weights": weights}
    rater, _made = Rater.objects.update_or_create(key=key, defaults=defaults)
    rater.scores.all().delete()
    Score.objects.bulk_create(
        Score(rater=rater, candidate_id=candidate, values=values)
        for candidate, values in scores.items()
        if values
    )


@transaction.atomic
def take_in(ranking: Ranking, content: bytes) -> int:
    """Add score sheets from a table; how many there were."""
    sheets, criteria = read_sheets(content, file=_("the scores"))
    if set(criteria) != set(ranking.criteria):
        raise InputError(
            "the criteria are {choices}",
            expected="these: {wanted}",
            choices=", ".join(criteria),
            wanted=", ".join(ranking.criteria),
        )
    known = {name: pk for pk, name in ranking.candidates.values_list("pk", "name")}
    for sheet in sheets:
        unknown = next((name for name in sheet.scores if name not in known), None)
        if unknown is not None:
            raise InputError(
                "“{unknown}” is not on the list",
                column="action",
                expected="one of {choices}",
                unknown=unknown,
                choices=", ".join(known),
            )
        given = {known[name]: dict(values) for name, values in sheet.scores.items()}
        keep(ranking, secrets.token_hex(32), sheet.group[:80] or _("paper"), given, {})
    return len(sheets)


def own_scores(user: User) -> list[dict[str, object]]:
    """What a person scored, in words."""
    return [
        {
            "ranking": one.ranking.title,
            "weights": one.weights,
            "scores": {
                score.candidate.name: score.values for score in one.scores.select_related("candidate")
            },
        }
        for one in _of(user)
    ]


def erase_own_scores(user: User) -> None:
    """Erase a person's scores; rankings are made without them from then on."""
    for one in _of(user):
        one.delete()


def _of(user: User) -> list[Rater]:
    keys = [one.key_of(user) for one in Ranking.objects.all()]
    return list(Rater.objects.filter(key__in=keys).select_related("ranking").order_by("pk"))
