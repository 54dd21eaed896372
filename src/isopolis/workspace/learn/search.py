"""Full-text search of practices in the database: one interface, SQLite's FTS5 and PostgreSQL behind it.

Both store the same terms (:mod:`isopolis.learn.finding.documents`) and rank by the weights of the four
fields; they differ in what they do with a term's rarity (FTS5: BM25; PostgreSQL: none). Where the rarest
wanted terms are already in :data:`BEST` practices, only those are ranked: what lacks them would not come
near the top. Nothing here needs a Django setting: a store works on any cursor, so the command line searches
in memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from isopolis.learn.finding.documents import FIELDS, WEIGHTS, Document, Query, document_of, query_of
from isopolis.learn.practices.practice import Practice

TABLE = "learn_practice_terms"
BEST = 500
"""Most practices that one search returns; facets are counted among these."""


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
    """PostgreSQL: a column of weighted lexemes with a GIN index, ranked by ts_rank with the same weights."""

    create = (
        f"CREATE TABLE IF NOT EXISTS {TABLE} (practice_id bigint PRIMARY KEY, lexemes tsvector NOT NULL)",
        f"CREATE INDEX IF NOT EXISTS {TABLE}_lexemes ON {TABLE} USING gin (lexemes)",
    )
    drop = (f"DROP TABLE IF EXISTS {TABLE}",)
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
            [key, *_parts(document)],
        )

    def remove(self, key: int) -> None:
        """Forget a document."""
        self.cursor.execute(f"DELETE FROM {TABLE} WHERE practice_id = %s", [key])  # noqa: S608

    def find(self, query: Query, limit: int = BEST) -> list[int]:
        """Keys of documents with a wanted term (of all, where none is) that pass the filters, best first."""
        known = self._frequency(query.wanted)
        if query.wanted and not known:
            return []
        chosen = (known, rarest(known)) if known else ()
        parts = [f"({' | '.join(_quoted(terms, chr(39)))})" for terms in chosen]
        parts += [f"({' | '.join(_quoted(group, chr(39)))})" for group in query.filters]
        rank = f"ts_rank('{self.weights}', lexemes, query) DESC, " if query.wanted else ""
        self.cursor.execute(
            f"SELECT practice_id FROM {TABLE}, to_tsquery('simple', %s) query "  # noqa: S608
            f"WHERE lexemes @@ query ORDER BY {rank}practice_id LIMIT %s",
            [" & ".join(parts), limit],
        )
        return [row[0] for row in self.cursor.fetchall()]

    def _frequency(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many documents each term is, counted to ten times BEST; without those that are in none."""
        found = {}
        for term in terms:
            self.cursor.execute(
                f"SELECT count(*) FROM (SELECT 1 FROM {TABLE} "  # noqa: S608
                "WHERE lexemes @@ to_tsquery('simple', %s) LIMIT %s) counted",
                [f"'{term}'", 10 * BEST],
            )
            if number := self.cursor.fetchall()[0][0]:
                found[term] = number
        return found

    def settle(self) -> None:
        """Give the planner fresh statistics."""
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


def _quoted(terms: Iterable[str], quote: str = '"') -> list[str]:
    """Terms in quotation marks; they hold letters, digits and low lines only, so nothing is syntax."""
    return [f"{quote}{term}{quote}" for term in terms]
