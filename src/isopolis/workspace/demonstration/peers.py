"""Invented needs and offers, exchanges, a visit with its lessons; everything in it is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from isopolis.language import Language
from isopolis.workspace.peers.models import Exchange, Lesson, Participant, PeerCity, Subject, Visit
from isopolis.workspace.peers.pairing import answer, pair
from isopolis.workspace.peers.visits import save_visit
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.plan.models import Action
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.thread.links import connect

CITIES = (
    ("Tessemar", "XA", 180_000, ("fr", "en"), 1, "housing/displacement services", "schools digital"),
    ("Ostervik", "XB", 95_000, ("en", "de"), 1, "services housing", "schools transport"),
    (
        "Valcorrente",
        "XC",
        61_000,
        ("it", "en"),
        1,
        "digital/digital-exclusion schools",
        "services engagement",
    ),
    ("Brunnau", "XD", 240_000, ("de", "en"), 2, "schools engagement/unheard", "housing/displacement data"),
    ("Kastellos", "XE", 38_000, ("en",), 1, "engagement", "regeneration"),
    ("Dolnamost", "XF", 52_000, ("en", "de"), 1, "regeneration", "engagement"),
    ("Fernby", "XG", 74_000, ("en",), 1, "data", "engagement"),
    ("Aldebrook", "XH", 21_000, ("fr",), 1, "transport", "regeneration"),
)
"""Name, country (codes that no country has), inhabitants, languages, exchanges a year, needs, offers."""
OUTSIDE = {"Fernby", "Aldebrook"}
WORDS = {
    ("Tessemar", "housing"): "Rents at the quay have doubled in six years.",
    ("Valcorrente", "digital"): "Counters close, and one in four cannot use the portal.",
    ("Ostervik", "housing"): "Homes near the new tram change hands, and their tenants with them.",
    ("Brunnau", "housing"): "Our rule for homes that change hands, since 2019.",
}
FUNCTIONS = (
    ("Housing allocation", True, False),
    ("Neighbourhood office", True, False),
    ("Tenants’ association", True, True),
    ("Landlord of the city", False, True),
)


def fill_peers(partnership: Partnership, people: dict[str, User]) -> None:
    """Eight cities, a matching, an agreed exchange with a visit behind it, one that awaits an answer."""
    _add_cities(partnership)
    coordinator = people["coordinator"]
    pair(partnership, coordinator, abroad=True, outsiders=1)
    exchange = partnership.exchanges.get(one__name="Brunnau", other__name="Ostervik")
    for side in ("one", "other"):
        answer(exchange, side, yes=True, by=coordinator)
    _visit(partnership, exchange, people["expert"])
    waiting = partnership.exchanges.get(one__name="Tessemar", other__name="Valcorrente")
    answer(waiting, "one", yes=True, by=coordinator)


def _add_cities(partnership: Partnership) -> None:
    organisations = {one.name: one for one in partnership.organisations.all()}
    for name, country, population, languages, exchanges, needs, offers in CITIES:
        city = PeerCity.objects.create(
            partnership=partnership,
            organisation=None if name in OUTSIDE else organisations[name],
            name=name,
            country=country,
            population=population,
            languages=list(languages),
            exchanges=exchanges,
            office=f"Office for equal places of {name}, exchanges@{name.lower()}.invalid",
        )
        for words, is_offer in ((needs, False), (offers, True)):
            for word in words.split():
                theme, _, mechanism = word.partition("/")
                text = WORDS.get((name, theme), "")
                Subject.objects.create(
                    city=city, is_offer=is_offer, theme=theme, mechanism=mechanism, text=text
                )


def _visit(partnership: Partnership, exchange: Exchange, by: User) -> None:
    first = timezone.now().date() - timedelta(days=100)
    visit = Visit(
        exchange=exchange,
        host=exchange.one,
        template="look-and-learn",
        first_day=first,
        last_day=first + timedelta(days=1),
        place="Town hall of Brunnau, entrance without steps on the river side",
        needs=["step-free", "captions"],
        travel=260,
        night=95,
        day=45,
        accessibility=180,
    )
    save_visit(visit, Language("en"), fresh_agenda=True)
    more = {
        1: {"who": "Housing allocation of Ostervik"},
        3: {
            "who": "Neighbourhood office, tenants’ association",
            "access": "700 m without steps, three benches",
        },
        7: {"who": "Tenants’ association", "access": "captions, sign language on request"},
    }
    visit.items = [replace(item, **more.get(number, {})) for number, item in enumerate(visit.items)]
    visit.save()
    for function, is_guest, is_stakeholder in FUNCTIONS:
        Participant.objects.create(
            visit=visit, function=function, is_guest=is_guest, is_stakeholder=is_stakeholder
        )
    lesson = Lesson.objects.create(
        visit=visit,
        city=exchange.other,
        learned="Brunnau asks landlords before they sell, not after. Two people do nothing else.",
        warning="In the first year tenants were told last; some had signed to leave by then.",
        different="A list of homes whose protection ends, kept by one office.",
        step="Make the list of homes whose protection ends within five years",
        step_by=first + timedelta(days=120),
        made_by=by,
    )
    connect(
        partnership,
        lesson,
        "tells-of",
        Practice.objects.get(partnership=None, name="berlin-milieu-protection"),
        by=by,
    )
    action = Action.objects.filter(partnership=partnership, key="stay-put").first()
    if action is not None:
        connect(partnership, lesson, "led-to", action, by=by)
