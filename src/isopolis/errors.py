"""What Isopolis says when something that a user gave cannot be used.

IsopolisError
├── InputError       a file, a column or a value is not what was expected (exit code 2)
└── MissingExtraError     an optional part is not installed; names the extra to install
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


class IsopolisError(Exception):
    """The base of every error that Isopolis raises on purpose."""


class Phrase(str):
    """An English text that remembers what it was made of, so that it can be said in another language.

    >>> phrase = Phrase("the area “{area}” is there {times} times", area="A 1", times=2)
    >>> phrase, phrase.source
    ('the area “A 1” is there 2 times', 'the area “{area}” is there {times} times')
    """

    source: str
    values: dict[str, object]

    def __new__(cls, source: str, /, **values: object) -> Phrase:
        """Fill the ``{named}`` places of a source text; without values it is taken as it is."""
        made = super().__new__(cls, source.format(**values) if values else source)
        made.source, made.values = source, values
        return made

    def as_record(self) -> dict[str, Any]:
        """The same as JSON can hold it."""
        values = {
            name: value.as_record() if isinstance(value, Phrase) else plain(value)
            for name, value in self.values.items()
        }
        return {"source": self.source, "values": values}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Phrase:
        """What :meth:`as_record` made."""
        values = {
            name: cls.from_record(value) if isinstance(value, dict) else value
            for name, value in record["values"].items()
        }
        return cls(record["source"], **values)


def plain(value: object) -> object:
    """A number of any library, or a text, as JSON holds it."""
    number = getattr(value, "item", lambda: value)()
    return number if isinstance(number, (int, float, str)) else str(number)


class InputError(IsopolisError):
    """Something that the user gave cannot be used; says where, what was expected, and what to do.

    Every part but ``found`` is optional; the message names only what is known. ``values`` fill the
    ``{named}`` places of the parts, each of which is a :class:`Phrase` then.
    Rows are counted as a person sees them in the file: the first line is row 1.
    """

    def __init__(
        self,
        found: str,
        *,
        file: str | Path | None = None,
        row: int | None = None,
        column: str | None = None,
        expected: str | None = None,
        remedy: str | None = None,
        **values: object,
    ) -> None:
        self.found = Phrase(found, **values) if values else found
        self.expected = Phrase(expected, **values) if values and expected else expected
        self.remedy = Phrase(remedy, **values) if values and remedy else remedy
        self.file, self.row, self.column = None if file is None else str(file), row, column
        super().__init__(self._message())

    @property
    def place(self) -> str:
        """Where it is: file, row and column, as far as they are known."""
        return ", ".join(self.places)

    @property
    def places(self) -> list[str]:
        """The same one by one."""
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(Phrase("row {row}", row=self.row))
        if self.column is not None:
            parts.append(Phrase("column “{column}”", column=self.column))
        return parts

    def _message(self) -> str:
        lines = [f"{self.place}: {self.found}" if self.place else self.found]
        if self.expected:
            lines.append(f"Expected: {self.expected}")
        if self.remedy:
            lines.append(f"What to do: {self.remedy}")
        return "\n".join(lines)


class MissingExtraError(IsopolisError):
    """A part that is installed on request only is not there."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"This needs the package “{package}”, which is not installed.\n"
            f"What to do: pip install 'isopolis[{extra}]'"
        )
