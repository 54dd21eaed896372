"""Exceptions made by hand: an area put in or taken out, by whom, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas import Areas


@dataclass(frozen=True, slots=True)
class HandMade:
    """One exception.

    Attributes
    ----------
    area
        Id of the area.
    include
        True puts it in, False takes it out, whatever the criteria say.
    reason, who, when
        Why, decided by whom, on which day; all of them are required.
    """

    area: str
    include: bool
    reason: str
    who: str
    when: date

    def __post_init__(self) -> None:
        """Refuse an exception that nobody answers for."""
        for name in ("reason", "who"):
            if not getattr(self, name).strip():
                raise InputError(
                    f"the exception for the area “{self.area}” has no {name}",
                    expected="who decided it, when, and for what reason",
                    remedy=f"add the {name}: the decision log is shown to the council",
                )


def positions(areas: Areas, exceptions: Sequence[HandMade]) -> npt.NDArray[np.intp]:
    """(k,) position of the area of each exception.

    Raises
    ------
    InputError
        An area that is not there, or two exceptions for one area.
    """
    wanted = pd.Index([exception.area for exception in exceptions], dtype=object)
    if not wanted.is_unique:
        raise InputError(
            f"there are two exceptions for the area “{wanted[wanted.duplicated()][0]}”",
            expected="one exception for an area",
            remedy="keep the one that holds",
        )
    at = np.asarray(pd.Index(areas.ids).get_indexer(wanted), dtype=np.intp)
    if (at < 0).any():
        raise InputError(
            f"the exception names the area “{wanted[at < 0][0]}”, which does not exist",
            file=areas.source.file or None,
            expected="the id of an area",
            remedy="check the spelling of the id",
        )
    return at
