"""The picture of the thread, its table, its sentence and what is missing."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.workspace.barriers.models import Barrier
from isopolis.workspace.thread.links import connect
from isopolis.workspace.thread.models import Figure
from isopolis.workspace.thread.picture import GUTTER, NARROW, WIDE, Box, Column, Form, draw, in_order, wrapped
from isopolis.workspace.thread.whole import hanging_on, missing, whole


def columns(*kinds: str, number: int = 4) -> list[Column]:
    return [
        Column(kind, kind, [Box((kind, at), f"{kind} {at}", f"/{kind}/{at}/") for at in range(number)])
        for kind in kinds
    ]


def crossings(order: list[list[Box]], links: list[tuple]) -> int:
    row = {box.key: at for one in order for at, box in enumerate(one)}
    ends = [(row[a], row[b]) for a, b in links]
    return sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(ends) for c, d in ends[:i])


def test_boxes_are_put_near_what_they_hang_on() -> None:
    turned = [(("figure", at), ("barrier", 3 - at)) for at in range(4)]
    pair = columns("figure", "barrier")
    assert crossings([list(one.boxes) for one in pair], turned) == 6
    assert crossings(in_order(pair, turned), turned) == 0


def test_the_picture_is_xml_with_a_link_for_each_thing_and_a_curve_for_each_link() -> None:
    links = [(("figure", 0), ("barrier", 1)), (("barrier", 1), ("action", 2)), (("figure", 0), ("gone", 9))]
    drawn = draw(columns("figure", "barrier", "action"), links, "A <thread> & “more”")
    for root in ElementTree.fromstring(f"<both>{drawn}</both>"):
        assert root.get("aria-label") == "A <thread> & “more”"
        assert [one.get("href") for one in root.iter("a")][:2] == ["/figure/0/", "/figure/1/"]
        assert len(list(root.iter("a"))) == 12
        assert len(list(root.iter("path"))) == 2
    assert draw(columns("figure", "barrier", "action"), links[::-1], "x") == draw(
        columns("figure", "barrier", "action"), links, "x"
    )


def test_texts_of_people_cannot_break_out_of_the_picture() -> None:
    evil = Column("barrier", "b", [Box(("barrier", 1), '<script>"x"</script>', '/"onload="alert(1)')])
    svg = draw([evil], [], "x")
    assert "<script" not in svg
    for root in ElementTree.fromstring(f"<both>{svg}</both>"):
        assert root.find("a").get("href") == '/"onload="alert(1)'


@pytest.mark.parametrize("kinds", [1, 4, 8, 10])
def test_neither_picture_is_wider_than_the_screen_that_it_is_for(kinds) -> None:
    names = [f"kind-{at}" for at in range(kinds)]
    links = [((one, 0), (other, 3)) for one in names for other in names if one < other]
    beside, below = ElementTree.fromstring(f"<both>{draw(columns(*names), links, 'x')}</both>")
    for root, most in ((beside, WIDE), (below, NARROW)):
        assert float(root.get("width")) <= most + 2
        for box in root.iter("rect"):
            assert float(box.get("x")) >= 0
            assert float(box.get("x")) + float(box.get("width")) <= most
    for curve in below.iter("path"):  # a bow stays right of the edge, left of the boxes
        start, *holds = re.findall(r"(-?[\d.]+) [\d.]+", curve.get("d"))
        reach = (float(start) + 3 * float(holds[0])) / 4
        assert 0 <= reach < GUTTER
    tops = [float(box.get("y")) for box in below.iter("rect")]
    assert tops == sorted(tops)
    assert "wide" in beside.get("class") or kinds < 8


@settings(derandomize=True, max_examples=200)
@given(st.text(max_size=200))
def test_a_title_fits_its_box(title) -> None:
    for form in (Form.beside(8), Form.beside(2), Form.below()):
        lines = wrapped(title, form.characters, form.lines)
        assert 1 <= len(lines) <= form.lines
        assert all(0 < len(line) <= form.characters for line in lines)


def test_a_thread_goes_on_and_back_but_not_on_from_what_it_came_back_to() -> None:
    a, b, c, d = ("figure", 1), ("barrier", 1), ("barrier", 2), ("proposal", 1)
    pairs = [(a, b), (a, c), (d, b)]
    assert hanging_on(b, pairs) == {a, b, d}
    assert hanging_on(a, pairs) == {a, b, c, d}


@pytest.fixture
def thread(partnership, people):
    figure = Figure.objects.create(partnership=partnership, title="Dissimilarity 0.41", source="v1", key="D")
    one, two = (
        Barrier.objects.create(partnership=partnership, title=title) for title in ("Stairs", "Papers")
    )
    connect(partnership, figure, "supports", one, by=people["expert"])
    return figure, one, two


def test_the_page_shows_picture_sentence_table_and_gaps(thread, partnership, people, signed_in) -> None:
    client = signed_in(people["observer"])
    url = f"/partnerships/{partnership.slug}/thread/"
    page = client.get(url).content.decode()
    assert "The picture links 1 figure, 1 barrier." in page
    assert '<svg class="picture beside" role="group" aria-label="The thread: The picture links' in page
    assert '<svg class="picture below" role="group" aria-label="The thread: The picture links' in page
    assert "Supports the barrier" in page
    assert "Barriers without a figure: 1 of 2" in page
    alone = client.get(url, {"about": f"barrier-{thread[2].pk}"}).content.decode()
    assert "Nothing is linked yet." in alone
    assert client.get(url, {"about": "barrier-x"}).status_code == 200
    assert client.get(url, {"about": "nonsense"}).status_code == 200


def test_what_is_missing_is_counted_as_a_role_sees_it(thread, partnership) -> None:
    found = {str(one.words): (one.number, one.of) for one in missing(partnership, "observer")}
    assert found["Barriers without a figure"] == (1, 2)


def test_a_large_thread_is_cut_and_says_so(partnership) -> None:
    from isopolis.workspace.thread.models import Link  # noqa: PLC0415

    figure = Figure.objects.create(partnership=partnership, title="F", source="v", key="k")
    barriers = Barrier.objects.bulk_create(
        Barrier(partnership=partnership, title=f"B {at}") for at in range(60)
    )
    Link.objects.bulk_create(
        Link(partnership=partnership, source_kind="figure", source_id=figure.pk, relation="supports",
             target_kind="barrier", target_id=one.pk) for one in barriers
    )  # fmt: skip
    found = whole(partnership, "observer")
    assert [len(column.boxes) for column in found.columns] == [1, 40]
    assert found.left_out == 20
