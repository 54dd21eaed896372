"""Who takes part in exchanges: by country and by class of size, so that it is seen who does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import pandas as pd

from isopolis.learn.peers.peer import Peer
from isopolis.learn.practices.vocabulary import Size, size_of


def participation(
    peers: Sequence[Peer],
    agreed: Iterable[tuple[str, str]],
    visited: Iterable[tuple[str, str]] = (),
    *,
    by: Literal["country", "size"] = "country",
) -> pd.DataFrame:
    """How many cities there are of each kind, how many have an exchange, and how many visits there were.

    Parameters
    ----------
    agreed
        Pairs of ids with an exchange that both agreed to.
    visited
        Pairs (guest, host), one a visit.

    Returns
    -------
    One row a country (two letters) or class of size: ``cities``, ``in_exchange`` (cities with an exchange at
    least), ``exchanges`` (ends of exchanges: one within a kind counts twice), ``went``, ``hosted``.
    """
    kind = {peer.id: peer.country if by == "country" else size_of(peer.population).value for peer in peers}
    ends = [end for pair in agreed for end in pair if end in kind]
    trips = list(visited)
    columns = {
        "cities": pd.Series(list(kind.values()), dtype=object).value_counts(),
        "in_exchange": pd.Series([kind[end] for end in set(ends)], dtype=object).value_counts(),
        "exchanges": pd.Series([kind[end] for end in ends], dtype=object).value_counts(),
        "went": pd.Series([kind[guest] for guest, _ in trips if guest in kind], dtype=object).value_counts(),
        "hosted": pd.Series([kind[host] for _, host in trips if host in kind], dtype=object).value_counts(),
    }
    table = pd.DataFrame(columns).fillna(0).astype(int)
    order = (
        sorted(table.index) if by == "country" else [one.value for one in Size if one.value in table.index]
    )
    return table.loc[order].rename_axis(by)
