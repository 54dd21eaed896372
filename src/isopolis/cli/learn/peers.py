"""`isopolis learn peers`: who meets whom, from a file of cities with their needs and offers."""

from __future__ import annotations

import json
from pathlib import Path

import click

from isopolis.cli.options import language_option
from isopolis.cli.screen import Screen
from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.learn.peers.affinity import reasons
from isopolis.learn.peers.matching import match_peers
from isopolis.learn.peers.peer import Peer, peers_from

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=_PATH)
@click.option(
    "--outsiders",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Exchanges with cities outside the partnership, at least.",
)
@click.option("--same-country", is_flag=True, help="Also match cities of one country.")
@click.option("--agreed", type=_PATH, help="An earlier answer (--out): change as little of it as possible.")
@click.option("--out", type=_PATH, help="Write the exchanges to this JSON file.")
@language_option
def peers(
    *,
    file: Path,
    outsiders: int,
    same_country: bool,
    agreed: Path | None,
    out: Path | None,
    language_code: str,
) -> None:
    """Match the cities of FILE (JSON: id, name, country, population, languages, needs, offers) both ways."""
    language = Language(language_code)
    cities = peers_from(_list(file, "peers"), file=file)
    keep = [] if agreed is None else [(e["one"], e["other"]) for e in _list(agreed, "exchanges")]
    found = match_peers(cities, abroad=not same_country, outsiders=outsiders, keep=keep)
    by_id: dict[str, Peer] = {city.id: city for city in cities}
    screen = Screen(language)
    for exchange in found.exchanges:
        one, other = by_id[exchange.one], by_id[exchange.other]
        screen.say(f"{one.name} – {other.name}")
        for reason in reasons(one, other, language):
            screen.say(f"  {reason}")
    if found.without:
        names = ", ".join(by_id[name].name for name in found.without)
        screen.say(language.text("Without an exchange: {names}.", names=names))
    if out is not None:
        record = [{"one": e.one, "other": e.other, "worth": e.worth} for e in found.exchanges]
        out.write_text(json.dumps({"exchanges": record, "without": list(found.without)}, indent=1) + "\n")
        screen.say(str(out))


def _list(file: Path, name: str) -> list[dict[str, object]]:
    try:
        data = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", file=file) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(
            f"this is not JSON: {error}", file=file, expected=f"an object with “{name}”"
        ) from None
    records = data.get(name) if isinstance(data, dict) else data
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise InputError(f"there is no list “{name}”", file=file, expected=f"an object with “{name}”")
    return records
