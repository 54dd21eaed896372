"""The cache of compiled kernels: thrown away whole when one of them has changed.

A kernel that calls another holds a compiled copy of it, but is looked up by the date of its own file alone.
After a change to the called one, an old caller would go on with the old copy, and with wrong figures.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

_STAMP = "kernels.sha256"


def discard_outdated(folder: Path) -> bool:
    """Delete the compiled kernels of a package if the sources of its kernels are not those of last time.

    Returns whether they were. A folder that cannot be written to has no cache to keep in order.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        source = path.read_bytes()
        if b"njit" in source:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + source)
    stamp = folder / "__pycache__" / _STAMP
    try:
        if stamp.is_file() and stamp.read_text() == digest.hexdigest():
            return False
        for compiled in folder.rglob("__pycache__/*.nbi"):
            compiled.unlink(missing_ok=True)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(digest.hexdigest())
    except OSError:
        return False
    return True
