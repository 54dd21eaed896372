"""SVG written by hand: a picture with a title and a description, and the few marks that it needs."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

INK = "#1c1c1c"
GREY = "#6b6b6b"


_UNPRINTABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF], "\ufffd")


def printable(text: str) -> str:
    """The text with a visible mark in place of control characters, which neither XML nor paper can hold.

    >>> printable("Old\\x00 Town")
    'Old� Town'
    """
    return text.translate(_UNPRINTABLE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and what it says, for those who see it and those who do not.

    Attributes
    ----------
    title
        What it shows, in a few words.
    alternative
        What can be learnt from it, in sentences: the text alternative.
    svg
        The whole picture as an SVG document.
    width, height
        Its size in page units (CSS pixels).
    """

    title: str
    alternative: str
    svg: str
    width: float
    height: float


def element(name: str, content: str = "", **attributes: object) -> str:
    """One element; ``_`` in a name becomes ``-``, a trailing one is dropped; content is SVG already.

    >>> element("text", "2 km", text_anchor="end", class_="label")
    '<text text-anchor="end" class="label">2 km</text>'
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_number(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def label(text: str, x: float, y: float, size: float = 13, **attributes: object) -> str:
    """Text at a place, escaped, in the colour of the text around the picture."""
    attributes.setdefault("fill", "currentColor")
    return element("text", escape(printable(text)), x=x, y=y, font_size=size, **attributes)


def document(title: str, description: str, body: str, *, width: float, height: float, prefix: str) -> str:
    """A whole SVG document that screen readers announce as one image; ``prefix`` makes its ids unique."""
    named = element("title", escape(printable(title)), id=f"{prefix}-title")
    told = element("desc", escape(printable(description)), id=f"{prefix}-desc")
    return element(
        "svg",
        named + told + body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_number(width)} {_number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{prefix}-title {prefix}-desc",
        color=INK,
        font_family="inherit",
    )


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
