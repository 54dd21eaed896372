"""Documents that flow over their pages: one content, and its forms (HTML, DOCX, PDF)."""

from isopolis.plan.documents.flow.content import (
    Block,
    Callout,
    Change,
    Document,
    Facts,
    Figure,
    Heading,
    Inline,
    Items,
    NewPage,
    Paragraph,
    Row,
    Span,
    Table,
    inline,
    plain,
)

__all__ = [
    "Block",
    "Callout",
    "Change",
    "Document",
    "Facts",
    "Figure",
    "Heading",
    "Inline",
    "Items",
    "NewPage",
    "Paragraph",
    "Row",
    "Span",
    "Table",
    "inline",
    "plain",
]
