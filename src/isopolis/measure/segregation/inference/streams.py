r"""Random streams for replicates: one stream a replicate, the same bits on any number of threads.

Every replicate has its own xoshiro256++ generator (Blackman & Vigna 2021), started by splitmix64
(Steele, Lea & Flood 2014) from a key and the replicate's number. What a replicate draws therefore depends on
the seed and its number alone, not on which thread runs it or when.

The samplers follow their papers: binomial by inversion where :math:`np < 10`, else Hörmann's (1993)
transformed rejection BTRS; gamma by Marsaglia & Tsang (2000); normal by Marsaglia's polar method.
"""

from __future__ import annotations

import math
import zlib

import numpy as np
import numpy.typing as npt
from numba import njit

State = npt.NDArray[np.uint64]
"""(4,) the state of one stream; every draw moves it on."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_UNIT = 1.0 / 9007199254740992.0  # 2 ** -53
_LOG_FACTORIAL = np.array([math.lgamma(k + 1.0) for k in range(1024)])


def key_of(seed: int, *path: int) -> np.uint64:
    """The key of a family of streams: a seed and the purpose (``path``) that it is drawn for.

    >>> bool(key_of(0, 1) == key_of(0, 1)), bool(key_of(0, 1) == key_of(0, 2))
    (True, False)
    """
    return np.uint64(np.random.SeedSequence([seed, *path]).generate_state(1, np.uint64)[0])


def own_seed(seed: int, *names: str) -> int:
    """A seed for each city and comparison: no result depends on what else is in the file.

    >>> own_seed(0, "Lille") == own_seed(0, "Lille"), own_seed(0, "Lille") == own_seed(0, "Ghent")
    (True, False)
    """
    entropy = [seed, *(zlib.crc32(name.encode()) for name in names)]
    return int(np.random.SeedSequence(entropy).generate_state(1, np.uint64)[0] >> np.uint64(1))


@njit(nogil=True, cache=True, inline="always")
def _splitmix(z: np.uint64) -> np.uint64:
    z = np.uint64(z + _GOLDEN)
    z = np.uint64((z ^ (z >> np.uint64(30))) * _MIX1)
    z = np.uint64((z ^ (z >> np.uint64(27))) * _MIX2)
    return np.uint64(z ^ (z >> np.uint64(31)))


@njit(nogil=True, cache=True, error_model="numpy")
def stream(key: np.uint64, replicate: int) -> State:
    """The stream of one replicate, at its start."""
    state = np.empty(4, np.uint64)
    z = _splitmix(np.uint64(key) ^ _splitmix(np.uint64(replicate)))
    for i in range(4):
        z = np.uint64(z + _GOLDEN)
        state[i] = _splitmix(z)
    return state


@njit(nogil=True, cache=True, error_model="numpy")
def start_streams(key: np.uint64, first: int, number: int, states: npt.NDArray[np.uint64]) -> None:
    """The streams of ``number`` replicates from ``first`` on, at their start, into rows of ``states``."""
    for b in range(number):
        state = stream(key, first + b)
        for i in range(4):
            states[b, i] = state[i]


@njit(nogil=True, cache=True, inline="always")
def uniform(state: State) -> float:
    """A number from [0, 1) with 53 random bits."""
    s0, s1, s2, s3 = state[0], state[1], state[2], state[3]
    total = np.uint64(s0 + s3)
    result = np.uint64(((total << np.uint64(23)) | (total >> np.uint64(41))) + s0)
    t = np.uint64(s1 << np.uint64(17))
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = np.uint64((s3 << np.uint64(45)) | (s3 >> np.uint64(19)))
    state[0], state[1], state[2], state[3] = s0, s1, s2, s3
    return float(result >> np.uint64(11)) * _UNIT


@njit(nogil=True, cache=True, error_model="numpy")
def normal(state: State) -> float:
    """A standard normal number (Marsaglia's polar method)."""
    while True:
        u = 2.0 * uniform(state) - 1.0
        v = 2.0 * uniform(state) - 1.0
        r = u * u + v * v
        if 0.0 < r < 1.0:
            return float(u * math.sqrt(-2.0 * math.log(r) / r))


@njit(nogil=True, cache=True, error_model="numpy")
def gamma(state: State, shape: float) -> float:
    """A gamma number with scale 1 (Marsaglia & Tsang 2000); 0 where the shape is 0."""
    if shape <= 0.0:
        return 0.0
    if shape < 1.0:
        u = uniform(state)
        return float(gamma_from_one(state, shape + 1.0) * (1.0 - u) ** (1.0 / shape))
    return float(gamma_from_one(state, shape))


@njit(nogil=True, cache=True, error_model="numpy")
def gamma_from_one(state: State, shape: float) -> float:
    """A gamma number with scale 1 whose shape is at least 1."""
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = normal(state)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u = 1.0 - uniform(state)
        if math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            return float(d * v)


@njit(nogil=True, cache=True, error_model="numpy")
def _log_factorial(k: int) -> float:
    if k < 1024:
        return float(_LOG_FACTORIAL[k])
    z = k + 1.0
    return (z - 0.5) * math.log(z) - z + 0.9189385332046727 + 1.0 / (12.0 * z) - 1.0 / (360.0 * z * z * z)


@njit(nogil=True, cache=True, error_model="numpy")
def _binomial_inversion(state: State, n: int, p: float) -> int:
    q = 1.0 - p
    odds = p / q
    mass = q**n
    u = uniform(state)
    k = 0
    while u > mass:
        u -= mass
        k += 1
        if k > n:  # rounding has used up the distribution: start again
            u = uniform(state)
            k = 0
            mass = q**n
            continue
        mass *= odds * (n - k + 1) / k
    return k


@njit(nogil=True, cache=True, error_model="numpy")
def _binomial_rejection(state: State, n: int, p: float) -> int:
    q = 1.0 - p
    spread = math.sqrt(n * p * q)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    centre = n * p + 0.5
    quick = 0.92 - 4.2 / b
    alpha = (2.83 + 5.1 / b) * spread
    while True:
        u = uniform(state) - 0.5
        v = uniform(state)
        us = 0.5 - abs(u)
        if us <= 0.0:
            continue
        k = math.floor((2.0 * a / us + b) * u + centre)
        if us >= 0.07 and v <= quick:
            return k
        if k < 0 or k > n or v <= 0.0:
            continue
        m = math.floor((n + 1) * p)
        bound = (
            _log_factorial(m)
            + _log_factorial(n - m)
            - _log_factorial(k)
            - _log_factorial(n - k)
            + (k - m) * math.log(p / q)
        )
        if math.log(v * alpha / (a / (us * us) + b)) <= bound:
            return k


@njit(nogil=True, cache=True, error_model="numpy")
def binomial(state: State, n: int, p: float) -> int:
    """How many of ``n`` succeed, each with probability ``p``."""
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    rarer = min(p, 1.0 - p)
    found = _binomial_inversion(state, n, rarer) if n * rarer < 10.0 else _binomial_rejection(state, n, rarer)
    return n - found if p > 0.5 else found


@njit(nogil=True, cache=True, error_model="numpy")
def multinomial(
    state: State, n: int, weights: npt.NDArray[np.float64], row: int, out: npt.NDArray[np.float64]
) -> None:
    """Spread ``n`` people over groups in proportion to a row of ``weights``, into that row of ``out``."""
    g = weights.shape[1]
    rest = 0.0
    for m in range(g):
        rest += weights[row, m]
    left = n
    for m in range(g - 1):
        taken = 0
        if left > 0 and rest > 0.0:
            taken = binomial(state, left, weights[row, m] / rest)
        out[row, m] = taken
        left -= taken
        rest -= weights[row, m]
    out[row, g - 1] = left


@njit(nogil=True, cache=True, error_model="numpy")
def dirichlet(state: State, shapes: npt.NDArray[np.float64], out: npt.NDArray[np.float64]) -> None:
    """Shares (g,) from a Dirichlet distribution with ``shapes`` (g,), into ``out``."""
    total = 0.0
    for m in range(len(shapes)):
        out[m] = gamma(state, shapes[m])
        total += out[m]
    if total > 0.0:
        for m in range(len(shapes)):
            out[m] /= total
