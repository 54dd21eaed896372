"""Formulas as MathML: browsers show it without a script, screen readers read it, and no network is asked."""

from __future__ import annotations

import html
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)


def mathml(formula: str, *, block: bool) -> str:
    r"""MathML of a formula in LaTeX, with the LaTeX as its alternative text.

    Raises
    ------
    ValueError
        The formula has a command that cannot be shown.

    >>> mathml(r"\pi_{im}", block=False)[:70]
    '<math alttext="\\pi_{im}" xmlns="http://www.w3.org/1998/Math/MathML" di'
    """
    source = formula.strip().replace("{aligned}", "{split}")
    markup: str = convert(source, display="block" if block else "inline")
    if "\\" in markup or "&amp;" in markup:
        raise ValueError(f"this formula has a command that cannot be shown: {formula}")
    return markup.replace("<math ", f'<math alttext="{html.escape(formula.strip())}" ', 1)


def _write(writer: Any, node: nodes.math | nodes.math_block, *, block: bool) -> None:
    try:
        markup = mathml(node.astext(), block=block)
    except Exception as error:  # whatever the converter stumbles over, the author must see it
        logger.warning("%s", error, location=node)
        markup = f"<code>{html.escape(node.astext())}</code>"
    if block:
        markup = f'<div class="math">{markup}</div>\n'
    writer.body.append(markup)
    raise nodes.SkipNode


def inline(writer: Any, node: nodes.math) -> None:
    """Write a formula in a line of text."""
    _write(writer, node, block=False)


def display(writer: Any, node: nodes.math_block) -> None:
    """Write a formula of its own."""
    _write(writer, node, block=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Offer the renderer to Sphinx."""
    app.add_html_math_renderer("mathml", inline_renderers=(inline, None), block_renderers=(display, None))
    app.config.html_math_renderer = "mathml"
    return {"parallel_read_safe": True, "parallel_write_safe": True}
