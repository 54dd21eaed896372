"""Classes of maps: symmetrical, few, in falling lightness."""

from __future__ import annotations

import numpy as np
import pytest

from isopolis.plan.documents.classes import DIVERGING, SEQUENTIAL, Classes, around_one, sequential


def lightness(colour: str) -> float:
    """CIE L* of a colour."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 116 * float(np.dot(linear, [0.2126, 0.7152, 0.0722])) ** (1 / 3) - 16


@pytest.mark.parametrize("scheme", [DIVERGING, SEQUENTIAL])
def test_every_class_is_clearly_darker_than_the_one_before(scheme: tuple[str, ...]) -> None:
    assert (np.diff([lightness(colour) for colour in scheme]) < -10).all()


# Matrices of Viénot, Brettel & Mollon (1999) for full protanopia and deuteranopia, on linear RGB.
DICHROMATS = {
    "protanopia": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
    "deuteranopia": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
}


@pytest.mark.parametrize("vision", DICHROMATS)
@pytest.mark.parametrize("scheme", [DIVERGING, SEQUENTIAL])
def test_classes_are_told_apart_without_red_or_green_cones(scheme: tuple[str, ...], vision: str) -> None:
    rgb = np.array([[int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)] for colour in scheme])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(DICHROMATS[vision]).T, 0, 1)
    luminance = seen @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(116 * np.cbrt(luminance) - 16) < -8).all()


def test_classes_of_ratios_are_symmetrical_around_one() -> None:
    ratios = np.random.default_rng(1).lognormal(0, 0.6, 500)
    limits = np.array(around_one(ratios).limits)
    np.testing.assert_allclose(limits * limits[::-1], 1.0)
    assert len(limits) == 4


def test_narrow_ratios_get_narrow_classes() -> None:
    rng = np.random.default_rng(1)
    wide, narrow = around_one(rng.lognormal(0, 1, 500)), around_one(rng.lognormal(0, 0.05, 500))
    assert narrow.limits[-1] < wide.limits[-1]


def test_ratios_of_zero_and_no_ratios_at_all_still_have_classes() -> None:
    assert len(around_one(np.array([0.0, 1.0, np.nan])).limits) == 4
    assert len(around_one(np.array([np.nan])).limits) == 4


def test_few_distinct_values_get_a_class_each() -> None:
    classes = sequential(np.array([3.0, 1.0, 3.0, 2.0, np.nan]))
    assert classes.of(np.array([1.0, 2.0, 3.0, np.nan])).tolist() == [0, 1, 2, -1]
    assert len(classes.colours) == 3


@pytest.mark.parametrize("values", [np.array([5.0, 5.0]), np.array([]), np.array([np.nan])])
def test_one_value_or_none_gets_one_class(values: np.ndarray) -> None:
    assert sequential(values).limits == ()


def test_natural_breaks_part_the_clusters() -> None:
    values = np.concatenate([np.linspace(k, k + 0.2, 20) for k in range(5)])
    classes = sequential(values)
    assert [len(set(classes.of(values[20 * k : 20 * k + 20]))) for k in range(5)] == [1] * 5
    assert classes.limits == (1.0, 2.0, 3.0, 4.0)


def test_limits_are_short_numbers_and_no_class_is_empty() -> None:
    values = np.random.default_rng(3).gamma(2.0, 0.1, 30_000)
    classes = sequential(values)
    assert all(len(f"{limit:.12g}") <= 4 for limit in classes.limits)
    assert (np.bincount(classes.of(values), minlength=5) > 0).all()


def test_a_wrong_number_of_colours_is_refused() -> None:
    with pytest.raises(ValueError, match="1 colours for 1 limits"):
        Classes((1.0,), ("#000000",))
