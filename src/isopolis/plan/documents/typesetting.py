"""Setting documents in type with Typst: tagged PDF (PDF/UA-1, PDF/A-2a), and pictures as PNG."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime
from functools import cache
from typing import Literal

import typst

from isopolis.plan.documents.svg import Picture

Standards = list[Literal["ua-1", "a-2a"]]
STANDARDS: Standards = ["ua-1", "a-2a"]


@cache
def _compiler(*, system_fonts: bool = False) -> typst.Compiler:
    """One compiler for all documents; with its own fonts only, it gives the same bytes on every machine."""
    return typst.Compiler(ignore_system_fonts=not system_fonts)


def typeset(template: bytes, inputs: dict[str, str], day: date, title: str) -> bytes:
    """The PDF of a template that reads ``inputs`` from ``sys.inputs``.

    The bytes depend on nothing but the arguments, unless a text is in a script that the typesetter's own
    fonts (Latin, Greek, Cyrillic and more) do not have: then the machine's fonts are used, and where they
    do not have it either, a :class:`UserWarning` says that the file keeps neither standard and shows empty
    boxes there.
    """
    try:
        return _compiled(_compiler(), template, inputs, day, STANDARDS)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    try:
        return _compiled(_compiler(system_fonts=True), template, inputs, day, STANDARDS)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        warnings.warn(f"{title}: the PDF is not PDF/UA and PDF/A: {error}", stacklevel=3)
    return _compiled(_compiler(system_fonts=True), template, inputs, day, [])


def _compiled(
    compiler: typst.Compiler, template: bytes, inputs: dict[str, str], day: date, standards: Standards
) -> bytes:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    made = compiler.compile(
        template,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=[*standards],
        timestamp=int(noon.timestamp()),
    )
    assert isinstance(made, bytes)  # noqa: S101  (one file, for there is one output)
    return made


def picture_to_png(picture: Picture, ppi: float = 220) -> bytes:
    """The picture as PNG, with the typesetter's own fonts: the same bytes on every machine."""
    template = (
        b"#set page(width: auto, height: auto, margin: 0pt)\n"
        b'#set text(font: "Libertinus Serif")\n'
        b'#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 0.75pt)'
    )
    made = _compiler().compile(
        template, format="png", ppi=ppi, sys_inputs={"svg": picture.svg, "width": str(picture.width)}
    )
    assert isinstance(made, bytes)  # noqa: S101  (one file, for there is one output)
    return made
