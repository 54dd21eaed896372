"""Pages of the Python reference, one a module, written before each build (they are not kept in git)."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from itertools import groupby
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

PACKAGES = ("isopolis.measure", "isopolis.plan", "isopolis.demo")


def modules() -> list[str]:
    """Names of the modules that have a page; a package has one only if it defines something itself."""
    found = ["isopolis.errors", "isopolis.language"]
    for package in PACKAGES:
        path = importlib.import_module(package).__path__
        for info in pkgutil.walk_packages(path, f"{package}."):
            hidden = any(part.startswith("_") for part in info.name.split("."))
            if not hidden and (not info.ispkg or own_functions(info.name)):
                found.append(info.name)
    return sorted(found)


def own_functions(package: str) -> list[str]:
    """Public functions that a package defines in its ``__init__`` instead of passing them on."""
    members = vars(importlib.import_module(package)).items()
    return [
        name
        for name, member in members
        if inspect.isfunction(member) and member.__module__ == package and not name.startswith("_")
    ]


def page(name: str) -> str:
    """The page of a module; of a package, only what it defines itself: the rest has its own page."""
    title = name.removeprefix("isopolis.")
    head = f"{title}\n{'=' * len(title)}\n\n.. automodule:: {name}\n"
    if not hasattr(importlib.import_module(name), "__path__"):
        return head
    functions = "".join(f"\n.. autofunction:: {name}.{function}\n" for function in own_functions(name))
    return f"{head}   :no-members:\n{functions}"


def write(app: Sphinx) -> None:
    """Write what changed, remove what has gone."""
    folder = Path(app.srcdir) / "reference" / "api"
    folder.mkdir(exist_ok=True)
    wanted = {f"{name}.rst": page(name) for name in modules()}
    for path in folder.glob("*.rst"):
        if path.name not in wanted:
            path.unlink()
    for file, text in wanted.items():
        path = folder / file
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def keep_columns(*event: Any) -> None:
    """Show words that are aligned by spaces as they stand, where a constant's docstring lists columns."""
    _app, what, _name, _object, _options, lines = event
    if what not in {"data", "attribute"}:
        return
    out: list[str] = lines[:1]
    for filled, group in groupby(lines[1:], key=bool):
        paragraph = list(group)
        literal = filled and _is_aligned(paragraph)
        out += ["::", "", *(f"    {line}" for line in paragraph)] if literal else paragraph
    lines[:] = out


def _is_aligned(paragraph: list[str]) -> bool:
    """Whether words are aligned by spaces, in what is not a literal block, a list or a table already."""
    marked_up = paragraph[0].startswith((" ", "=", "-", "*"))
    return not marked_up and any(re.search(r"\S {2,}\S", line) for line in paragraph)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the pages when a build begins."""
    app.connect("builder-inited", write)
    app.connect("autodoc-process-docstring", keep_columns)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
