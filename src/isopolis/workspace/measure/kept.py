"""What is made of versions for a page, kept in memory: a version never changes, so neither does that."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from isopolis.workspace.measure.models import Diagnosis

MOST = 1000
"""Things that are kept; the one not asked for longest goes first."""
Made = TypeVar("Made")
_things: OrderedDict[Hashable, object] = OrderedDict()
_lock = threading.Lock()


def kept(what: Hashable, versions: tuple[Diagnosis, ...], make: Callable[[], Made]) -> Made:
    """What ``make`` makes of some versions, made once; treat it as frozen.

    ``what`` names it, with all that it depends on besides the versions, such as the language.
    """
    key = (what, tuple((one.pk, one.made_at) for one in versions))
    with _lock:
        if key in _things:
            _things.move_to_end(key)
            return _things[key]  # type: ignore[return-value]
    made = make()
    with _lock:
        _things[key] = made
        while len(_things) > MOST:
            _things.popitem(last=False)
    return made
