"""A city as a peer: what it needs, what it offers, in which languages, how often it can travel and host."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from isopolis.errors import InputError, Phrase
from isopolis.language import message
from isopolis.learn.practices.vocabulary import Group, Mechanism, Theme
from isopolis.records.record import Country, Key, Line, Record, record_from
from isopolis.records.words import LanguageCode


class Subject(Record):
    """What a need or an offer is about; ``practice`` is an example of the catalogue that a city can show."""

    theme: Theme
    mechanism: Mechanism | None = None
    groups: tuple[Group, ...] = ()
    text: Line | None = None
    practice: Key | None = None


class Peer(Record):
    """A city, in the partnership or outside it.

    Attributes
    ----------
    languages
        In which its people can work: BCP 47 codes.
    exchanges
        How many exchanges it can take part in this year.
    met
        Ids of peers that it has already been matched with.
    avoids
        Ids of peers that it does not want to be matched with.
    latitude, longitude
        Of the town hall, in degrees; None: not known, and travel does not count.
    """

    id: Key
    name: Line
    country: Country
    population: Annotated[float, Field(gt=0)]
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1)]
    needs: tuple[Subject, ...] = ()
    offers: tuple[Subject, ...] = ()
    exchanges: Annotated[int, Field(ge=0, le=12)] = 1
    partner: bool = True
    met: tuple[Key, ...] = ()
    avoids: tuple[Key, ...] = ()
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> Peer:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError(Phrase("give latitude and longitude, or neither"))
        return self


def peers_from(records: list[dict[str, Any]], *, file: Path | None = None) -> list[Peer]:
    """Peers from plain data; InputError names the record and the field that is wrong."""
    expected = message("a city with id, name, country, population, languages, needs and offers")
    found = [
        record_from(Peer, record, expected=expected, file=file, row=number)
        for number, record in enumerate(records, 1)
    ]
    twice = {one.id for one in found if sum(other.id == one.id for other in found) > 1}
    if twice:
        raise InputError(
            "two cities have the id “{name}”", file=file, expected="one record a city", name=min(twice)
        )
    return found
