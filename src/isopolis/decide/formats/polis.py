"""Conversations of Polis: its exports in (a folder with votes.csv and comments.csv, or one table), the same
out.

In the exports agree is 1 and disagree -1; the database of Polis has the signs turned. A participant's last
vote on a statement counts. Statements with ``moderated`` -1 were taken out by moderators.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from isopolis.decide.opinions.votes import Flags, Integers, Votes, collect
from isopolis.decide.table import Table, read_table
from isopolis.errors import InputError
from isopolis.language import message

WORDS = {
    "agree": 1, "disagree": -1, "pass": 0, "1": 1, "-1": -1, "0": 0, "+1": 1, "−1": -1,
    "1.0": 1, "-1.0": -1, "0.0": 0, "-0.0": 0,
}  # fmt: skip
BESIDE = ("participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
"""Columns of a participants' table that hold no votes."""
PERSON = ("voter-id", "participant", "person", "voter")
_NUMBER = re.compile("0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Conversation:
    """Votes, what the statements say, and which of them moderators took out."""

    votes: Votes
    texts: dict[Hashable, str]
    hidden: Flags
    topic: str = ""


def read_conversation(path: Path) -> Conversation:
    """Read a folder of a Polis export, its votes.csv, its participants-votes.csv, or a table of votes.

    A table of votes has a column for the person (``voter-id``, ``participant``), one for the statement
    (``comment-id``, ``statement``) and ``vote``; with ``timestamp`` the latest vote counts, else the last
    one. A table with one row a person and one column a statement is read too.

    Raises
    ------
    InputError
        A file or a column that is missing, a vote that is none; with its place.
    """
    folder = path if path.is_dir() else path.parent
    file = path / "votes.csv" if path.is_dir() else path
    if path.is_dir() and not file.exists():
        file = path / "participants-votes.csv"
    if path.is_dir() and not file.exists():
        raise _without_votes(message("there are no votes in this folder"), path)
    table = read_table(file)
    if table.find("vote", *PERSON) is None and table.find("comment-body") is not None:
        raise _without_votes(message("this table has statements, and no votes"), file)
    beside = folder / "comments.csv"
    comments = read_table(beside) if beside.is_file() and beside != file else None
    texts, out = _statements(comments) if comments else ({}, set())
    votes = _wide(table, texts) if table.find("vote") is None else _long(table, texts)
    return Conversation(votes, texts, votes.position(out), _topic(folder))


def _without_votes(found: str, path: Path) -> InputError:
    return InputError(
        found,
        file=path,
        expected="votes.csv or participants-votes.csv of the export",
        remedy="export the votes, too: comments alone show no groups",
    )


def _statements(table: Table) -> tuple[dict[Hashable, str], set[Hashable]]:
    name, text = table.need("comment-id", "statement", "tid"), table.need("comment-body", "text", "txt")
    moderated = table.find("moderated", "mod")
    texts: dict[Hashable, str] = {}
    out: set[Hashable] = set()
    for _line, row in table:
        label = _label(row[name])
        texts[label] = row[text]
        if moderated is not None and row[moderated] == "-1":
            out.add(label)
    return texts, out


def _label(text: str) -> Hashable:
    return int(text) if _NUMBER.fullmatch(text) else text


def _labels(column: list[str]) -> np.ndarray[Any, np.dtype[Any]]:
    """Numbers where all are numbers, else texts: “007” is one, so that it is not taken for “7”."""
    if all(_NUMBER.fullmatch(one) for one in column):
        return np.array([int(one) for one in column], dtype=np.int64)
    return np.array(column, dtype=object)


def _value(table: Table, text: str, line: int, column: int) -> int:
    found = WORDS.get(text.strip().lower())
    if found is None:
        raise InputError(
            "“{text}” is no vote", file=table.file, row=line, column=table.headings[column],
            expected="1 for agree, -1 for disagree, 0 for pass", text=text
        )  # fmt: skip
    return found


def _long(table: Table, texts: Mapping[Hashable, str]) -> Votes:
    person = table.need(*PERSON, "pid")
    statement = table.need("comment-id", "statement", "statement-id", "tid")
    vote, time = table.need("vote"), table.find("timestamp", "time", "at")
    rows = list(table)
    for line, row in rows:
        for place in (person, statement):
            if not row[place]:
                raise InputError(
                    "nothing stands here", file=table.file, row=line, column=table.headings[place]
                )
    if time is not None and any(row[time] for _line, row in rows):
        rows.sort(key=lambda one: _moment(table, one[1][time], one[0], time))
    statements = _labels([row[statement] for _line, row in rows])
    return collect(
        _labels([row[person] for _line, row in rows]),
        statements,
        [_value(table, row[vote], line, vote) for line, row in rows],
        statements=_known(texts, statements),
    )


def _moment(table: Table, text: str, line: int, column: int) -> float:
    """When a vote was cast; only the order counts."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        raise InputError(
            "“{text}” is no time", file=table.file, row=line, column=table.headings[column],
            expected="a number of milliseconds, or a time like 2026-05-04T09:30:00",
            remedy="leave the column out if votes stand in the order in which they were cast", text=text,
        ) from None  # fmt: skip


def _wide(table: Table, texts: Mapping[Hashable, str]) -> Votes:
    person = table.need(*PERSON)
    columns = [place for place, name in enumerate(table.headings) if name not in BESIDE and place != person]
    names = _labels([table.headings[place] for place in columns])
    people, at, value = [], [], []
    for line, row in table:
        for number, place in enumerate(columns):
            if row[place]:
                people.append(row[person])
                at.append(number)
                value.append(_value(table, row[place], line, place))
    return collect(
        _labels(people),
        names[np.array(at, dtype=np.int64)] if at else names[:0],
        value,
        people=_labels([row[person] for row in table.rows]),
        statements=names,
    )


def _known(texts: Mapping[Hashable, str], voted: np.ndarray[Any, np.dtype[Any]]) -> Any:
    """Statements without a vote, where their labels are of the same kind."""
    if voted.dtype == object:
        return np.array([str(one) for one in texts], dtype=object)
    return np.array([one for one in texts if isinstance(one, int)], dtype=np.int64)


def _topic(folder: Path) -> str:
    summary = folder / "summary.csv"
    if not summary.is_file():
        return ""
    first = summary.read_text(encoding="utf-8", errors="replace").splitlines()[:1]
    return first[0].partition(",")[2].strip('"') if first and first[0].startswith("topic,") else ""


def polis_export(
    votes: Votes,
    texts: Mapping[Any, str],
    moderated: Mapping[Any, int],
    at: Mapping[Any, datetime],
    *,
    topic: str,
    description: str = "",
) -> dict[str, Iterable[list[Any]]]:
    """The four files of a Polis export as rows: summary, comments, votes, participants' votes.

    Rows are made as they are asked for, once: a million votes are never held as rows.

    Participants are numbered anew in a random order, and votes carry no time: neither the order in which
    people came nor when they voted can lead back to them.
    """
    order = np.random.default_rng().permutation(len(votes.people))
    names = votes.statements.tolist()
    agree = np.bincount(votes.statement[votes.value > 0], minlength=len(names))
    disagree = np.bincount(votes.statement[votes.value < 0], minlength=len(names))
    head = [
        "timestamp",
        "datetime",
        "comment-id",
        "author-id",
        "agrees",
        "disagrees",
        "moderated",
        "comment-body",
    ]
    comments: list[list[Any]] = [head]
    for place, name in enumerate(names):
        when = at[name]
        comments.append(
            [int(when.timestamp() * 1000), when.isoformat(), name, "", int(agree[place]),
             int(disagree[place]), moderated[name], texts[name]]
        )  # fmt: skip
    voted = int((votes.cast > 0).sum())
    summary: list[list[Any]] = [
        ["topic", topic], ["voters", voted], ["voters-in-conv", voted], ["comments", len(names)],
        ["conversation-description", description],
    ]  # fmt: skip
    return {
        "summary.csv": summary,
        "comments.csv": comments,
        "votes.csv": _votes_out(votes, order, names),
        "participants-votes.csv": _people_out(votes, order, names),
    }


def _votes_out(votes: Votes, order: Integers, names: list[Any]) -> Iterator[list[Any]]:
    yield ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
    for number, person in enumerate(order.tolist()):
        statements, values = votes.of(person)
        for j, value in zip(statements.tolist(), values.tolist(), strict=True):
            yield ["", "", names[j], number, value]


def _people_out(votes: Votes, order: Integers, names: list[Any]) -> Iterator[list[Any]]:
    yield [*BESIDE[:1], *BESIDE[2:], *names]
    for number, person in enumerate(order.tolist()):
        statements, values = votes.of(person)
        row: list[Any] = [""] * len(names)
        for j, value in zip(statements.tolist(), values.tolist(), strict=True):
            row[j] = value
        yield [number, "", "", len(values), int((values > 0).sum()), int((values < 0).sum()), *row]
