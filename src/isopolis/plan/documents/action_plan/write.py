"""Write the documents of a plan: which kinds there are, and in which formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.plan.documents.action_plan.annual import annual_report
from isopolis.plan.documents.action_plan.early import orientation_paper, preliminary_list
from isopolis.plan.documents.action_plan.summary import executive_summary
from isopolis.plan.documents.action_plan.whole import whole_plan
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.flow import Document
from isopolis.plan.documents.flow.docx import to_docx
from isopolis.plan.documents.flow.html import to_html
from isopolis.plan.documents.flow.odt import to_odt
from isopolis.plan.documents.flow.pdf import to_pdf

DOCUMENTS: Mapping[str, Callable[[Writing], Document]] = MappingProxyType(
    {
        "plan": whole_plan,
        "summary": executive_summary,
        "preliminary": preliminary_list,
        "orientation": orientation_paper,
        "annual": annual_report,
    }
)
"""The documents that a plan alone is enough for."""

DOCUMENT_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "plan": message("Action plan"),
        "summary": message("Executive summary"),
        "preliminary": message("Preliminary list of actions"),
        "orientation": message("Orientation paper"),
        "annual": message("Annual report"),
    }
)

RENDERERS: Mapping[str, Callable[[Document], bytes]] = MappingProxyType(
    {
        "html": lambda document: to_html(document).encode(),
        "pdf": to_pdf,
        "docx": to_docx,
        "odt": to_odt,
    }
)
"""How a document becomes the bytes of each format."""


def compose(name: str, writing: Writing) -> Document:
    """The document of that name.

    Raises
    ------
    InputError
        Where there is none.
    """
    if name not in DOCUMENTS:
        raise InputError(f"there is no document “{name}”", expected="one of " + ", ".join(DOCUMENTS))
    return DOCUMENTS[name](writing)


def write_document(document: Document, folder: Path, name: str, formats: Sequence[str]) -> list[Path]:
    """Write ``name.html``, ``name.pdf`` ... into ``folder`` and say which files were written."""
    for one in formats:
        if one not in RENDERERS:
            raise InputError(f"there is no document as “{one}”", expected="one of " + ", ".join(RENDERERS))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in formats:
        path = folder / f"{name}.{one}"
        path.write_bytes(RENDERERS[one](document))
        written.append(path)
    return written
