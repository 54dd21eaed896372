"""Sticky notes: sorted into clusters, clusters into proposals and minutes; each step in one transaction."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from isopolis.decide.similarity import clusters
from isopolis.workspace.decide import proposals
from isopolis.workspace.decide.models import Channel, Proposal
from isopolis.workspace.facilitation.models import Cluster, Note, Session
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import User

NEW = "new"
"""The word for a cluster that is to be made."""


@transaction.atomic
def sort_notes(session: Session, wanted: Mapping[int, str], new_title: str, by: User) -> int:
    """Put notes into clusters: note -> number of a cluster, :data:`NEW`, or "" for none; how many moved."""
    known = {str(one.pk): one for one in session.clusters.all()}
    notes = [one for one in session.notes.all() if one.pk in wanted]
    if new_title and any(wanted[one.pk] == NEW for one in notes):
        known[NEW] = Cluster.objects.create(session=session, title=new_title[:160])
    moved = 0
    for note in notes:
        word = wanted[note.pk]
        cluster = known.get(word)
        if (word == "" or cluster) and note.cluster != cluster:
            note.cluster = cluster
            note.save(update_fields=["cluster"])
            moved += 1
    if moved:
        record(by, "notes sorted", f"{moved} notes", session.meeting.partnership)
    return moved


@transaction.atomic
def suggest_clusters(session: Session, by: User) -> int:
    """Put loose notes that may say the same together, under the words of the first; how many clusters."""
    loose = list(session.notes.filter(cluster=None))
    made = 0
    for heap in clusters([one.text for one in loose]):
        if len(heap) > 1:
            cluster = Cluster.objects.create(session=session, title=loose[heap[0]].text[:160])
            Note.objects.filter(pk__in=[loose[at].pk for at in heap]).update(cluster=cluster)
            made += 1
    record(by, "clusters suggested", f"{made} clusters", session.meeting.partnership)
    return made


@transaction.atomic
def propose(cluster: Cluster, by: User) -> Proposal:
    """Make a cluster a proposal of the session's round, from what stands on its notes."""
    session = cluster.session
    made = Proposal(
        round=session.round,
        title=cluster.title,
        problem=session.question,
        idea="\n".join(f"– {one.text}" for one in cluster.notes.all())[:3000],
        signature=str(session.meeting),
        channel=Channel.PAPER,
    )
    proposals.put(made, by)
    cluster.proposal = made
    cluster.save(update_fields=["proposal"])
    record(by, "cluster proposed", f"proposal {made.pk}", session.meeting.partnership)
    return made


@transaction.atomic
def into_minutes(session: Session, by: User) -> None:
    """Write the clusters with their notes at the end of the meeting's minutes."""
    meeting = session.meeting
    parts = [f"{_('Notes')}: {session.question}".rstrip(": ")]
    for cluster in session.clusters.prefetch_related("notes"):
        parts += [f"\n{cluster.title}", *(f"– {one.text}" for one in cluster.notes.all())]
    loose = session.notes.filter(cluster=None)
    if loose:
        parts += [f"\n{_('Not sorted')}", *(f"– {one.text}" for one in loose)]
    meeting.minutes = f"{meeting.minutes}\n\n".lstrip() + "\n".join(parts)
    meeting.minutes = meeting.minutes[:20_000]
    meeting.save(update_fields=["minutes"])
    record(by, "minutes changed", str(meeting), meeting.partnership)
