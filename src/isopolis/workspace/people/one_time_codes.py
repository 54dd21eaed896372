r"""Time-based one-time codes (TOTP), the second factor of authenticator apps.

.. math:: \mathrm{TOTP}(K, t) = \mathrm{HOTP}\bigl(K, \lfloor t / 30 \rfloor\bigr) \bmod 10^6

Source
------
M'Raihi et al. (2011), TOTP: Time-Based One-Time Password Algorithm, RFC 6238; HOTP: RFC 4226.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP = 30
"""Seconds that a code lives."""


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 recommends."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int, digits: int = 6) -> str:
    """The code of one time step.

    >>> code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59 // 30, digits=8)  # RFC 6238, appendix B
    '94287082'
    """
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def accepted_step(secret: str, code: str, now: float, last_step: int = 0) -> int | None:
    """The time step whose code this is: the present one or a neighbour, later than ``last_step``; else None.

    ``last_step`` is the last that was accepted, so that a code overheard cannot be used again.
    """
    typed = code.replace(" ", "")
    present = int(now) // STEP
    for step in (present, present - 1, present + 1):
        if step > last_step and hmac.compare_digest(code_at(secret, step).encode(), typed.encode()):
            return step
    return None


def provisioning_uri(secret: str, account: str, issuer: str = "Isopolis") -> str:
    """What the QR code says to an authenticator app."""
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?" + urlencode({"secret": secret, "issuer": issuer})
