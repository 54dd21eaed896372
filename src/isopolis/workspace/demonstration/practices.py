"""Invented practices of the demonstration: one published, one waiting, and links into the thread."""

from __future__ import annotations

from django.utils import timezone

from isopolis.learn.practices.exchange import practice_from
from isopolis.workspace.barriers.models import Barrier
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.practices.shelf import save
from isopolis.workspace.thread.links import connect

SOURCE = {
    "key": "s",
    "title": "Invented report of the demonstration",
    "url": "https://demonstration.invalid/report",
}
RECORDS = (
    {
        "id": "quayside-reading-mornings",
        "title": {"en": "Reading mornings at the quay", "fr": "Matinées de lecture sur le quai"},
        "themes": ["services", "digital"],
        "instruments": ["outreach", "service"],
        "mechanisms": ["administrative-burden", "digital-exclusion"],
        "groups": ["migrants", "low-digital-skills"],
        "city": "Ostervik",
        "size": "50k-250k",
        "degurba": 1,
        "territory": "neighbourhood",
        "start": 2023,
        "status": "running",
        "summary": {
            "en": "Invented for the demonstration. Twice a week two people sit at the "
            "ferry stop and read official "
            "letters with whoever asks, in four languages.",
            "fr": "Inventé pour la démonstration. Deux fois par semaine, deux personnes "
            "lisent à l’arrêt du bac les "
            "courriers officiels avec qui le demande, en quatre langues.",
        },
        "results": [
            {
                "text": {"en": "Some 40 letters a morning.", "fr": "Environ 40 courriers par matinée."},
                "method": "monitoring",
                "direction": "better",
                "source": "s",
            }
        ],
        "requirements": [{"condition": "field-staff"}],
        "sources": [SOURCE],
        "contact": "Ostervik (invented)",
    },
    {
        "id": "valcorrente-shared-keys",
        "title": {"en": "Shared keys for empty shops", "fr": "Des clés partagées pour boutiques vides"},
        "themes": ["engagement", "regeneration"],
        "instruments": ["governance"],
        "mechanisms": ["disinvestment", "unheard"],
        "groups": ["young", "deprived-areas"],
        "city": "Valcorrente",
        "territory": "neighbourhood",
        "status": "pilot",
        "summary": {
            "en": "Invented for the demonstration. Owners lend empty shops for a year; a "
            "residents’ group holds the keys.",
            "fr": "Inventé pour la démonstration. Des propriétaires prêtent des boutiques "
            "vides pour un an ; un "
            "collectif d’habitants tient les clés.",
        },
        "requirements": [{"condition": "organised-residents"}],
        "sources": [SOURCE],
    },
)


def fill_practices(partnership: Partnership, people: dict[str, User]) -> None:
    """Put two invented practices on the shelf and link practices with barriers."""
    states = (Practice.State.PUBLISHED, Practice.State.SUBMITTED)
    for record, state, role in zip(RECORDS, states, ("expert", "partner"), strict=True):
        practice = Practice(partnership=partnership, made_by=people[role], state=state)
        practice.consent_at = timezone.now()
        save(practice, practice_from(record), people[role])
    by_words = {
        "online": "france-digital-advisers",
        "Counters": "france-services",
        "Landlords": "ghent-rental-testing",
    }
    for words, name in by_words.items():
        barrier = Barrier.objects.filter(partnership=partnership, title__contains=words).first()
        if barrier is not None:
            practice = Practice.objects.get(partnership=None, name=name)
            connect(partnership, practice, "addresses", barrier, by=people["expert"])
