"""Whether the addresses of sources still answer: the one place here that asks the network, when told to."""

from __future__ import annotations

import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from isopolis.learn.practices.practice import Practice

SECONDS = 20.0
AT_ONCE = 8
GONE = frozenset({404, 410})
"""Answers that say that a page is gone; others (too many requests, no robots) say nothing of it."""
AGENT = "Mozilla/5.0 (compatible; isopolis link check)"


def check(addresses: Iterable[str], seconds: float = SECONDS) -> dict[str, str]:
    """What is wrong with each address; an empty text where it answers, or may well do so to a person.

    Only what is surely gone is called dead: the server says so, or there is no such server.
    """
    wanted = sorted(set(addresses))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(wanted, pool.map(lambda address: _problem(address, seconds), wanted), strict=True))


def _problem(address: str, seconds: float) -> str:
    request = urllib.request.Request(address, headers={"User-Agent": AGENT})  # noqa: S310  (a source's own)
    try:
        with urllib.request.urlopen(request, timeout=seconds):  # noqa: S310
            return ""
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.reason}" if error.code in GONE else ""
    except urllib.error.URLError as error:
        return "" if isinstance(error.reason, TimeoutError | ssl.SSLError) else str(error.reason)
    except (TimeoutError, http.client.HTTPException, ConnectionError):
        return ""


def flagged(practices: Iterable[Practice], problems: Mapping[str, str], day: date) -> list[Practice]:
    """The records with ``dead_since`` set where an address is dead, and taken away where it answers again."""
    out = []
    for practice in practices:
        sources = tuple(
            source.model_copy(
                update={"dead_since": (source.dead_since or day) if problems.get(source.url) else None}
            )
            for source in practice.sources
        )
        out.append(practice.model_copy(update={"sources": sources}))
    return out
