"""What can be done with a proposal, each in one transaction with its history and the log."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from isopolis.decide.similarity import Texts
from isopolis.workspace.decide.models import Channel, Happening, Proposal, Round, State
from isopolis.workspace.decide.pictures import KEPT, SLOWEST
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import User
from isopolis.workspace.people.tokens import new_token, token_hash

What = Happening.What


def similar_to(proposal: Proposal, most: int = 4) -> list[Proposal]:
    """Proposals of the same round that may say the same, most similar first."""
    found = similar_in(proposal.round, proposal.text(), most + 1)
    return [one for one in found if one.pk != proposal.pk][:most]


def similar_in(board: Round, text: str, most: int = 4) -> list[Proposal]:
    """Proposals of a round that are shown and may say what a text says, most similar first."""
    with _indexing:
        index = _index(board)
        matches = index.texts.similar(text, most=most)
        found = [index.keys[match.position] for match in matches]
    by_key = Proposal.objects.filter(state=State.SHOWN).select_related("partnership").in_bulk(found)
    return [by_key[key] for key in found if key in by_key]


@dataclass(slots=True)
class _Index:
    """The texts of a round that can be searched, and the last happening that they contain."""

    mark: tuple[int | None, datetime | None]
    keys: list[int]
    places: dict[int, int]
    texts: Texts


_indexes: dict[str, _Index] = {}
"""By the word of the round's link, which no other round ever has."""
_indexing = threading.Lock()


def _index(board: Round) -> _Index:
    """The index of a round as it is after its last happening: only what has happened since is read."""
    happenings = Happening.objects.filter(proposal__round=board)
    last = happenings.aggregate(Max("pk"), Max("at"))
    mark = last["pk__max"], last["at__max"]
    kept = _indexes.pop(board.link_token, None) or _Index(mark, [], {}, Texts())
    things = board.proposals.order_by("pk")
    if not kept.keys:
        _take_in(kept, things.filter(state=State.SHOWN))
    elif kept.mark != mark:  # some that happened before the last one may have been committed after it
        since = kept.mark[1]
        happened = happenings if since is None else happenings.filter(at__gte=since - SLOWEST)
        _take_in(kept, things.filter(pk__in=happened.values("proposal")))
    kept.mark = mark
    _indexes[board.link_token] = kept
    for oldest in list(_indexes)[:-KEPT]:
        _indexes.pop(oldest, None)
    return kept


def _take_in(index: _Index, changed: QuerySet[Proposal]) -> None:
    for one in changed.iterator():
        place = index.places.get(one.pk)
        if one.state != State.SHOWN:
            if place is not None:
                index.texts.take_out(place)
        elif place is None:
            index.places[one.pk] = index.texts.add(one.text())
            index.keys.append(one.pk)
        else:
            index.texts.replace(place, one.text())


@transaction.atomic
def put(proposal: Proposal, by: User | None) -> str:
    """Save a new proposal; the token of its receipt, with which its author follows it, is returned once."""
    receipt = new_token()
    proposal.receipt_hash = token_hash(receipt)
    proposal.partnership = proposal.round.partnership
    open_at_once = not proposal.round.moderated or proposal.channel == Channel.PAPER
    proposal.state = State.SHOWN if open_at_once else State.WAITING
    proposal.save()
    _happened(proposal, What.PUT, words=_words(proposal))
    record(by if proposal.author else None, "proposal put", _name(proposal), proposal.partnership)
    return receipt


@transaction.atomic
def judge(proposal: Proposal, state: str, reason: str, by: User) -> None:
    """Show a proposal, or not, with the reason."""
    proposal.state, proposal.reason, proposal.appeal = state, reason.strip(), ""
    proposal.save(update_fields=["state", "reason", "appeal"])
    _happened(proposal, What.SHOWN if state == State.SHOWN else What.REJECTED, words=proposal.reason)
    record(by, f"proposal {state}", _name(proposal), proposal.partnership)


@transaction.atomic
def appeal(proposal: Proposal, words: str) -> None:
    """The author objects: the proposal is in the queue again."""
    proposal.appeal = words.strip()
    proposal.save(update_fields=["appeal"])
    _happened(proposal, What.APPEALED, words=proposal.appeal)
    record(None, "proposal appealed", _name(proposal), proposal.partnership)


@transaction.atomic
def merge(proposal: Proposal, into: Proposal, words: str, by: User) -> None:
    """Put a proposal into another one; both keep their texts, their authors and their history."""
    proposal.state, proposal.merged_into = State.MERGED, into
    proposal.save(update_fields=["state", "merged_into"])
    _happened(proposal, What.MERGED, into, words)
    _happened(into, What.TAKEN_IN, proposal, words)
    record(by, "proposals merged", f"{_name(proposal)} into {_name(into)}", proposal.partnership)


@transaction.atomic
def unmerge(proposal: Proposal, by: User) -> None:
    """Take a proposal out again of the one that it was merged into."""
    into = proposal.merged_into
    proposal.state, proposal.merged_into = State.SHOWN, None
    proposal.save(update_fields=["state", "merged_into"])
    _happened(proposal, What.SPLIT_FROM, into)
    if into:
        _happened(into, What.SPLIT, proposal)
    record(by, "merge undone", _name(proposal), proposal.partnership)


@transaction.atomic
def split(proposal: Proposal, part: Proposal, by: User) -> Proposal:
    """Make one part of a proposal a proposal of its own, with the same credit."""
    part.round, part.partnership = proposal.round, proposal.partnership
    part.author, part.signature, part.channel = proposal.author, proposal.signature, proposal.channel
    part.state, part.receipt_hash = State.SHOWN, token_hash(new_token())
    part.save()
    _happened(part, What.SPLIT_FROM, proposal, _words(part))
    _happened(proposal, What.SPLIT, part)
    record(by, "proposal split", f"{_name(part)} off {_name(proposal)}", proposal.partnership)
    return part


@transaction.atomic
def reword(proposal: Proposal, before: str, by: User) -> None:
    """Save a changed text; what it said before stays in the history."""
    proposal.save()
    _happened(proposal, What.CHANGED, words=before)
    record(by, "proposal reworded", _name(proposal), proposal.partnership)


def credits_of(proposal: Proposal) -> list[str]:
    """Everybody whose idea it is: the author and those of the proposals that were merged into it."""
    names = [proposal.credit()]
    for source in proposal.sources.all():
        names += credits_of(source)
    return list(dict.fromkeys(names))


def open_rounds(rounds: list[Round]) -> list[Round]:
    """Those that people can take part in today."""
    return [one for one in rounds if one.is_open()]


def _words(proposal: Proposal) -> str:
    return f"{proposal.title}\n\n{proposal.problem}\n\n{proposal.idea}"


def _name(proposal: Proposal) -> str:
    return f"proposal {proposal.pk}"


def _happened(proposal: Proposal, what: str, other: Proposal | None = None, words: str = "") -> None:
    Happening.objects.create(proposal=proposal, what=what, other=other, words=words)
