"""Files of participatory budgets in the Pabulib format (.pb): read, checked, and written as they were.

Source: Stolicki, Szufa & Talmon (2020), "Pabulib: a participatory budgeting library", arXiv:2012.06539.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from isopolis.decide.budgets.election import Election, Project, Vote
from isopolis.errors import InputError

SECTIONS = ("META", "PROJECTS", "VOTES")
VOTE_TYPES = ("approval", "choose-1", "ordinal", "cumulative", "scoring")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: list[str]


def read_pb(source: Path | str | bytes, *, file: str = "") -> Election:
    """Read a .pb file from a path or from the bytes of an upload.

    Raises
    ------
    InputError
        A section, key or column that is missing, a number that is none, a vote for a project that is not
        there.
    """
    if isinstance(source, bytes):
        content, named = source, file or "the file"
    else:
        named = file or str(source)
        try:
            content = Path(source).read_bytes()
        except OSError as error:
            raise InputError(
                "it cannot be read: {reason}", file=named, expected="a .pb file", reason=str(error.strerror)
            ) from None
    sections = _sections(content, named)
    meta = _meta(sections["META"], named)
    vote_type = meta["vote_type"].strip().lower()
    if vote_type not in VOTE_TYPES:
        raise InputError(
            "the vote type “{name}” is not known",
            file=named,
            expected="one of {choices}",
            name=meta["vote_type"],
            choices=", ".join(VOTE_TYPES),
        )
    projects = tuple(_projects(sections["PROJECTS"], named))
    known = {project.id for project in projects}
    votes = tuple(_votes(sections["VOTES"], known, vote_type, named))
    budget = _number(meta["budget"], file=named, what="budget")
    return Election(budget, projects, votes, vote_type, meta)


def _sections(content: bytes, file: str) -> dict[str, list[_Line]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    found: dict[str, list[_Line]] = {}
    current: list[_Line] | None = None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        for cells in reader:
            word = cells[0].strip().upper() if cells else ""
            if len(cells) <= 1 and word in SECTIONS:
                current = found.setdefault(word, [])
            elif any(cell.strip() for cell in cells):
                if current is None:
                    raise InputError(
                        "the file does not begin with META", file=file, row=reader.line_num, expected="META"
                    )
                current.append(_Line(reader.line_num, cells))
    except csv.Error as error:
        raise InputError(
            "this is no .pb file ({reason})", file=file, row=reader.line_num, reason=str(error)
        ) from None
    for name in SECTIONS:
        if not found.get(name):
            raise InputError(
                "there is no section {name}",
                file=file,
                expected="the sections META, PROJECTS and VOTES",
                name=name,
            )
    return found


def _meta(lines: list[_Line], file: str) -> dict[str, str]:
    """Keys and values, the heading “key;value” left out."""
    rows = lines[1:] if lines[0].cells[0].strip().lower() == "key" else lines
    meta = {line.cells[0].strip(): ";".join(line.cells[1:]) for line in rows}
    if not any(len(line.cells) > 1 for line in lines):
        raise InputError(
            "there is no semicolon in META", file=file, row=lines[0].number,
            expected="cells with semicolons between them",
        )  # fmt: skip
    for key in ("budget", "vote_type"):
        if not meta.get(key, "").strip():
            raise InputError("META has no “{key}”", file=file, expected="a line “{key};...”", key=key)
    return meta


def _rows(lines: list[_Line], required: tuple[str, ...], file: str) -> Iterator[tuple[int, dict[str, str]]]:
    columns = [cell.strip() for cell in lines[0].cells]
    for name in required:
        if name not in columns:
            raise InputError(
                "there is no column “{name}”",
                file=file,
                row=lines[0].number,
                expected="{wanted}; the section has {columns}",
                name=name,
                wanted=", ".join(required),
                columns=", ".join(columns),
            )
    for line in lines[1:]:
        if len(line.cells) > len(columns) and any(cell.strip() for cell in line.cells[len(columns) :]):
            raise InputError(
                "there are {number} cells",
                file=file,
                row=line.number,
                expected="{wanted}, as in the headings",
                remedy="put a text with a semicolon into quotation marks",
                number=len(line.cells),
                wanted=len(columns),
            )
        padded = [*line.cells, *[""] * (len(columns) - len(line.cells))]
        yield line.number, dict(zip(columns, padded, strict=False))


def _projects(lines: list[_Line], file: str) -> Iterator[Project]:
    seen: set[str] = set()
    for row, cells in _rows(lines, ("project_id", "cost"), file):
        identifier = cells["project_id"].strip()
        if not identifier or identifier in seen:
            raise InputError(
                "the project “{name}” is there already" if identifier else "the cell is empty",
                file=file, row=row, column="project_id", expected="each project once", name=identifier,
            )  # fmt: skip
        seen.add(identifier)
        cost = _number(cells["cost"], file=file, row=row, what="cost")
        if cost <= 0:
            raise InputError(
                "the cost is {cost}",
                file=file,
                row=row,
                column="cost",
                expected="more than 0",
                remedy="leave it out: what costs nothing needs no vote",
                cost=cells["cost"],
            )
        yield Project(identifier, cost, cells.get("name", ""), cells)


def _votes(lines: list[_Line], known: set[str], vote_type: str, file: str) -> Iterator[Vote]:
    with_points = vote_type in ("cumulative", "scoring")
    required = ("voter_id", "vote", "points") if with_points else ("voter_id", "vote")
    seen: dict[str, int] = {}
    for row, cells in _rows(lines, required, file):
        voter = cells["voter_id"].strip()
        if voter and seen.setdefault(voter, row) != row:
            raise InputError(
                "“{person}” has voted in row {seen} already", file=file, row=row, column="voter_id",
                expected="one ballot a voter", remedy="take one of the two out", person=voter,
                seen=seen[voter],
            )  # fmt: skip
        projects = tuple(part.strip() for part in cells["vote"].split(",") if part.strip())
        for project in projects:
            if project not in known:
                raise InputError(
                    "there is no project “{project}”",
                    file=file,
                    row=row,
                    column="vote",
                    expected="identifiers of PROJECTS, separated by commas",
                    project=project,
                )
        if vote_type in ("approval", "choose-1"):
            projects = tuple(dict.fromkeys(projects))  # approving twice is approving
        if vote_type == "choose-1" and len(projects) > 1:
            raise InputError(
                "there are {number} projects on this ballot", file=file, row=row, column="vote",
                expected="from 1 to {most}", number=len(projects), most=1,
            )  # fmt: skip
        if len(set(projects)) < len(projects):
            raise InputError(
                "a project is named twice", file=file, row=row, column="vote", expected="each project once"
            )
        points: tuple[Fraction, ...] = ()
        if with_points:
            parts = [part for part in cells["points"].split(",") if part.strip()]
            points = tuple(_number(part, file=file, row=row, what="points") for part in parts)
            if len(points) != len(projects):
                raise InputError(
                    "{number} numbers of points for {projects} projects",
                    file=file,
                    row=row,
                    column="points",
                    expected="one for each project",
                    number=len(points),
                    projects=len(projects),
                )
        yield Vote(cells["voter_id"].strip(), projects, points, cells)


def _number(text: str, *, file: str, what: str, row: int | None = None) -> Fraction:
    plain = text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        return Fraction(plain)
    except (ValueError, ZeroDivisionError):
        raise InputError(
            "“{text}” is not a number",
            file=file,
            row=row,
            column=what,
            expected="a number, e.g. 12500 or 99.50",
            text=text,
        ) from None


def write_pb(election: Election) -> str:
    """Write an election as a .pb file; one that was read gives its own text again.

    What was not read from a file gets the entries and columns that the format requires.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["META"])
    writer.writerow(["key", "value"])
    writer.writerows(_meta_of(election).items())
    writer.writerow(["PROJECTS"])
    projects = [_project_cells(project) for project in election.projects]
    _table(writer, projects, ("project_id", "cost", "name"))
    writer.writerow(["VOTES"])
    _table(writer, [_vote_cells(vote) for vote in election.votes], ("voter_id", "vote"))
    return out.getvalue()


def _meta_of(election: Election) -> dict[str, str]:
    required = {
        "num_projects": str(len(election.projects)),
        "num_votes": str(len(election.votes)),
        "budget": plain_number(election.budget),
        "vote_type": election.vote_type,
    }
    return (
        {**required, **election.meta}
        if not election.meta
        else dict(election.meta) | {key: value for key, value in required.items() if key not in election.meta}
    )


def _project_cells(project: Project) -> dict[str, str]:
    if project.fields:
        return dict(project.fields)
    return {"project_id": project.id, "cost": plain_number(project.cost), "name": project.name}


def _vote_cells(vote: Vote) -> dict[str, str]:
    if "vote" in vote.fields:
        return dict(vote.fields)
    cells = {"voter_id": vote.voter, "vote": ",".join(vote.projects)}
    if vote.points:
        cells["points"] = ",".join(map(plain_number, vote.points))
    return {**cells, **vote.fields}


def _table(writer: Any, rows: list[dict[str, str]], least: tuple[str, ...]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row)) or list(least)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row.get(name, "") for name in columns])


def plain_number(value: Fraction) -> str:
    """A number without a denominator where it has none.

    >>> plain_number(Fraction(5, 2)), plain_number(Fraction(4))
    ('2.5', '4')
    """
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.10g}"


def officially_selected(election: Election) -> tuple[str, ...] | None:
    """The projects that the city says it funded (column ``selected``); None where the file does not tell."""
    marked: list[Mapping[str, str]] = [project.fields for project in election.projects]
    if not any("selected" in fields for fields in marked):
        return None
    return tuple(
        project.id
        for project in election.projects
        if project.fields.get("selected", "").strip() not in ("", "0")
    )
