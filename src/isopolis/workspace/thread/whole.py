"""The whole thread of a partnership: what is in its picture, what is in its table, what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from isopolis.workspace.people.models import Partnership
from isopolis.workspace.thread.kinds import ORDER, Kind, kind, kinds
from isopolis.workspace.thread.links import visible_things
from isopolis.workspace.thread.models import Link
from isopolis.workspace.thread.picture import Box, Column, Key
from isopolis.workspace.thread.relations import Relation, relation

MOST = 40
"""Things drawn in a column; those with most links."""
READ = 5000
"""Links that are looked at, the newest."""
NAMED = 10
"""Things named for each gap."""


@dataclass(frozen=True, slots=True)
class Row:
    """A link in words."""

    source: Box
    relation: Relation
    target: Box


@dataclass(frozen=True, slots=True)
class Whole:
    """A thread: its columns, its links, and how many things do not fit into the picture."""

    columns: list[Column]
    rows: list[Row]
    left_out: int

    @property
    def links(self) -> list[tuple[Key, Key]]:
        """The links as pairs of keys."""
        return [(row.source.key, row.target.key) for row in self.rows]

    @property
    def sentence(self) -> str:
        """How much of each kind hangs together, in one sentence."""
        if not self.rows:
            return _("Nothing is linked yet.")
        parts = ", ".join(
            f"{len(one.boxes)} {known.label if len(one.boxes) == 1 else known.plural}"
            for one in self.columns
            if (known := kind(one.kind)) is not None
        )
        return _("The picture links {things}.").format(things=parts)


def whole(partnership: Partnership, role: str, about: Key | None = None) -> Whole:
    """The thread of a partnership as a role may see it, or the part that hangs on one thing, both ways."""
    newest = Link.objects.filter(partnership=partnership).order_by("-pk")[:READ]
    fields = ("relation", "source_kind", "source_id", "target_kind", "target_id")
    links = [(name, (key, pk), (to, end)) for name, key, pk, to, end in newest.values_list(*fields)]
    if about is not None:
        kept = hanging_on(about, [link[1:] for link in links])
        links = [link for link in links if kept.issuperset(link[1:])]
    pairs = [link[1:] for link in links]
    often = Counter(key for pair in pairs for key in pair)
    wanted: dict[str, set[int]] = defaultdict(set)
    for key in ORDER:
        mine = sorted((one for one in often if one[0] == key), key=lambda one: (-often[one], one))
        wanted[key] = {pk for _kind, pk in mine[:MOST]}
    found = visible_things(partnership, role, wanted)
    boxes = {
        (one.key, pk): Box((one.key, pk), one.title(thing), one.url(thing, partnership))
        for one in kinds()
        for pk, thing in sorted(found.get(one.key, {}).items())
    }
    rows = [
        Row(boxes[source], known, boxes[target])
        for name, source, target in links
        if source in boxes and target in boxes and (known := relation(source[0], name, target[0])) is not None
    ]
    rows.sort(key=lambda row: (ORDER.index(row.source.key[0]), row.source.key, row.target.key))
    ends = {key for row in rows for key in (row.source.key, row.target.key)}
    columns = [
        Column(
            one.key,
            str(one.plural).capitalize(),
            [box for key, box in boxes.items() if key[0] == one.key and key in ends],
        )
        for one in kinds()
    ]
    left_out = sum(max(0, sum(1 for one in often if one[0] == key) - MOST) for key in ORDER)
    return Whole([column for column in columns if column.boxes], rows, left_out)


def hanging_on(about: Key, pairs: Iterable[tuple[Key, Key]]) -> set[Key]:
    """Everything reached from a thing by going on along the order of the thread, or by going back.

    >>> pairs = [(("figure", 1), ("barrier", 1)), (("barrier", 1), ("action", 1))]
    >>> pairs += [(("figure", 1), ("barrier", 2))]
    >>> sorted(hanging_on(("action", 1), pairs))
    [('action', 1), ('barrier', 1), ('figure', 1)]
    """
    forward: dict[Key, set[Key]] = defaultdict(set)
    backward: dict[Key, set[Key]] = defaultdict(set)
    for pair in pairs:
        first, last = sorted(pair, key=lambda key: ORDER.index(key[0]))
        forward[first].add(last)
        backward[last].add(first)
    reached = {about}
    for steps in (forward, backward):
        front = {about}
        while front:
            front = {key for one in front for key in steps[one]} - (reached - {about})
            reached |= front
    return reached


GAPS = (
    ("barrier", "supports", False, gettext_lazy("Barriers without a figure")),
    ("barrier", "answers", False, gettext_lazy("Barriers that no proposal answers")),
    ("barrier", "removes", False, gettext_lazy("Barriers without an action")),
    ("proposal", "answers", True, gettext_lazy("Proposals that answer no barrier")),
    ("action", "removes", True, gettext_lazy("Actions that remove no barrier")),
    ("action", "pays", False, gettext_lazy("Actions without a fund")),
    ("action", "shows", False, gettext_lazy("Actions without an indicator")),
    ("indicator", "baseline-of", False, gettext_lazy("Indicators without a figure to start from")),
)
"""Kind, relation, whether the kind is its source, and what it is called when the relation is missing."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Things that lack a link: how many, of how many, and some of them."""

    kind: Kind
    words: Any
    number: int
    of: int
    some: list[tuple[str, str]]


def missing(partnership: Partnership, role: str) -> list[Missing]:
    """What the thread lacks, where both kinds are there."""
    out = []
    for key, link, from_source, words in GAPS:
        known = kind(key)
        ends = {"source_kind": key} if from_source else {"target_kind": key}
        if known is None or not _other_end_is_known(key, link, from_source=from_source):
            continue
        field = "source_id" if from_source else "target_id"
        linked = Link.objects.filter(partnership=partnership, relation=link, **ends).values(field)
        things = known.things(partnership, role)
        lacking = things.exclude(pk__in=linked)
        number = lacking.count()
        if number:
            some = [
                (known.title(one), known.url(one, partnership)) for one in lacking.order_by("-pk")[:NAMED]
            ]
            out.append(Missing(known, words, number, things.count(), some))
    return out


def _other_end_is_known(key: str, link: str, *, from_source: bool) -> bool:
    others = kinds()
    return any(
        relation(key, link, one.key) if from_source else relation(one.key, link, key) for one in others
    )
