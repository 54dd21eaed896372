"""What an index reads beside the people, from what the areas themselves know or the caller gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from isopolis.errors import InputError
from isopolis.measure.areas import Areas
from isopolis.measure.segregation.environments.borders import Borders, find_borders
from isopolis.measure.segregation.environments.locations import Locations, locate, metres_of
from isopolis.measure.segregation.registry import Index, Setting

_HOW = {
    Setting.SURFACE: "give the areas shapes in a projected CRS, or settings={'surface': square metres}",
    Setting.CENTRE: "say where the centre is: settings={'centre': distance of each area from it}",
    Setting.SURFACE_AND_CENTRE: "say where the centre is: settings={'centre': distance of each area}",
    Setting.CORE: "say what the central city is: settings={'core': whether each area lies in it}",
    Setting.BORDERS: "give the areas shapes, or settings={'borders': environments.Borders(...)}",
    Setting.COORDINATES: "give the areas shapes, or settings={'coordinates': x and y in metres}",
    Setting.CLASS_VALUES: "settings={'class values': the mean income of each class}",
}
GIVEN = tuple(name for name in _HOW if name is not Setting.SURFACE_AND_CENTRE)
"""The settings that a caller can give."""


class Settings:
    """The settings of one set of areas; what is derived from shapes is derived once, when needed."""

    def __init__(self, areas: Areas, given: Mapping[str, Any] | None = None) -> None:
        """Check what was given; ``given`` maps names of :class:`Setting` to arrays of all areas."""
        self._areas = areas
        self._known: dict[Setting, Any] = {}
        for name, value in (given or {}).items():
            if name not in GIVEN:
                raise InputError(f"there is no setting “{name}”", expected="one of " + ", ".join(GIVEN))
            self._known[Setting(name)] = self._checked(Setting(name), value)

    def of(self, index: Index, rows: npt.NDArray[np.intp]) -> Any:
        """What ``index`` reads for the areas at ``rows``; None for an aspatial index of the environment.

        Raises
        ------
        InputError
            It is neither given nor known from the areas.
        """
        needed = index.setting
        if needed is Setting.ENVIRONMENT:
            return None
        if needed is Setting.SURFACE_AND_CENTRE:
            return self._rows(Setting.SURFACE, index, rows), self._rows(Setting.CENTRE, index, rows)
        if needed is Setting.CLASS_VALUES:
            return self._whole(needed, index)
        return self._rows(needed, index, rows)

    def _rows(self, needed: Setting, index: Index, rows: npt.NDArray[np.intp]) -> Any:
        whole = self._whole(needed, index)
        if isinstance(whole, (Borders, Locations)):
            return whole.take(rows)
        missing = np.isnan(whole[rows])
        if missing.any():
            raise InputError(
                f"the index {index.name} needs the {needed} of area “{self._areas.ids[rows[missing][0]]}”",
                expected="a number for each area",
                remedy="give its shape or its number, or leave the area out",
            )
        return whole[rows]

    def _whole(self, needed: Setting, index: Index) -> Any:
        if needed not in self._known:
            derived = self._derived(needed)
            if derived is None:
                raise InputError(
                    f"the index {index.name} needs the {needed} of the areas", remedy=_HOW[needed]
                )
            self._known[needed] = derived
        return self._known[needed]

    def _derived(self, needed: Setting) -> Any:
        if needed is Setting.SURFACE and self._areas.surface is not None:
            return self._areas.surface
        areas = self._areas.with_geometry()
        geometry = areas.geometry
        if geometry is None or geometry.crs is None or not geometry.crs.is_projected:
            return None
        if needed is Setting.SURFACE:
            surface = np.asarray(geometry.area, dtype=np.float64) * metres_of(geometry) ** 2
            return surface if (surface > 0).any() else None
        if needed is Setting.BORDERS:
            return find_borders(areas)
        if needed is Setting.COORDINATES:
            return locate(areas)
        return None

    def _checked(self, name: Setting, value: Any) -> Any:
        if isinstance(value, (Borders, Locations)):
            return value
        try:
            array = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise InputError(
                f"the setting “{name}” holds something else ({error})", expected="numbers"
            ) from None
        if name is not Setting.CLASS_VALUES and len(array) != len(self._areas):
            raise InputError(f"the setting “{name}” has {len(array)} rows for {len(self._areas)} areas")
        wrong = _WRONG.get(name)
        if wrong is not None and bool(wrong[0](array)):
            raise InputError(f"the setting “{name}” holds {wrong[1]}", expected=_EXPECTED[name])
        return array == 1.0 if name is Setting.CORE else array


_EXPECTED = {
    Setting.SURFACE: "the surface of each area, 0 or more",
    Setting.CENTRE: "the distance of each area from the centre",
    Setting.CORE: "true or false, or 1 and 0",
    Setting.CLASS_VALUES: "a number for each class",
}
_WRONG: dict[Setting, tuple[Callable[[Any], Any], str]] = {
    Setting.SURFACE: (
        lambda array: (array < 0).any() or np.isinf(array).any() or not (array > 0).any(),
        "a negative or infinite number, or nothing but 0",
    ),
    Setting.CENTRE: (lambda array: (array < 0).any() or np.isinf(array).any(), "no distance"),
    Setting.CORE: (lambda array: not np.isin(array, (0.0, 1.0)).all(), "something other than yes and no"),
    Setting.CLASS_VALUES: (lambda array: not np.isfinite(array).all(), "a value that is missing or infinite"),
}
