"""What the command line shows: sentences, tables and progress, on a terminal or in a file alike."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from isopolis.language import Language

WIDTH = 120
"""Characters of a line where the output is not a terminal."""
Report = Callable[[int, int], None]
"""(done, of) -> None: how far a long piece of work is."""


class Screen:
    """Writes results to standard output and progress to standard error."""

    def __init__(self, language: Language) -> None:
        self.language = language
        width = None if sys.stdout.isatty() else WIDTH
        self._out = Console(file=sys.stdout, highlight=False, width=width)
        self._progress = Console(file=sys.stderr, highlight=False)

    def say(self, sentence: str, *, strong: bool = False) -> None:
        """Print one paragraph; nothing in it is read as markup."""
        self._out.print(sentence, style="bold" if strong else None, markup=False, soft_wrap=True)

    def table(
        self,
        title: str,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        numbers: Collection[int] | None = None,
    ) -> None:
        """Print a table; ``numbers`` are the columns that hold numbers, without it all but the first."""
        table = Table(title=title, title_justify="left", box=None, pad_edge=False, title_style="bold")
        right = range(1, len(header)) if numbers is None else numbers
        for position, name in enumerate(header):
            table.add_column(name, justify="right" if position in right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(str(cell) for cell in row))
        self._out.print(table)

    @contextmanager
    def progress(self, what: str) -> Iterator[Report]:
        """Show a bar while something longer than a moment runs (only on a terminal)."""
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._progress,
            transient=True,
            disable=not self._progress.is_terminal,
        )
        with bar:
            task = bar.add_task(what, total=None)
            yield lambda done, of: bar.update(task, completed=done, total=of)
