"""What Isopolis says when something that a user gave cannot be used.

IsopolisError
├── InputError       a file, a column or a value is not what was expected (exit code 2)
└── MissingExtraError     an optional part is not installed; names the extra to install
"""

from __future__ import annotations

from pathlib import Path


class IsopolisError(Exception):
    """The base of every error that Isopolis raises on purpose."""


class InputError(IsopolisError):
    """Something that the user gave cannot be used; says where, what was expected, and what to do.

    Every part but ``found`` is optional; the message names only what is known.
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
    ) -> None:
        self.found, self.expected, self.remedy = found, expected, remedy
        self.file, self.row, self.column = None if file is None else str(file), row, column
        super().__init__(self._message())

    @property
    def place(self) -> str:
        """Where it is: file, row and column, as far as they are known."""
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column “{self.column}”")
        return ", ".join(parts)

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
