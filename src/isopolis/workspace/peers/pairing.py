"""Matching the cities of a partnership, answers, withdrawal: what happens to the exchanges."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from isopolis.errors import InputError
from isopolis.learn.peers.matching import match_peers
from isopolis.workspace.peers.models import Exchange, MatchRun, PeerCity
from isopolis.workspace.peers.records import peers_to_match
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import Partnership, User

MOST = 120
"""Most cities that are matched while somebody waits; more are a matter for the command line."""


@dataclass(frozen=True, slots=True)
class Changed:
    """How many exchanges were proposed anew, kept, and replaced."""

    new: int
    kept: int
    replaced: int


@transaction.atomic
def pair(partnership: Partnership, by: User, *, abroad: bool, outsiders: int) -> Changed:
    """Match the cities; what is agreed stays, of what is proposed as much as possible.

    Raises
    ------
    InputError
        More cities than can be matched in a page, or outsiders that cannot be had.
    """
    peers = peers_to_match(partnership)
    if len(peers) > MOST:
        raise InputError(
            "{number} cities cannot be matched while you wait",
            expected="{most} at most",
            remedy="match them with `isopolis learn peers`",
            number=len(peers),
            most=MOST,
        )
    proposed = list(
        partnership.exchanges.filter(state=Exchange.State.PROPOSED).select_related("one", "other")
    )
    planned = {(one.one.key, one.other.key): one for one in proposed}
    found = match_peers(peers, abroad=abroad, outsiders=outsiders, keep=planned)
    numbers = {city.key: city.pk for city in partnership.peer_cities.all()}
    pairs = {(exchange.one, exchange.other): exchange for exchange in found.exchanges}
    replaced = [one for key, one in planned.items() if key not in pairs and key[::-1] not in pairs]
    Exchange.objects.filter(pk__in=[one.pk for one in replaced]).update(state=Exchange.State.REPLACED)
    new = [key for key in pairs if key not in planned and key[::-1] not in planned]
    for one, other in new:
        Exchange.objects.create(
            partnership=partnership,
            one_id=numbers[one],
            other_id=numbers[other],
            worth=pairs[one, other].worth,
            proposed_on=timezone.now().date(),
        )
    MatchRun.objects.create(
        partnership=partnership, abroad=abroad, outsiders=outsiders, least=found.least, by=by
    )
    changed = Changed(len(new), len(pairs) - len(new), len(replaced))
    what = f"{changed.new} new, {changed.kept} kept, {changed.replaced} replaced"
    record(by, "cities matched", what, partnership)
    return changed


def pair_again(partnership: Partnership, by: User) -> Changed | None:
    """Match again with the last options, changing as little as possible; None: nobody has matched yet."""
    last = partnership.match_runs.first()
    if last is None:
        return None
    return pair(partnership, by, abroad=last.abroad, outsiders=last.outsiders)


@transaction.atomic
def answer(exchange: Exchange, side: str, *, yes: bool, by: User) -> None:
    """One city accepts or declines; it is agreed once both have accepted."""
    setattr(exchange, f"{side}_answer", Exchange.Answer.YES if yes else Exchange.Answer.NO)
    if not yes:
        exchange.state = Exchange.State.DECLINED
    elif exchange.one_answer == exchange.other_answer == Exchange.Answer.YES:
        exchange.state, exchange.agreed_on = Exchange.State.AGREED, timezone.now().date()
    exchange.save()
    action = "exchange accepted" if yes else "exchange declined"
    record(by, action, str(exchange), exchange.partnership)


@transaction.atomic
def withdraw(city: PeerCity, by: User) -> None:
    """A city takes part no more: its exchanges end, except that what was visited stays on record."""
    city.withdrawn_on = timezone.now().date()
    city.save(update_fields=["withdrawn_on"])
    standing = Exchange.objects.filter(
        partnership=city.partnership, state__in=(Exchange.State.PROPOSED, Exchange.State.AGREED)
    )
    visited = {one.pk for one in standing.filter(visits__lessons__isnull=False)}
    for exchange in standing.exclude(pk__in=visited):
        if city.pk in (exchange.one_id, exchange.other_id):
            exchange.state = Exchange.State.WITHDRAWN
            exchange.save(update_fields=["state"])
    record(by, "city withdrew from exchanges", city.name, city.partnership)
