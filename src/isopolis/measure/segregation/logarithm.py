"""A natural logarithm that the compiler can run four or eight at a time inside a kernel."""

from __future__ import annotations

import numpy as np
from numba import njit

# A float64 is sign, 11 bits of exponent, 52 bits of mantissa. Adding LIFT moves the boundary between two
# exponents from 1 to sqrt(1/2), so that the mantissa lies in [sqrt(1/2), sqrt(2)) around 1.
_ROOT = np.uint64(0x3FE6A09E667F3BCD)  # the bits of sqrt(1/2)
_LIFT = np.uint64(0x3FF0000000000000) - _ROOT
_MANTISSA = np.uint64(0x000FFFFFFFFFFFFF)
_SHIFT = np.uint64(52)
_TWO_52 = np.uint64(0x4330000000000000)  # the bits of 2**52: reads a small integer as a float
_BIAS = 2.0**52 + 1023.0
_LN_2 = 0.6931471805599453


@njit(inline="always", error_model="numpy")
def ln(x: float) -> float:
    r"""Logarithm of a positive normal number, within 3 units in the last place.

    With :math:`x = 2^e (1 + f)` and :math:`s = f / (2 + f)`,
    :math:`\ln x = e \ln 2 + 2 \operatorname{artanh} s`. The series after its first term is replaced by the
    polynomial in :math:`s^2` that meets it in the seven Chebyshev points of its range: off by 5e-18 of the
    logarithm at most, with three terms fewer. There is no branch and no call, so a loop over it is
    vectorised (about four times the speed of the library's logarithm) and gives the same bits on every
    machine. Of 0 it gives a finite number, to be multiplied by a share of 0.
    """
    bits = np.float64(x).view(np.uint64) + _LIFT
    exponent = np.uint64((bits >> _SHIFT) | _TWO_52).view(np.float64) - _BIAS
    f = np.uint64((bits & _MANTISSA) + _ROOT).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = 0.3333333333333335 + w * (
        0.14285714312987743 + w * (0.09091444562632513 + w * 0.07308224843200399)
    )
    odd = 0.19999999999949752 + w * (0.11111105567397517 + w * 0.07665860800223112)
    return exponent * _LN_2 + (2.0 * s + 2.0 * s * z * (even + z * odd))
