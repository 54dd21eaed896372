"""Proposals in the columns of Decidim's and of CONSUL's own exports, so that they can be taken over there.

Decidim: the open data of the component “proposals” (texts by language, HTML). CONSUL: the table of proposals
of its administration. Records are made as they are asked for. :func:`read_proposals` reads both again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from isopolis.decide.formats.proposals import HEADINGS, ProposalRow, cells_of

Record = dict[str, str]


def decidim_records(rows: Iterable[ProposalRow], language: str) -> Iterator[Record]:
    """A record a proposal, as Decidim exports them; problem and idea are its body."""
    return (
        {
            "id": str(number),
            f"title/{language}": one.title,
            f"body/{language}": _html(one.problem, one.idea),
            f"scope/name/{language}": one.serves,
            "address": one.place,
            "author_name": one.name,
            "state": one.state,
            "url": one.link,
        }
        for number, one in enumerate(rows, start=1)
    )


def consul_records(rows: Iterable[ProposalRow], language: str) -> Iterator[Record]:
    """A record a proposal, as CONSUL exports them: the problem is its summary, the idea its description."""
    return (
        {
            "id": str(number),
            "title": one.title,
            "summary": one.problem,
            "description": _html(one.idea),
            "scope": one.serves,
            "geozone_name": one.place,
            "author_name": one.name,
            "state": one.state,
            "url": one.link,
        }
        for number, one in enumerate(rows, start=1)
    )


def isopolis_records(rows: Iterable[ProposalRow], language: str) -> Iterator[Record]:
    """A record a proposal, with our own columns."""
    return (dict(zip(HEADINGS, cells_of(one), strict=True)) for one in rows)


FORMATS: dict[str, Callable[[Iterable[ProposalRow], str], Iterator[Record]]] = {
    "isopolis": isopolis_records,
    "decidim": decidim_records,
    "consul": consul_records,
}
"""What proposals can be written as."""


def _html(*texts: str) -> str:
    """Texts as paragraphs.

    >>> _html("More & better\\nbuses", "")
    '<p>More &amp; better<br>buses</p>'
    """
    return "".join(f"<p>{escape(one, quote=False).replace(chr(10), '<br>')}</p>" for one in texts if one)
