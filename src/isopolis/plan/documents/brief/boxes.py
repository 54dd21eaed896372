"""The boxes of a brief: how good the data is, how the figures were made, where they come from."""

from __future__ import annotations

from datetime import date
from pathlib import PureWindowsPath

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.language import Language, message
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation.registry import INDICES
from isopolis.plan.documents.brief.content import Box, Row, Table
from isopolis.plan.documents.brief.figures_table import index_title
from isopolis.plan.documents.brief.groups import group_label

_STATUS_COLUMNS = {
    "observed": message("observed"),
    "zero": message("zero"),
    "not_collected": message("not collected"),
    "suppressed": message("hidden"),
    "imputed": message("filled in"),
    "perturbed": message("with noise"),
}
_MOST_REMARKS = 6


def quality_box(diagnosis: Diagnosis, language: Language) -> Box:
    """What is known of the areas, and what that does to the figures."""
    status = _status(diagnosis.local)
    n = len(status)

    def areas(*which: FigureStatus) -> int:
        return int(np.isin(status, [str(one) for one in which]).sum())

    none = (FigureStatus.SUPPRESSED, FigureStatus.NOT_COLLECTED, FigureStatus.UNDEFINED)
    said = [
        language.text(
            "Areas with a figure: {known} of {n}.",
            known=language.number(n - areas(*none)),
            n=language.number(n),
        )
    ]
    sentences = (
        (
            FigureStatus.SUPPRESSED,
            message("Withheld here or hidden by the publisher, to protect people: {n}."),
        ),
        (FigureStatus.NOT_COLLECTED, message("Not counted or not published: {n}.")),
        (FigureStatus.UNDEFINED, message("With nobody to count: {n}.")),
        (FigureStatus.IMPUTED, message("With counts that the publisher filled in: {n}.")),
        (FigureStatus.PERTURBED, message("With counts that carry the publisher's noise or rounding: {n}.")),
    )
    said += [language.text(text, n=language.number(areas(one))) for one, text in sentences if areas(one)]
    partial = (diagnosis.figures["status"] == FigureStatus.PARTIAL).any()
    if partial or areas(FigureStatus.SUPPRESSED, FigureStatus.NOT_COLLECTED):
        said.append(
            language.text(
                "An area with a hidden or missing count is left out of the figures, never read as zero."
            )
        )
    else:
        said.append(language.text("No count that the figures need is hidden or missing."))
    return Box(language.text("Quality of the data"), tuple(said))


def _status(local: pd.DataFrame) -> npt.NDArray[np.object_]:
    """The status of each area; undefined where nothing is hidden and yet there is no figure."""
    status = local["status"].astype(str).to_numpy(dtype=object)
    figures = [name for name in local.columns if str(name).startswith(("share:", "location_quotient:"))]
    if not figures:
        return status
    reasons = [str(FigureStatus.SUPPRESSED), str(FigureStatus.NOT_COLLECTED)]
    nobody = local[figures].isna().all(axis=1).to_numpy() & ~np.isin(status, reasons)
    return np.where(nobody, str(FigureStatus.UNDEFINED), status)


def quality_table(diagnosis: Diagnosis, language: Language) -> Table | None:
    """The quality sheet for the groups compared: how many counts have which status."""
    sheet = diagnosis.quality
    if "column" not in sheet.columns:
        return None
    present = [name for name in _STATUS_COLUMNS if name in sheet.columns]
    chosen = sheet[sheet["column"].isin(diagnosis.groups)].drop_duplicates("column")
    shown = [name for name in present if name == "observed" or chosen[name].fillna(0).astype(float).sum() > 0]
    if chosen.empty or not shown:
        return None
    rows = tuple(
        Row(
            group_label(diagnosis, str(line["column"]), language),
            tuple("–" if pd.isna(line[name]) else language.number(float(line[name])) for name in shown),
        )
        for line in chosen.to_dict("records")
    )
    headers = (language.text("Group"), *(language.text(_STATUS_COLUMNS[name]) for name in shown))
    return Table(language.text("Counts in the whole file, by what is known of them"), headers, rows)


def method_box(diagnosis: Diagnosis, language: Language) -> Box:
    """How the figures were made, in words, with the papers that define them."""
    used = dict.fromkeys(diagnosis.figures["index"])
    sources = [
        f"{index_title(index.name, language)}, {index.source.split(';')[0]}"
        for index in INDICES
        if index.name in used and index.source[:1].isalpha()
    ]
    said = []
    if any(name.startswith("contribution:") for name in diagnosis.local.columns):
        said.append(
            language.text(
                "What the areas contribute to an index adds up to the city's figure: the two always agree."
            )
        )
    if diagnosis.threshold > 0:
        said.append(
            language.text(
                "No figure about an area with fewer than {n} people is shown.",
                n=language.number(diagnosis.threshold),
            )
        )
    else:
        said.append(language.text("The data was public already: no area figure was withheld for size."))
    if sources:
        said.append(language.text("Definitions: {sources}.", sources="; ".join(sources)))
    return Box(language.text("Method"), tuple(said))


def remarks_box(diagnosis: Diagnosis, language: Language) -> Box | None:
    """What else the reader should know; None where there is nothing."""
    remarks = (*diagnosis.remarks, *diagnosis.provenance.source.notes)
    if not remarks:
        return None
    shown = [language.text(remark) for remark in remarks[:_MOST_REMARKS]]
    if len(remarks) > _MOST_REMARKS:
        rest = language.number(len(remarks) - _MOST_REMARKS)
        shown.append(language.text("Further remarks, in figures.json: {n}.", n=rest))
    return Box(language.text("Remarks"), tuple(shown))


def file_name(path: str) -> str:
    """The name of a file without its folders, which are nobody's business but the user's.

    >>> file_name("/home/me/data/cells.csv"), file_name(r"C:\\data\\cells.csv")
    ('cells.csv', 'cells.csv')
    """
    return PureWindowsPath(path).name


def source_line(diagnosis: Diagnosis, language: Language) -> str:
    """Who made the data, what it is and when: the line below a map."""
    source = diagnosis.provenance.source
    parts = [source.producer, source.title or file_name(source.file), str(source.year) if source.year else ""]
    return language.text("Source: {origin}", origin=", ".join(part for part in parts if part))


def provenance_list(diagnosis: Diagnosis, language: Language, day: date) -> tuple[tuple[str, str], ...]:
    """Enough to compute the figures again, as pairs of a term and its text."""
    made = diagnosis.provenance
    source = made.source
    pairs = (
        (message("Data"), " · ".join(filter(None, (source.title, source.producer, str(source.year or ""))))),
        (message("Licence"), source.licence),
        (message("File"), file_name(source.file)),
        ("SHA-256", source.sha256),
        (message("Read as"), source.reader),
        (message("Computed by"), f"Isopolis {made.version} · {made.method}"),
        (message("Parameters"), "; ".join(_parameters(diagnosis, language))),
        (message("Seed"), "" if made.seed is None else str(made.seed)),
        (message("Date"), language.date(day)),
    )
    return tuple((language.text(term), text) for term, text in pairs if text)


_PARAMETERS = {
    "earlier_file": message("earlier date: {value}"),
    "earlier_year": message("of {value}"),
    "by": message("one city for each {value}"),
    "threshold": message("areas from {value} people"),
    "replicates": message("{value} draws"),
}


def _parameters(diagnosis: Diagnosis, language: Language) -> list[str]:
    """What the user chose, in words; the groups are in the title and what was left open is not told."""
    out = []
    for key, value in diagnosis.provenance.parameters.items():
        if value is None or value == "" or key in ("groups", "earlier_sha256"):
            continue
        said = language.number(value) if isinstance(value, int) and key != "earlier_year" else str(value)
        text = _PARAMETERS.get(key)
        out.append(language.text(text, value=said) if text else f"{key.replace('_', ' ')}: {said}")
    return out
