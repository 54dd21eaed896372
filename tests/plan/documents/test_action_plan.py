"""The documents of a plan: complete, tagged, editable, the same bytes; and what changed between versions."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from isopolis.demo.action_plan import demonstration_plan
from isopolis.language import Language
from isopolis.plan.actions.plan import Plan
from isopolis.plan.documents.action_plan.fiche import fiche
from isopolis.plan.documents.action_plan.marked import marked_plan
from isopolis.plan.documents.action_plan.write import DOCUMENT_TITLES, DOCUMENTS, RENDERERS, compose
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.flow import Change, Document, Figure, Heading, Paragraph, Table, inline, plain
from isopolis.plan.documents.flow.changes import marked, word_changes
from isopolis.plan.documents.flow.docx import to_docx
from isopolis.plan.documents.flow.html import to_html
from isopolis.plan.documents.flow.odt import to_odt
from isopolis.plan.documents.flow.pdf import to_pdf
from plans import sound_action, sound_plan

DAY = date(2026, 11, 26)
EN, FR = Language("en"), Language("fr")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return demonstration_plan()


@pytest.fixture(scope="module")
def whole(plan: Plan) -> Document:
    return compose("plan", Writing(plan, FR, DAY))


@pytest.fixture(scope="module")
def word(whole: Document) -> Any:
    return docx.Document(io.BytesIO(to_docx(whole)))


@pytest.fixture(scope="module")
def pdf(whole: Document) -> PdfReader:
    return PdfReader(io.BytesIO(to_pdf(whole)))


def words(text: str) -> str:
    return " ".join(text.split())


def test_every_document_is_composed_in_every_language_and_has_a_title(plan: Plan) -> None:
    assert set(DOCUMENTS) == set(DOCUMENT_TITLES)
    for name in DOCUMENTS:
        for language in (EN, FR):
            assert len(compose(name, Writing(plan, language, DAY)).blocks) > 5, name


def test_nothing_of_an_action_is_left_out_of_the_plan(plan: Plan) -> None:
    page = to_html(compose("plan", Writing(plan, EN, DAY)))
    text = words(re.sub(r"<[^>]+>", " ", page)).replace("&quot;", '"').replace("&#x27;", "'")
    for action in plan.standing:
        parts = (*action.steps, *action.outputs, *action.risks, *action.links, *action.resources)
        for said in (
            *action.problem.split("\n\n"),
            *(getattr(action, name) for name in ("objective", "needed", "implementation", "related")),
            *(one.title for one in (*parts, *action.indicators)),
            *(one.mitigation for one in action.risks),
            *(one.check for one in action.side_effects),
            *(one.text for one in (*action.cross_cutting, *action.reports)),
            *action.addressees,
            *action.stakeholders,
        ):
            assert words(said) in text, said


def test_the_docx_has_word_s_own_styles_and_a_contents_field(word: Any, plan: Plan) -> None:
    styles = [paragraph.style.name for paragraph in word.paragraphs]
    assert styles.count("Heading 2") == len(plan.standing) + 1
    assert {"Title", "Subtitle", "Heading 1", "Heading 3"} <= set(styles)
    codes = [element.text for element in word.element.iter(qn("w:instrText"))]
    assert any("TOC" in code for code in codes)
    anchors = {one.get(qn("w:anchor")) for one in word.element.iter(qn("w:hyperlink"))} - {None}
    assert anchors <= {one.get(qn("w:name")) for one in word.element.iter(qn("w:bookmarkStart"))}


def test_every_table_of_the_docx_repeats_its_header_and_has_a_caption(word: Any) -> None:
    headed = [table for table in word.tables if table._tbl.find(f".//{qn('w:tblHeader')}") is not None]
    assert len(headed) > 50
    for table in word.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_every_picture_of_the_docx_has_a_text_alternative(word: Any, whole: Document) -> None:
    described = [one.get("descr") for one in word.element.iter(qn("wp:docPr"))]
    assert len(described) == sum(isinstance(block, Figure) for block in whole.blocks)
    assert all(described)


def test_the_plan_s_own_texts_are_marked_with_their_language(word: Any, whole: Document) -> None:
    assert 'lang="en"' in to_html(whole)
    assert any(one.get(qn("w:val")) == "en-US" for one in word.element.iter(qn("w:lang")))


def test_the_pdf_is_tagged_and_declares_both_standards(pdf: PdfReader, whole: Document) -> None:
    root = pdf.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "fr"
    metadata = root["/Metadata"].get_data().decode()
    assert "pdfuaid" in metadata
    assert "pdfaid" in metadata
    assert len(pdf.pages) > 20
    assert whole.title in metadata


def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    document = fiche(Writing(plan, EN, DAY), plan.actions[0])
    for name, render in RENDERERS.items():
        assert render(document) == render(document), name


def test_markup_in_a_plan_is_text(tmp_path: Any) -> None:
    action = sound_action(title="<b>#1</b> & *more* \\ $x$", problem="<script>1</script> \x00 100")
    document = compose("plan", Writing(sound_plan(action), EN, DAY))
    assert "<script>" not in to_html(document)
    assert "<b>#1</b> & *more*" in "".join(
        p.text for p in docx.Document(io.BytesIO(to_docx(document))).paragraphs
    )
    assert "<b>#1</b> & *more*" in "".join(odt(document)[1].itertext())
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(document))).pages)
    assert "<script>1</script>" in text


def odt(document: Document) -> tuple[zipfile.ZipFile, Any]:
    archive = zipfile.ZipFile(io.BytesIO(to_odt(document)))
    for name in archive.namelist():
        if name.endswith(".xml"):
            etree.fromstring(archive.read(name))
    return archive, etree.fromstring(archive.read("content.xml"))


def test_the_odt_has_styles_header_rows_alternatives_and_its_language(whole: Document, plan: Plan) -> None:
    archive, content = odt(whole)
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    ns = {prefix: url for prefix, url in content.nsmap.items() if prefix}
    tops = content.xpath("//text:h[@text:outline-level='2']", namespaces=ns)
    assert len(tops) == len(plan.standing) + 1
    marks = set(content.xpath("//text:bookmark/@text:name", namespaces=ns))
    links = content.xpath("//text:index-body//text:a/@xlink:href", namespaces=ns)
    assert links
    assert {link[1:] for link in links} <= marks
    assert len(content.xpath("//table:table-header-rows", namespaces=ns)) > 50
    figures = sum(isinstance(block, Figure) for block in whole.blocks)
    assert len([one for one in content.xpath("//draw:frame/svg:desc", namespaces=ns) if one.text]) == figures
    assert len([name for name in archive.namelist() if name.startswith("Pictures/")]) == figures
    styles = archive.read("styles.xml").decode()
    used = set(content.xpath("//text:p/@text:style-name | //text:h/@text:style-name", namespaces=ns))
    known = styles + archive.read("content.xml").decode()
    assert {name for name in used if f'style:name="{name}"' not in known} == set()
    assert 'fo:language="fr"' in styles
    assert 'fo:language="en"' in known


def test_both_versions_can_be_read_out_of_a_marked_odt(plan: Plan) -> None:
    _archive, content = odt(marked_plan(Writing(changed(plan), EN, DAY), plan))
    text = etree.tostring(content, encoding="unicode")
    assert re.search(r'style:text-line-through-style="solid"', text)
    assert re.search(r">fifty </text:span><text:span [^>]*>sixty </text:span>", text)


def test_an_empty_plan_and_a_bare_idea_have_documents_too() -> None:
    for plan in (Plan(title="Empty"), Plan(title="Bare", actions=({"key": "a", "title": "A"},))):
        for name in DOCUMENTS:
            document = compose(name, Writing(plan, EN, DAY))
            for render in RENDERERS.values():
                assert len(render(document)) > 500


@settings(max_examples=80, deadline=None)
@given(st.text("ab c.\n", max_size=60), st.text("ab c.\n", max_size=60))
def test_both_versions_can_be_read_out_of_a_marked_text(before: str, after: str) -> None:
    spans = word_changes(inline(before), inline(after))
    assert "".join(one.text for one in spans if one.change is not Change.INSERTED) == before
    assert "".join(one.text for one in spans if one.change is not Change.DELETED) == after


def test_a_version_compared_with_itself_has_no_marks(whole: Document) -> None:
    assert marked(whole, whole).blocks == whole.blocks


def changed(plan: Plan) -> Plan:
    first, _second, *rest = plan.actions
    first = first.model_copy(
        update={
            "objective": first.objective.replace("fifty", "sixty"),
            "steps": (
                *first.steps[1:],
                first.steps[0].model_copy(update={"key": "more", "title": "One more"}),
            ),
        }
    )
    return plan.model_copy(update={"actions": (first, *rest), "edition": "Second"})


def test_the_marked_document_shows_words_rows_and_actions(plan: Plan) -> None:
    document = marked_plan(Writing(changed(plan), EN, DAY), plan)
    objective = next(
        b for b in document.blocks if isinstance(b, Paragraph) and b.key == "shared-measure.objective.0"
    )
    assert [(one.change, one.text.strip()) for one in objective.text if one.change is not Change.SAME] == [
        (Change.DELETED, "fifty"),
        (Change.INSERTED, "sixty"),
    ]
    steps = next(b for b in document.blocks if isinstance(b, Table) and b.key == "shared-measure.steps")
    assert [row.change for row in steps.rows].count(Change.DELETED) == 1
    assert [row.change for row in steps.rows].count(Change.INSERTED) == 1
    gone = next(b for b in document.blocks if isinstance(b, Heading) and b.key == "open-allocation")
    assert gone.change is Change.DELETED
    table = next(b for b in document.blocks if isinstance(b, Table) and b.key == "changes.table")
    assert {plain(row.cells[0]) for row in table.rows} == {"removed", "Objective; Steps and milestones"}


def test_changes_are_word_s_own_tracked_changes_and_html_s_own_marks(plan: Plan) -> None:
    document = marked_plan(Writing(changed(plan), EN, DAY), plan)
    with zipfile.ZipFile(io.BytesIO(to_docx(document))) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    inserted = ["".join(one.itertext()) for one in root.iter(qn("w:ins"))]
    deleted = ["".join(t.text or "" for t in one.iter(qn("w:delText"))) for one in root.iter(qn("w:del"))]
    assert "sixty " in inserted
    assert "fifty " in deleted
    ids = [one.get(qn("w:id")) for tag in ("w:ins", "w:del") for one in root.iter(qn(tag))]
    assert len(ids) == len(set(ids))
    page = to_html(document)
    assert "<del>fifty </del><ins>sixty </ins>" in page
    assert PdfReader(io.BytesIO(to_pdf(document))).pages


def test_rejecting_all_changes_in_word_gives_the_old_text(plan: Plan) -> None:
    """What an editor does: drop inserted runs, keep deleted ones."""
    old = compose("plan", Writing(plan, EN, DAY))
    new = compose("plan", Writing(changed(plan), EN, DAY))

    def texts(document: Document, *, rejected: bool) -> list[str]:
        with zipfile.ZipFile(io.BytesIO(to_docx(document))) as archive:
            root = etree.fromstring(archive.read("word/document.xml"))
        if rejected:
            for one in list(root.iter(qn("w:ins"))):
                one.getparent().remove(one)
        tags = {qn("w:t"), qn("w:delText")}
        return ["".join(t.text or "" for t in p.iter() if t.tag in tags) for p in root.iter(qn("w:p"))]

    rejected = [one for one in texts(replace(marked(old, new), subtitle=old.subtitle), rejected=True) if one]
    for said in (plan.actions[0].objective, plan.actions[1].objective):
        assert said in rejected


def test_the_demonstration_moves_with_the_day_and_its_figures_do_not(plan: Plan) -> None:
    later = demonstration_plan(date(2027, 11, 26))
    assert (later.actions[0].steps[0].ends - plan.actions[0].steps[0].ends).days == 365
    assert later.actions[1].indicators[1].baseline == plan.actions[1].indicators[1].baseline
