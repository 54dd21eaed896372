"""What every record of a plan has in common: it validates, it does not change, it names no unknown field."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

KEY = r"^[a-z0-9][a-z0-9-]{0,79}$"
LONGEST_TEXT = 20_000

Key = Annotated[str, StringConstraints(pattern=KEY)]
"""A short name that stays the same when titles change: small letters, digits, hyphens."""
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT)]
Euros = Annotated[int, Field(ge=0, le=10**12)]


class Record(BaseModel):
    """A validated record that does not change; equal content, equal records."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
