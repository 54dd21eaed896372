"""Scripts and styles that come with installed packages: served from here, asked of nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

ASSETS = {
    "maplibre/maplibre-gl.js": ("maplibre", "srcjs/maplibre-gl.js"),
    "maplibre/maplibre-gl.css": ("maplibre", "srcjs/maplibre-gl.css"),
}
"""Name under /static/: the package and the file in it."""


class _Packages(Storage):
    """The files of :data:`ASSETS`, without the reference to a source map that the packages leave out."""

    prefix = ""

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        content = Path(self.path(name)).read_bytes()
        return ContentFile(re.sub(rb"(?m)^(//|/\*)# sourceMappingURL=.*$", b"", content), name)

    def exists(self, name: str) -> bool:
        return name in ASSETS

    def path(self, name: str) -> str:
        package, inner = ASSETS[name]
        spec = find_spec(package)  # the package itself is not needed, and not imported
        assert spec is not None and spec.submodule_search_locations  # noqa: S101  (a dependency of ours)
        return str(Path(spec.submodule_search_locations[0]) / inner)

    def get_modified_time(self, name: str) -> Any:
        raise NotImplementedError  # collectstatic copies then, always


class InstalledAssets(BaseFinder):
    """Finds the files of :data:`ASSETS`."""

    storage = _Packages()

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Where a file is; the empty list where it is none of these."""
        if path not in ASSETS:
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        """All of them."""
        for name in ASSETS:
            yield name, self.storage

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing can be set wrong here."""
        return []
