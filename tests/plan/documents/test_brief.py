"""Briefs: what they say, and that every form says all of it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import docx
import numpy as np
import pandas as pd
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.areas.grid import Cells
from isopolis.measure.diagnosis import Diagnosis
from isopolis.plan.documents import write_brief, write_city_briefs, write_figures
from isopolis.plan.documents.brief.compose import brief_of_cities, brief_of_city, one_city
from isopolis.plan.documents.brief.content import BriefContent
from isopolis.plan.documents.brief.docx import to_docx
from isopolis.plan.documents.brief.groups import groups_label
from isopolis.plan.documents.brief.html import to_html
from isopolis.plan.documents.brief.pdf import to_pdf
from isopolis.plan.documents.typesetting import picture_to_png

DAY = date(2026, 11, 26)
UGLY = "<script>&amp; #let x = 1 $y$ *bold* _it_ \\n \"q\" 'a' `c` @ref [z] {w} //"
NAMES = "Łódź Šiauliai Ėriškiai Ūdrija Αθήνα Θεσσαλονίκη Велико Търново Ąžuolų Győr Brăila Reykjavík"


def ugly(diagnosis: Diagnosis, text: str) -> Diagnosis:
    """The same diagnosis with ``text`` in every place where a name can stand."""
    source = replace(diagnosis.areas.source, title=text, producer=text, file=text, reader=text, licence=text)
    areas = replace(diagnosis.areas, labels=dict.fromkeys(diagnosis.groups, text), source=source)
    return replace(
        diagnosis,
        areas=areas,
        figures=diagnosis.figures.assign(city=text, sentence=text),
        local=diagnosis.local.assign(city=text, name=text),
        remarks=(text,),
        provenance=replace(diagnosis.provenance, source=source),
    )


def many(diagnosis: Diagnosis, n: int, sentence: str) -> Diagnosis:
    """The same diagnosis with ``n`` figures of long sentences."""
    figures = pd.concat([diagnosis.figures.assign(sentence=sentence, scale=f"{k} m") for k in range(n)])
    return replace(diagnosis, figures=figures, remarks=(sentence,) * 9)


def cities(generated, n: int, side: int = 12) -> Diagnosis:
    """A diagnosis of several cities: the same one under several names, with several values."""
    parts = [generated(f"City {k:02d}", side=side) for k in range(n)]
    figures = pd.concat(
        [
            part.figures.assign(value=0.3 + k / 50, low=0.28 + k / 50, high=0.32 + k / 50)
            for k, part in enumerate(parts)
        ]
    )
    return replace(parts[0], figures=figures, local=pd.concat([part.local for part in parts]))


class Outline(HTMLParser):
    """The tags of a page and the text that a reader sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._silent = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text += data


def pdf_text(data: bytes) -> str:
    """The text of a PDF with line breaks and hyphens at line ends undone."""
    pages = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return re.sub(r"\s+", " ", pages.replace("\u00ad", ""))


def test_a_brief_holds_the_figure_its_interval_and_its_sentence(generated) -> None:
    diagnosis = generated()
    content = brief_of_city(diagnosis, Language("en"), DAY)
    figure = diagnosis.figures.iloc[0]
    row = content.figures.rows[0]
    assert row.head == "Dissimilarity (D)"
    assert row.cells == (f"{figure['value']:.3f}", f"{figure['low']:.3f} to {figure['high']:.3f}", "0.030")
    said = "29 of 100 people of one of the two groups would have to move to another area"
    assert row.detail.startswith(said)
    assert content.headline.sentences[0] == row.detail


def test_a_figure_without_a_value_says_why(generated) -> None:
    diagnosis = generated()
    figures = diagnosis.figures.assign(
        value=np.nan, low=np.nan, high=np.nan, expected=np.nan, status="suppressed", sentence=""
    )
    row = brief_of_city(replace(diagnosis, figures=figures), Language("en"), DAY).figures.rows[0]
    assert row.cells == ("–", "–", "–")
    assert row.detail == "Withheld, to protect the people of small groups."


def test_the_quality_box_counts_what_is_hidden_and_what_is_missing(generated) -> None:
    said = " ".join(brief_of_city(generated(), Language("en"), DAY).quality.sentences)
    assert "Areas with a figure: 141 of 144." in said
    assert "With nobody to count: 1." in said
    assert "to protect people: 1." in said
    assert "Not counted or not published: 1." in said


def test_places_come_with_their_caveat_and_without_tiny_areas(generated) -> None:
    diagnosis = generated()
    local = diagnosis.local.copy()
    local.loc[0, ["people", "share:OTH", "name"]] = [20, 0.99, "Tiny"]
    places = brief_of_city(replace(diagnosis, local=local), Language("en"), DAY).places
    assert places is not None
    assert len(places.rows) == 5
    assert "Tiny" not in [row.head for row in places.rows]
    assert "not how good a place is to live in" in places.note


def test_no_places_are_named_where_there_are_few_areas(generated) -> None:
    assert brief_of_city(generated(side=3), Language("en"), DAY).places is None


def test_a_city_without_shapes_says_so_instead_of_a_map(generated) -> None:
    diagnosis = generated()
    bare = replace(diagnosis, areas=replace(diagnosis.areas, geometry=None))
    page = to_html(brief_of_city(bare, Language("en"), DAY))
    assert "no shapes of the areas" in page
    assert re.search("<h2>Share of “[^”]+” in the areas", page)
    assert "share in the city" in page
    assert len(PdfReader(io.BytesIO(to_pdf(brief_of_city(bare, Language("en"), DAY)))).pages) == 2


def test_the_page_is_one_file_that_fetches_nothing(generated) -> None:
    outline = Outline(to_html(brief_of_city(generated(), Language("fr"), DAY)))
    addresses = [
        value for _, attributes in outline.tags for key, value in attributes.items() if key in ("src", "href")
    ]
    assert all(value and value.startswith("#") for value in addresses)
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in outline.tags}
    assert dict(outline.tags)["html"]["lang"] == "fr"


def test_tables_of_the_page_have_captions_and_headers_with_a_scope(generated) -> None:
    outline = Outline(to_html(brief_of_city(generated(), Language("en"), DAY)))
    assert all(attributes.get("scope") in ("row", "col") for tag, attributes in outline.tags if tag == "th")
    headings = [tag for tag, _ in outline.tags if re.fullmatch(r"h\d", tag)]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}


def test_ids_are_unique_on_a_page_of_several_maps(generated) -> None:
    outline = Outline(to_html(brief_of_cities(cities(generated, 4), Language("en"), DAY)))
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {
        word for _, attributes in outline.tags for word in (attributes.get("aria-labelledby") or "").split()
    }
    assert named <= set(ids)


@pytest.mark.parametrize("text", [UGLY, NAMES])
def test_any_name_survives_in_the_page_and_on_paper(generated, text: str) -> None:
    content = brief_of_city(ugly(generated(), text), Language("en"), DAY)
    assert Outline(to_html(content)).text.count(text) >= 8
    assert "<script>" not in to_html(content)
    printed = pdf_text(to_pdf(content))
    assert printed.count(text) >= 4


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("side", [1, 12])
def test_a_city_takes_exactly_two_pages_of_a4(generated, side: int, language: str) -> None:
    reader = PdfReader(io.BytesIO(to_pdf(brief_of_city(generated(side=side), Language(language), DAY))))
    assert len(reader.pages) == 2
    assert [round(float(x)) for x in reader.pages[0].mediabox[2:]] == [595, 842]


@pytest.mark.parametrize("figures", [1, 8, 30])
def test_two_pages_hold_many_figures_and_long_names(generated, figures: int) -> None:
    long = ugly(generated(), "Gemeenschap van gemeenten van de noordelijke heuvels en moerassen " * 4)
    long = many(
        long, figures, "Of every hundred people a long sentence says what they would have to do. " * 6
    )
    assert len(PdfReader(io.BytesIO(to_pdf(brief_of_city(long, Language("en"), DAY)))).pages) == 2


def test_the_pdf_is_tagged_archivable_and_names_its_language(generated) -> None:
    reader = PdfReader(io.BytesIO(to_pdf(brief_of_city(generated(), Language("fr"), DAY))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert reader.metadata.title == "Demoville · Diagnostic de la ségrégation"


def test_the_picture_in_the_pdf_carries_its_text_alternative(generated) -> None:
    content = brief_of_city(generated(), Language("en"), DAY)

    def alternatives(node: object) -> list[str]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            return [text for child in node for text in alternatives(child)]
        if not isinstance(node, dict):
            return []
        own = [str(node["/Alt"])] if "/Alt" in node else []
        return own + (alternatives(node["/K"]) if "/K" in node else [])

    reader = PdfReader(io.BytesIO(to_pdf(content)))
    found = alternatives(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    assert content.maps[0].picture.alternative in found


def test_a_comparison_never_orders_cities_without_their_intervals(generated) -> None:
    content = brief_of_cities(cities(generated, 9), Language("en"), DAY)
    assert [row.head for row in content.figures.rows] == [f"City {k:02d}" for k in reversed(range(9))]
    assert all(" to " in row.cells[1] for row in content.figures.rows)
    assert "cannot be told apart" in content.figures.note
    assert content.chart is not None
    assert content.maps == ()


def test_few_cities_are_shown_as_maps_with_the_same_classes(generated) -> None:
    content = brief_of_cities(cities(generated, 3), Language("en"), DAY)
    assert len(content.maps) == 3
    assert len({tuple(entry.words for entry in one.legend[:5]) for one in content.maps}) == 1


def test_of_many_cities_the_table_shows_the_most_populous_and_says_so(generated) -> None:
    diagnosis = cities(generated, 105, side=2)
    smallest = diagnosis.cities[50]
    local = diagnosis.local.copy()
    local.loc[local["city"] == smallest, "people"] /= 10
    content = brief_of_cities(replace(diagnosis, local=local), Language("en"), DAY)
    shown = [row.head for row in content.figures.rows]
    assert len(shown) == 100
    assert smallest not in shown
    assert "100 cities with the most people of 105" in content.figures.note


def test_a_hundred_cities_fit_a_pdf_whatever_its_length(generated) -> None:
    diagnosis = cities(generated, 100, side=2)
    text = pdf_text(to_pdf(brief_of_cities(diagnosis, Language("en"), DAY)))
    assert all(f"City {k:02d}" in text for k in range(100))


def test_files_are_written_for_the_whole_and_for_each_city(generated, tmp_path: Path) -> None:
    diagnosis = cities(generated, 2)
    paths = write_brief(diagnosis, tmp_path, Language("en"), formats=("html",), day=DAY)
    paths += write_city_briefs(diagnosis, tmp_path, Language("en"), formats=("html",), day=DAY)
    names = [path.relative_to(tmp_path).as_posix() for path in paths]
    assert names == ["brief.html", "cities/city-00/brief.html", "cities/city-01/brief.html"]
    assert "<h1>City 01</h1>" in paths[2].read_text(encoding="utf-8")


def test_the_same_diagnosis_gives_the_same_bytes(generated, tmp_path: Path) -> None:
    first = write_brief(generated(), tmp_path / "a", Language("en"), day=DAY)
    second = write_brief(generated(), tmp_path / "b", Language("en"), day=DAY)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_an_unknown_format_is_refused(generated, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no brief as “odt”"):
        write_brief(generated(), tmp_path, Language("en"), formats=("odt",), day=DAY)


def test_a_picture_becomes_a_png(generated) -> None:
    content = brief_of_city(one_city(cities(generated, 2), "City 01"), Language("en"), DAY)
    assert picture_to_png(content.maps[0].with_legend(), ppi=72).startswith(b"\x89PNG")


def docx_of(content: BriefContent) -> tuple[object, zipfile.ZipFile]:
    """The document as python-docx reads it, and its archive."""
    data = to_docx(content)
    return docx.Document(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(data))


def all_text(document: object) -> str:
    """Every text of a Word document, that of its tables included."""
    return "\n".join("".join(node.itertext()) for node in document.element.iter(qn("w:p")))


def test_the_word_document_has_headings_and_a_language(generated) -> None:
    document, archive = docx_of(brief_of_city(generated(), Language("fr"), DAY))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[0] == "En bref"
    assert "Méthode" in headings
    assert next(p.text for p in document.paragraphs if p.style.name == "Title") == "Demoville"
    assert 'w:lang w:val="fr-FR"' in archive.read("word/styles.xml").decode()
    core = document.core_properties
    assert (core.title, core.author, core.language) == (
        "Demoville · Diagnostic de la ségrégation",
        "Isopolis",
        "fr",
    )
    assert core.created.date() == DAY


def test_tables_of_the_word_document_repeat_their_header(generated) -> None:
    document, _ = docx_of(brief_of_city(generated(), Language("en"), DAY))
    assert len(document.tables) == 3
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    assert document.tables[1].cell(0, 2).text == "95% interval"


def test_the_picture_in_the_word_document_has_its_text_alternative(generated) -> None:
    content = brief_of_city(generated(), Language("en"), DAY)
    document, _ = docx_of(content)
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == content.maps[0].picture.alternative
    assert picture.width.mm <= 178
    assert picture.height.mm <= 109


@pytest.mark.parametrize("text", [UGLY, NAMES])
def test_any_name_survives_in_the_word_document(generated, text: str) -> None:
    document, _ = docx_of(brief_of_city(ugly(generated(), text), Language("en"), DAY))
    assert all_text(document).count(text) >= 8


def test_the_word_document_compares_cities(generated) -> None:
    content = brief_of_cities(cities(generated, 3, side=4), Language("en"), DAY)
    document, _ = docx_of(content)
    assert len(document.inline_shapes) == 5  # the legend, three maps, the chart
    assert [row.cells[0].text for row in document.tables[0].rows] == ["City", "City 02", "City 01", "City 00"]


def test_control_characters_are_shown_as_such_in_every_form(generated, tmp_path: Path) -> None:
    diagnosis = ugly(generated(side=4), "Old\x00 \x0bTown\x1b")
    paths = write_brief(diagnosis, tmp_path, Language("en"), day=DAY)
    assert "Old\ufffd \ufffdTown\ufffd" in paths[0].read_text(encoding="utf-8")
    assert "Old\ufffd \ufffdTown\ufffd" in all_text(docx.Document(str(paths[2])))
    assert len(PdfReader(paths[1]).pages) == 2


@pytest.mark.parametrize("name", ["თბილისი", "Երևան", "القاهرة", "תל אביב"])
def test_other_scripts_are_set_in_type(generated, name: str) -> None:
    reader = PdfReader(io.BytesIO(to_pdf(brief_of_city(generated(name, side=4), Language("en"), DAY))))
    assert len(reader.pages) == 2
    assert name in reader.metadata.title


def test_a_character_that_no_font_has_costs_the_standard_and_is_told(generated) -> None:
    with pytest.warns(UserWarning, match="not PDF/UA and PDF/A"):
        data = to_pdf(brief_of_city(generated("\U0010fffd", side=4), Language("en"), DAY))
    assert len(PdfReader(io.BytesIO(data)).pages) == 2


def test_of_many_groups_the_map_shows_the_one_that_areas_tell_most_about(generated) -> None:
    diagnosis = generated()
    share = diagnosis.local["share:OTH"]
    local = diagnosis.local.assign(
        **{"share:EU": share, "location_quotient:EU": diagnosis.local["location_quotient:OTH"]}
    )
    rows = [
        diagnosis.figures.assign(index="correlation_ratio", groups=f"{group} / rest", value=value)
        for group, value in (("OTH", 0.02), ("NAT", 0.01), ("EU", 0.3))
    ]
    three = replace(
        diagnosis,
        groups=("OTH", "NAT", "EU"),
        local=local,
        figures=pd.concat([diagnosis.figures.assign(groups="OTH / NAT / EU"), *rows]),
    )
    content = brief_of_city(three, Language("en"), DAY)
    assert content.maps[0].picture.title == "Demoville: where the group “EU” lives"
    assert content.places is not None
    assert "“EU”" in content.places.caption


def test_figures_of_all_groups_come_before_those_of_one(generated) -> None:
    diagnosis = generated()
    figure = diagnosis.figures
    crowd = [figure.assign(groups=f"X{k} / rest") for k in range(20)]
    everybody = figure.assign(index="theil_h")
    content = brief_of_city(replace(diagnosis, figures=pd.concat([*crowd, everybody])), Language("en"), DAY)
    assert len(content.figures.rows) == 12
    assert content.figures.rows[-1].head == "Theil’s information theory index (H)".replace("’", "'")
    assert "Further figures, in figures.xlsx: 9." in content.figures.note


def test_a_value_outside_its_corrected_interval_is_explained(generated) -> None:
    diagnosis = generated()
    low = diagnosis.figures.assign(value=0.35, low=0.30, high=0.33)
    content = brief_of_city(replace(diagnosis, figures=low), Language("en"), DAY)
    assert (
        "0.350 as counted; corrected for small counts, it lies between 0.300 and 0.330"
        in content.headline.sentences[1]
    )
    assert "A value may lie outside its interval" in content.figures.note
    usual = brief_of_city(diagnosis, Language("en"), DAY)
    assert "A value may lie outside its interval" not in usual.figures.note


def test_the_corrected_figures_have_a_column_where_they_matter(generated) -> None:
    diagnosis = generated()
    lifted = replace(
        diagnosis, figures=diagnosis.figures.assign(value=0.35, low=0.30, high=0.33, corrected=0.315)
    )
    content = brief_of_city(lifted, Language("en"), DAY)
    assert content.figures.headers[-1] == "Corrected for small counts"
    assert content.figures.rows[0].cells[-1] == "0.315"
    reader = PdfReader(io.BytesIO(to_pdf(content)))
    assert len(reader.pages) == 2
    # A row of the table is a line of the page: its five cells stand beside each other.
    row = "0.3500.300to0.3300.0300.315"
    assert row in re.sub(r"\s+", "", reader.pages[1].extract_text())
    assert "Corrected for small counts" not in brief_of_city(diagnosis, Language("en"), DAY).figures.headers


def test_folders_of_the_user_do_not_leave(generated, tmp_path: Path) -> None:
    diagnosis = generated()
    source = replace(diagnosis.provenance.source, file="/home/someone/secret/cells.csv", title="")
    made = replace(diagnosis, provenance=replace(diagnosis.provenance, source=source))
    content = brief_of_city(made, Language("en"), DAY)
    assert ("File", "cells.csv") in content.provenance
    assert content.maps[0].source == "Source: Isopolis, cells.csv, 2021"
    write_figures(made, tmp_path, Language("en"))
    assert "someone" not in (tmp_path / "figures.json").read_text(encoding="utf-8")


def test_a_figure_of_one_of_many_groups_names_that_group_only(generated) -> None:
    diagnosis = replace(generated(), groups=("OTH", "NAT", "EU", "X"))
    french = Language("fr")
    assert groups_label(diagnosis, "OTH / rest", french) == "born outside the EU"
    assert groups_label(diagnosis, "OTH / NAT / rest", french) == "born outside the EU / born in the country"
    assert groups_label(diagnosis, "OTH / NAT / EU / X", french) == "4 groupes"
    pair = replace(diagnosis, groups=("OTH", "rest"))
    assert groups_label(pair, "rest / OTH", Language("en")) == "everybody else / born outside the EU"


@pytest.mark.parametrize(
    ("side", "groups", "placed"),
    [(1000, "OTH / rest", True), (500, "OTH / rest", False), (1000, "blue / red", False)],
)
def test_a_figure_is_placed_among_european_cities_where_it_can_be_compared(
    generated, side: int, groups: str, placed: bool
) -> None:
    found = generated("Town", side=12)
    east, north = np.divmod(np.arange(len(found.areas)), 12)
    cells = Cells(side * (4000 + east), side * (3000 + north), np.full(len(east), side))
    found = replace(
        found, areas=replace(found.areas, cells=cells), figures=found.figures.assign(groups=groups)
    )
    table = brief_of_city(found, Language("en"), DAY).figures
    said = "European urban centres of its size"
    assert (said in table.rows[0].detail) is placed
    assert ("cells of 1 km of the census" in table.note) is placed
    if placed:
        assert re.search(r"Higher than in \d+ of 100 .* from 100,000 residents", table.rows[0].detail)
        french = brief_of_city(found, Language("fr"), DAY).figures.rows[0].detail
        assert "centres urbains européens" in french
