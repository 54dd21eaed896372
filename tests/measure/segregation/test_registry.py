"""What must hold for every index in the registry."""

import ast
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.errors import InputError
from isopolis.measure import segregation
from isopolis.measure.segregation import INDICES, Groups, Index, Setting

QUICK = settings(derandomize=True, max_examples=25, deadline=None)
EVERY = pytest.mark.parametrize("index", list(INDICES), ids=lambda index: index.name)
OF_PEOPLE = pytest.mark.parametrize(
    "index",
    [i for i in INDICES if i.setting is Setting.ENVIRONMENT and (i.decomposes or i.value)],
    ids=lambda index: index.name,
)


@st.composite
def cities(draw: st.DrawFn, groups: int = 2) -> np.ndarray:
    """Counts of areas x groups where every group has somebody."""
    n = draw(st.integers(2, 12))
    cell = st.integers(0, 60)
    rows = draw(st.lists(st.tuples(*[cell] * groups), min_size=n, max_size=n))
    counts = np.array(rows, dtype=float)
    counts[0] += 1.0
    return counts


def value(index: Index, counts: np.ndarray) -> float:
    return index.city(np.ascontiguousarray(counts))


def test_every_method_with_a_source_has_an_example_that_runs() -> None:
    """The examples themselves are run with the tests."""
    without = []
    for file in sorted(Path(segregation.__file__).parent.rglob("*.py")):
        for one in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
                said = ast.get_docstring(one) or ""
                without += [f"{file.name}: {one.name}"] if "Source:" in said and ">>> " not in said else []
    assert not without


@EVERY
def test_every_index_says_what_it_is(index) -> None:
    assert index.title
    assert index.formula
    assert index.source
    assert index.reading
    assert index.low < index.high


@OF_PEOPLE
@given(counts=cities())
@QUICK
def test_values_lie_in_the_range(index, counts) -> None:
    assert index.low - 1e-12 <= value(index, counts) <= index.high + 1e-12


@OF_PEOPLE
@given(counts=cities(), seed=st.integers(0, 99))
@QUICK
def test_the_order_of_areas_does_not_matter(index, counts, seed) -> None:
    shuffled = np.random.default_rng(seed).permutation(counts)
    assert value(index, shuffled) == pytest.approx(value(index, counts), abs=1e-12)


@OF_PEOPLE
@given(counts=cities(), factor=st.floats(1e-3, 1e3))
@QUICK
def test_scaling_all_counts_does_not_matter(index, counts, factor) -> None:
    assert value(index, counts * factor) == pytest.approx(value(index, counts), abs=1e-10)


@OF_PEOPLE
@given(counts=cities(), share=st.floats(0.01, 0.99))
@QUICK
def test_splitting_an_area_in_proportion_does_not_matter(index, counts, share) -> None:
    split = np.vstack([counts, counts[-1] * share])
    split[-2] *= 1.0 - share
    assert value(index, split) == pytest.approx(value(index, counts), abs=1e-10)


@OF_PEOPLE
@given(counts=cities())
@QUICK
def test_an_empty_area_does_not_matter(index, counts) -> None:
    more = np.vstack([counts, np.zeros(counts.shape[1])])
    assert value(index, more) == pytest.approx(value(index, counts), abs=1e-12)


@pytest.mark.parametrize(
    "index",
    [i for i in INDICES if i.groups in (Groups.TWO, Groups.MANY) and i.setting is Setting.ENVIRONMENT],
    ids=lambda index: index.name,
)
@given(counts=cities())
@QUICK
def test_two_groups_can_be_exchanged_where_the_registry_says_so(index, counts) -> None:
    assert value(index, counts[:, ::-1]) == pytest.approx(value(index, counts), abs=1e-12)


@pytest.mark.parametrize(
    "index",
    [i for i in INDICES if i.groups is Groups.MANY and i.setting is Setting.ENVIRONMENT],
    ids=lambda index: index.name,
)
@given(counts=cities(groups=4), seed=st.integers(0, 99))
@QUICK
def test_many_groups_can_come_in_any_order(index, counts, seed) -> None:
    order = np.random.default_rng(seed).permutation(4)
    assert value(index, counts[:, order]) == pytest.approx(value(index, counts), abs=1e-12)


@pytest.mark.parametrize("name", ["dissimilarity", "gini", "atkinson", "atkinson_0.1", "atkinson_0.9"])
@given(counts=cities(), factor=st.floats(0.1, 10.0))
@QUICK
def test_more_people_of_one_group_in_the_same_places_do_not_matter(name, counts, factor) -> None:
    more = counts * np.array([factor, 1.0])
    assert value(INDICES[name], more) == pytest.approx(value(INDICES[name], counts), abs=1e-10)


APART = np.array([[10.0, 0.0], [5.0, 0.0], [0.0, 40.0]])
EVEN = np.array([[10.0, 20.0], [5.0, 10.0], [40.0, 80.0]])


@pytest.mark.parametrize(
    "index",
    [i for i in INDICES if i.low == 0.0 and i.high == 1.0 and i.groups in (Groups.TWO, Groups.MANY)],
    ids=lambda index: index.name,
)
def test_even_is_nought_and_apart_is_one(index) -> None:
    if index.setting is not Setting.ENVIRONMENT:
        pytest.skip("reads something beside the people")
    assert value(index, EVEN) == pytest.approx(0.0, abs=1e-12)
    assert value(index, APART) == pytest.approx(1.0, abs=1e-12)


def test_an_index_without_a_spatial_version_refuses_an_environment() -> None:
    with pytest.raises(InputError, match="no spatial version"):
        INDICES["atkinson"].city(APART, EVEN)


def test_an_unknown_index_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(InputError, match="dissimilarity"):
        INDICES["disimilarity"]


@pytest.mark.parametrize(
    "index", [i for i in INDICES if i.setting is Setting.ENVIRONMENT and i.spatial], ids=lambda i: i.name
)
@pytest.mark.parametrize("around", [np.ones((5, 2)), np.ones((60, 2)), np.ones((20, 3))])
def test_surroundings_of_other_areas_or_groups_are_refused(index: Index, around: np.ndarray) -> None:
    """Compiled loops do not look where a table ends: what lies behind it would be read as people."""
    counts = np.arange(40.0).reshape(20, 2)
    figures = index.contributions or index.local
    with pytest.raises(InputError, match="their surroundings"):
        index.areas(counts, around)
    if index.name in {"dissimilarity", "theil_h", "mutual_information", "divergence"}:
        with pytest.raises(InputError, match="their surroundings"):
            figures(counts, around)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("D", "dissimilarity"), ("xPy", "exposure"), ("Theil H", "theil_h"), ("isolaton", "isolation")],
)
def test_the_name_that_was_meant_is_said(asked: str, meant: str) -> None:
    with pytest.raises(InputError, match=f"What to do: write {meant}$"):
        INDICES[asked]
