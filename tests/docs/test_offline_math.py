"""Formulas of the manual are shown without a script and without a network."""

from __future__ import annotations

import offline_math
import pytest

from isopolis.measure.segregation import INDICES, Index


@pytest.mark.parametrize("index", list(INDICES), ids=lambda index: index.name)
def test_every_formula_of_the_registry_can_be_shown(index: Index) -> None:
    markup = offline_math.mathml(index.formula, block=True)
    assert markup.startswith("<math alttext=")
    assert markup.endswith("</math>")


def test_a_formula_that_cannot_be_shown_is_an_error_and_not_garbage() -> None:
    with pytest.raises(ValueError, match="cannot be shown"):
        offline_math.mathml(r"\nosuchcommand{x}", block=False)


def test_aligned_lines_keep_their_columns() -> None:
    markup = offline_math.mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", block=True)
    assert markup.count("<mtr>") == 2
