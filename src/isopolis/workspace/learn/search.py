"""Full-text search of practices in the database: one interface, SQLite's FTS5 and PostgreSQL behind it.

Both store the same terms (:mod:`isopolis.learn.finding.documents`) and rank by the weights of the four
fields and the rarity of the terms: FTS5 by BM25, PostgreSQL by ts_rank times the terms' rarity. Where the
rarest wanted terms are already in :data:`BEST` practices, only those are ranked: what lacks them would not
come near the top. Nothing here needs a Django setting: a store works on any cursor, so the command line
searches in memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from math import log
from typing import Any, Protocol

from isopolis.learn.finding.documents import FIELDS, WEIGHTS, Document, Query, document_of, query_of
from isopolis.learn.practices.practice import Practice

TABLE = "learn_practice_terms"
BEST = 500
"""Most practices that one search returns; facets are counted among these."""
FINE = 200
"""How many of these PostgreSQL puts in order by the rarity of their terms."""


class Cursor(Protocol):
    """What a store needs of a database cursor."""

    def execute(self, statement: str, values: Sequence[Any] = ...) -> Any:
        """Run one statement."""

    def fetchall(self) -> list[Any]:
        """The rows of the last one."""


def rarest(frequency: dict[str, int], enough: int = BEST) -> list[str]:
    """The rarest terms, as few as together are in ``enough`` documents; else all of them.

    >>> rarest({"homes": 900, "clt": 20, "land": 600})
    ['clt', 'land']
    """
    chosen: list[str] = []
    total = 0
    for term in sorted(frequency, key=lambda term: (frequency[term], term)):
        chosen.append(term)
        total += frequency[term]
        if total >= enough:
            break
    return chosen


class Fts5:
    """SQLite: a virtual table of terms, ranked by BM25 with the weights of the fields."""

    create = (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5("
        f"{', '.join(FIELDS)}, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE}_frequency USING fts5vocab({TABLE}, row)",
    )
    drop = (f"DROP TABLE IF EXISTS {TABLE}_frequency", f"DROP TABLE IF EXISTS {TABLE}")

    def __init__(self, cursor: Cursor, place: str = "?") -> None:
        self.cursor, self.place = cursor, place

    def put(self, key: int, document: Document) -> None:
        """Store a document under its key, in place of an older one."""
        self.remove(key)
        places = ", ".join([self.place] * (len(FIELDS) + 1))
        self.cursor.execute(
            f"INSERT INTO {TABLE} (rowid, {', '.join(FIELDS)}) VALUES ({places})",  # noqa: S608
            [key, *_parts(document)],
        )

    def remove(self, key: int) -> None:
        """Forget a document."""
        self.cursor.execute(f"DELETE FROM {TABLE} WHERE rowid = {self.place}", [key])  # noqa: S608

    def find(self, query: Query, limit: int = BEST) -> list[int]:
        """Keys of documents with a wanted term (of all, where none is) that pass the filters, best first."""
        known = self._frequency(query.wanted)
        if query.wanted and not known:
            return []
        parts = (
            [f"({' OR '.join(_quoted(known))})", f"({' OR '.join(_quoted(rarest(known)))})"] if known else []
        )
        parts += [f"(marks : ({' OR '.join(_quoted(group))}))" for group in query.filters]
        weights = ", ".join(str(weight) for weight in WEIGHTS)
        order = f"bm25({TABLE}, {weights}), rowid" if query.wanted else "rowid"
        self.cursor.execute(
            f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH {self.place} ORDER BY {order} "  # noqa: S608
            f"LIMIT {self.place}",
            [" AND ".join(parts), limit],
        )
        return [row[0] for row in self.cursor.fetchall()]

    def _frequency(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many documents each term is; without those that are in none."""
        found = {}
        for term in terms:
            statement = f"SELECT doc FROM {TABLE}_frequency WHERE term = {self.place}"  # noqa: S608
            self.cursor.execute(statement, [term])
            for row in self.cursor.fetchall():
                found[term] = row[0]
        return found

    def settle(self) -> None:
        """Merge what many changes have left apart; searches are quicker after it."""
        self.cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")  # noqa: S608


class Postgres:
    """PostgreSQL: a column of weighted lexemes with a GIN index, ranked by ts_rank and the terms' rarity."""

    create = (
        f"CREATE TABLE IF NOT EXISTS {TABLE} (practice_id bigint PRIMARY KEY, lexemes tsvector NOT NULL)",
        f"CREATE INDEX IF NOT EXISTS {TABLE}_lexemes ON {TABLE} USING gin (lexemes)",
        f"CREATE TABLE IF NOT EXISTS {TABLE}_frequency (term text PRIMARY KEY, number bigint NOT NULL)",
    )
    drop = (f"DROP TABLE IF EXISTS {TABLE}", f"DROP TABLE IF EXISTS {TABLE}_frequency")
    # The weights of D (marks), C (body), B (summary), A (title), as ts_rank takes them: 0 to 1.
    weights = "{" + ", ".join(str(WEIGHTS[place] / max(WEIGHTS)) for place in (3, 2, 1, 0)) + "}"

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor

    def put(self, key: int, document: Document) -> None:
        """Store a document under its key, in place of an older one."""
        parts = " || ".join(f"setweight(to_tsvector('simple', %s), '{letter}')" for letter in "ABCD")
        self.cursor.execute(
            f"INSERT INTO {TABLE} (practice_id, lexemes) VALUES (%s, {parts}) "  # noqa: S608
            "ON CONFLICT (practice_id) DO UPDATE SET lexemes = EXCLUDED.lexemes",
            [key, *map(_whole, _parts(document))],
        )

    def remove(self, key: int) -> None:
        """Forget a document."""
        self.cursor.execute(f"DELETE FROM {TABLE} WHERE practice_id = %s", [key])  # noqa: S608

    def find(self, query: Query, limit: int = BEST) -> list[int]:
        """Keys of documents with a wanted term (of all, where none is) that pass the filters, best first."""
        known = self._frequency(map(_whole, query.wanted))
        if query.wanted and not known:
            return []
        chosen = [_either(rarest(known))] if known else []
        chosen += [_either(map(_whole, group)) for group in query.filters]
        coarse = f"ts_rank('{self.weights}', lexemes, to_tsquery('simple', %s)) DESC, " if known else ""
        condition = "WHERE lexemes @@ to_tsquery('simple', %s) " if chosen else ""
        values = [" & ".join(chosen)] if chosen else []
        values += [_either(known)] if known else []
        self.cursor.execute(
            f"SELECT practice_id FROM {TABLE} {condition}ORDER BY {coarse}practice_id LIMIT %s",  # noqa: S608
            [*values, limit],
        )
        keys = [row[0] for row in self.cursor.fetchall()]
        return self._by_rarity(keys[:FINE], known) + keys[FINE:] if known else keys

    def _by_rarity(self, keys: list[int], known: dict[str, int]) -> list[int]:
        """Documents in order of the ranks of each term, a rare term counting for more."""
        largest = max(known.values())
        rank = " + ".join(
            f"ts_rank('{self.weights}', lexemes, $${term}$$::tsquery, 1) * {log(1 + largest / number):.3f}"
            for term, number in known.items()
        )
        self.cursor.execute(
            f"SELECT practice_id FROM {TABLE} WHERE practice_id = ANY(%s) "  # noqa: S608
            f"ORDER BY {rank} DESC, practice_id",
            [keys],
        )
        return [row[0] for row in self.cursor.fetchall()]

    def _frequency(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many documents each term is, as :meth:`settle` counted them, else counted now."""
        wanted = list(terms)
        self.cursor.execute(
            f"SELECT term, number FROM {TABLE}_frequency WHERE term = ANY(%s)",  # noqa: S608
            [wanted],
        )
        found = dict(self.cursor.fetchall())
        for term in wanted:
            if term not in found:
                self.cursor.execute(
                    f"SELECT count(*) FROM {TABLE} WHERE lexemes @@ $${term}$$::tsquery"  # noqa: S608
                )
                if number := self.cursor.fetchall()[0][0]:
                    found[term] = number
        return found

    def settle(self) -> None:
        """Count the terms and give the planner fresh statistics."""
        self.cursor.execute(f"DELETE FROM {TABLE}_frequency")  # noqa: S608
        self.cursor.execute(
            f"INSERT INTO {TABLE}_frequency (term, number) "  # noqa: S608
            f"SELECT word, ndoc FROM ts_stat('SELECT lexemes FROM {TABLE}')"
        )
        self.cursor.execute(f"ANALYZE {TABLE}")


Store = Fts5 | Postgres
STORES: dict[str, type[Fts5] | type[Postgres]] = {"sqlite": Fts5, "postgresql": Postgres}
"""The store of each database that the workspace runs on."""


def store_of(connection: Any) -> Store:
    """The store of a Django connection."""
    cursor = connection.cursor()
    return Fts5(cursor, "%s") if connection.vendor == "sqlite" else Postgres(cursor)


class MemoryIndex:
    """Practices in an FTS5 table in memory, for the command line: ``find`` gives their ids."""

    def __init__(self, practices: Iterable[Practice]) -> None:
        self.practices = list(practices)
        self._connection = sqlite3.connect(":memory:")
        self.store = Fts5(self._connection.cursor())
        for statement in self.store.create:
            self._connection.execute(statement)
        for key, practice in enumerate(self.practices, 1):
            self.store.put(key, document_of(practice))

    def find(self, text: str) -> list[Practice]:
        """The practices that a text finds, best first."""
        return [self.practices[key - 1] for key in self.store.find(query_of(text))]


def _parts(document: Document) -> list[str]:
    return [document.title, document.summary, document.body, document.marks]


def _whole(text: str) -> str:
    """Terms that PostgreSQL's parser does not cut at their low lines.

    >>> _whole("theme_schools rent")
    'theme0schools rent'
    """
    return text.replace("_", "0")


def _either(terms: Iterable[str]) -> str:
    """A text-search query of PostgreSQL: one of the terms."""
    return f"({' | '.join(_quoted(terms, chr(39)))})"


def _quoted(terms: Iterable[str], quote: str = '"') -> list[str]:
    """Terms in quotation marks; they hold letters, digits and low lines only, so nothing is syntax."""
    return [f"{quote}{term}{quote}" for term in terms]
