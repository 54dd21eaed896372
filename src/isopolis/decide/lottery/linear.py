"""Linear and integer programs by HiGHS: one thread, no output, the same answer each time."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
INFINITE = highspy.kHighsInf
TOLERANCE = 1e-9
_NONE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
QUICK = {
    "presolve": "off",
    "mip_rel_gap": 0.5,
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_detect_symmetry": False,
}
"""Options of an integer program of which any solution will do: less preparation than search."""


class _Silent(highspy.Highs):
    """HiGHS that says nothing: its constructor greets before it could be asked not to."""

    def enableCallbacks(self) -> None:  # noqa: N802  (the name that HiGHS gave it)
        """Called by the constructor, before the greeting."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _model(matrix: Any, low: Floats, high: Floats, *, lower: Floats, upper: Floats, cost: Floats) -> Any:
    sparse = csr_array(matrix)
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = sparse.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
    model.row_lower_, model.row_upper_ = low, high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = sparse.indptr
    model.a_matrix_.index_ = sparse.indices
    model.a_matrix_.value_ = sparse.data
    model.sense_ = highspy.ObjSense.kMaximize
    return model


class LinearProgram:
    """Maximise cost @ x subject to low <= matrix @ x <= high and lower <= x <= upper.

    It is kept, so that the next one, slightly different, starts where the last one ended.

    Parameters
    ----------
    matrix, low, high
        (m, n), (m,), (m,) rows.
    lower, upper, cost
        (n,) bounds and objective of the columns.
    """

    def __init__(
        self, matrix: Floats, low: Floats, high: Floats, *, lower: Floats, upper: Floats, cost: Floats
    ) -> None:
        self._highs: Any = _Silent()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("threads", 1)
        self._highs.setOptionValue("primal_feasibility_tolerance", TOLERANCE)
        self._highs.setOptionValue("dual_feasibility_tolerance", TOLERANCE)
        self._highs.passModel(_model(matrix, low, high, lower=lower, upper=upper, cost=cost))
        self._every = np.arange(matrix.shape[1], dtype=np.int32)

    def set_cost(self, cost: Floats) -> None:
        """Replace the objective."""
        self._highs.changeColsCost(len(self._every), self._every, cost)

    def set_row(self, row: int, low: float, high: float) -> None:
        """Replace the bounds of one row."""
        self._highs.changeRowBounds(row, low, high)

    def set_coefficient(self, row: int, column: int, value: float) -> None:
        """Replace one entry of the matrix."""
        self._highs.changeCoeff(row, column, value)

    def solve(self) -> tuple[Floats, Floats, float] | None:
        """(n,) the solution, (m,) the value of one unit more of each row, the objective;

        None where infeasible.
        """
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            # A basis left from the last program can mislead the simplex method: begin anew before giving up.
            self._highs.clearSolver()
            self._highs.run()
        status = self._highs.getModelStatus()
        if status in _NONE:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"HiGHS could not solve a linear program: {status}")
        found = self._highs.getSolution()
        value = float(self._highs.getInfo().objective_function_value)
        return np.array(found.col_value), np.array(found.row_dual), value


def integer_program(
    matrix: Any,
    low: Floats,
    high: Floats,
    *,
    lower: Floats,
    upper: Floats,
    cost: Floats,
    whole: npt.NDArray[np.bool_] | None = None,
    options: dict[str, Any] | None = None,
) -> tuple[Floats, float] | None:
    """Maximise cost @ x over whole numbers (where ``whole``; everywhere without it).

    Returns
    ------- (n,) the solution, rounded where it is whole, and a bound that no solution can exceed; None
    where there is none.
    """
    highs: Any = _Silent()  # type: ignore[no-untyped-call]
    highs.setOptionValue("threads", 1)
    for name, value in {"mip_rel_gap": 0.0, "mip_abs_gap": TOLERANCE, **(options or {})}.items():
        highs.setOptionValue(name, value)
    model = _model(matrix, low, high, lower=lower, upper=upper, cost=cost)
    kind = np.ones(len(cost), dtype=bool) if whole is None else whole
    model.integrality_ = [highspy.HighsVarType(int(one)) for one in kind]
    highs.passModel(model)
    highs.run()
    status = highs.getModelStatus()
    if status in _NONE:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(f"HiGHS could not solve an integer program: {status}")
    found = np.array(highs.getSolution().col_value)
    found[kind] = np.rint(found[kind])
    return found, max(float(highs.getInfo().mip_dual_bound), float(cost @ found))
