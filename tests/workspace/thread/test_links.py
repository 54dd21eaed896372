"""The thread: what may be linked, who sees it, and that it is shown both ways."""

from __future__ import annotations

import pytest
from django.db import models

from isopolis.workspace.people.models import AuditEntry
from isopolis.workspace.process.models import Deadline, Phase
from isopolis.workspace.thread import kinds
from isopolis.workspace.thread.kinds import ORDER, Kind, register
from isopolis.workspace.thread.links import connect, disconnect, thread_of
from isopolis.workspace.thread.models import Figure, Link
from isopolis.workspace.thread.relations import RELATIONS, relations_of


@pytest.fixture
def stand_ins(monkeypatch):
    """Phases stand for barriers and deadlines for proposals: the thread is tried without other rooms."""
    monkeypatch.setattr(kinds, "_KINDS", {"figure": kinds._KINDS["figure"]})
    register(
        Kind(
            "barrier", "barrier", "barriers", Phase, words="key", url=lambda one, partnership: f"/b/{one.pk}/"
        )
    )
    register(
        Kind(
            "proposal", "proposal", "proposals", Deadline, within="phase__partnership",
            url=lambda one, partnership: f"/p/{one.pk}/",
            visible=lambda things, role: things if role == "coordinator" else things.filter(done_at=None),
        )
    )  # fmt: skip
    yield
    for key in ("barrier", "proposal"):
        models.signals.post_delete.disconnect(
            dispatch_uid=f"thread {key}", sender={"barrier": Phase}.get(key, Deadline)
        )


@pytest.fixture
def ends(stand_ins, partnership):
    figure = Figure.objects.create(partnership=partnership, title="Dissimilarity 0.41", source="v1", key="D")
    barrier = partnership.phases.first()
    return figure, barrier, barrier.deadlines.get()


def test_relations_name_kinds_of_the_thread_and_stand_once() -> None:
    assert {end for one in RELATIONS for end in (one.source, one.target)} == set(ORDER)
    assert len({(one.source, one.key, one.target) for one in RELATIONS}) == len(RELATIONS)
    assert all(relations_of(key) for key in ORDER)


def test_a_link_is_seen_from_both_ends_and_written_in_the_log(ends, partnership, people) -> None:
    figure, barrier, _proposal = ends
    link = connect(partnership, figure, "supports", barrier, by=people["expert"], note="since 2021")
    assert connect(partnership, figure, "supports", barrier, by=people["partner"]).pk == link.pk
    there, back = thread_of(figure, partnership, "observer"), thread_of(barrier, partnership, "observer")
    assert [(str(one.words), [entry.thing for entry in one.entries]) for one in there] == [
        ("Supports the barrier", [barrier])
    ]
    assert [(str(one.words), one.entries[0].title, one.entries[0].note) for one in back] == [
        ("Supported by the figure", "Dissimilarity 0.41", "since 2021")
    ]
    disconnect(link, people["expert"])
    assert thread_of(barrier, partnership, "observer") == []
    actions = AuditEntry.objects.filter(partnership=partnership).values_list("action", flat=True)
    assert [one for one in actions if "link" in one] == ["link removed", "linked"]


def test_what_a_role_may_not_see_is_not_in_its_thread(ends, partnership, people) -> None:
    _figure, barrier, proposal = ends
    connect(partnership, proposal, "answers", barrier, by=None)
    Deadline.objects.update(done_at="2026-01-01T00:00Z")
    assert len(thread_of(barrier, partnership, "coordinator")) == 1
    assert thread_of(barrier, partnership, "observer") == []


def test_only_pairs_of_the_table_are_linked_and_only_within_a_partnership(ends, partnership, people) -> None:
    from isopolis.workspace.people.joining import found  # noqa: PLC0415

    figure, barrier, proposal = ends
    with pytest.raises(ValueError, match="a figure is not linked to a proposal"):
        connect(partnership, figure, "supports", proposal, by=None)
    with pytest.raises(ValueError, match="not of this partnership"):
        connect(found("Other", people["stranger"]), figure, "supports", barrier, by=None)


def test_a_thing_that_is_deleted_takes_its_links_with_it(ends, partnership) -> None:
    figure, barrier, proposal = ends
    connect(partnership, figure, "supports", barrier, by=None)
    connect(partnership, proposal, "answers", barrier, by=None)
    figure.delete()
    assert Link.objects.get().source_kind == "proposal"


def test_a_kind_needs_a_place_in_the_thread_and_keeps_its_model(stand_ins) -> None:
    with pytest.raises(ValueError, match="has no place in the thread"):
        register(Kind("wish", "wish", "wishes", Phase))
    with pytest.raises(ValueError, match="registered already"):
        register(Kind("barrier", "barrier", "barriers", Deadline))


def test_links_are_made_and_removed_in_the_page(ends, partnership, people, signed_in) -> None:
    figure, barrier, _proposal = ends
    client = signed_in(people["partner"])
    page = f"/partnerships/{partnership.slug}/figures/{figure.pk}/"
    add = f"/partnerships/{partnership.slug}/thread/figure/{figure.pk}/link/"
    assert "Nothing hangs on it yet." in client.get(page).content.decode()
    assert "Ex-ante" in client.get(add, {"how": "supports-barrier"}).content.decode()
    assert "Ex-ante" not in client.get(add, {"words": "plan"}).content.decode()
    assert client.post(f"{add}?how=supports-barrier", {"other": "999999"}).status_code == 400
    answer = client.post(f"{add}?how=supports-barrier", {"other": barrier.pk, "note": "why"})
    assert answer.headers["Location"] == page
    shown = client.get(page).content.decode()
    assert f'<a href="/b/{barrier.pk}/">' in shown
    assert "why" in shown
    link = Link.objects.get()
    assert link.made_by == people["partner"]
    remove = f"/partnerships/{partnership.slug}/thread/links/{link.pk}/remove/"
    assert client.post(remove, {"kind": "proposal"}).status_code == 404
    assert client.post(remove, {"kind": "figure"}).headers["Location"] == page
    assert not Link.objects.exists()
