"""Parts: every finished city is a file of its own, so that a run that was stopped continues where it was."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from isopolis.measure.atlas import CityResult, CityTask

_NUMBERS = ("value", "low", "high", "expected", "corrected")
_FACTS = b"isopolis.facts"


@dataclass(frozen=True, slots=True)
class Parts:
    """A folder with one file a finished city, named by the hash of everything that its figures depend on.

    Attributes
    ----------
    folder
        Where they are; made when the first is written.
    """

    folder: Path

    def path(self, city: str, key: str) -> Path:
        """File of a city's result."""
        return self.folder / f"{city}-{key}.parquet"

    def missing(self, tasks: Iterable[CityTask], done: list[tuple[str, str]]) -> Iterator[CityTask]:
        """The tasks that have no file yet; every task's (city, key) is put into ``done`` on the way."""
        for task in tasks:
            done.append((task.city, task.key))
            if not self.path(task.city, task.key).exists():
                yield task

    def write(self, result: CityResult) -> Path:
        """Write a result; the file is there in whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        table = pa.Table.from_pandas(result.figures, preserve_index=False)
        table = table.replace_schema_metadata({_FACTS: json.dumps(dict(result.facts)).encode()})
        path = self.path(result.city, result.key)
        unfinished = path.with_suffix(f".{os.getpid()}.unfinished")
        pq.write_table(table, unfinished)
        os.replace(unfinished, path)  # noqa: PTH105  (the one atomic step)
        return path

    def read(self, city: str, key: str) -> CityResult:
        """Read a result back."""
        table = pq.read_table(self.path(city, key))
        # Texts as plain objects, None where there is none: as they were written.
        columns = {
            name: pd.Series(table[name].to_numpy())
            if name in _NUMBERS
            else pd.Series(table[name].to_pylist(), dtype=object)
            for name in table.column_names
        }
        facts = json.loads(table.schema.metadata[_FACTS])
        return CityResult(city, key, pd.DataFrame(columns), facts)
