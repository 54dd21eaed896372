"""Pages of the Python reference, one a module, written before each build (they are not kept in git)."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

PACKAGES = ("isopolis.measure", "isopolis.demo")


def modules() -> list[str]:
    """Names of the modules that have something public, packages left out: they only pass names on."""
    found = ["isopolis.errors", "isopolis.language"]
    for package in PACKAGES:
        path = importlib.import_module(package).__path__
        for info in pkgutil.walk_packages(path, f"{package}."):
            hidden = any(part.startswith("_") for part in info.name.split("."))
            if not info.ispkg and not hidden:
                found.append(info.name)
    return sorted(found)


def write(app: Sphinx) -> None:
    """Write what changed, remove what has gone."""
    folder = Path(app.srcdir) / "reference" / "api"
    folder.mkdir(exist_ok=True)
    wanted = {}
    for name in modules():
        title = name.removeprefix("isopolis.")
        wanted[f"{name}.rst"] = f"{title}\n{'=' * len(title)}\n\n.. automodule:: {name}\n"
    for path in folder.glob("*.rst"):
        if path.name not in wanted:
            path.unlink()
    for file, text in wanted.items():
        path = folder / file
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the pages when a build begins."""
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
