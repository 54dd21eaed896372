"""Every sentence of the documents exists in French, with the same places to fill in."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import isopolis.plan.documents
from isopolis.language import Language


def sentences() -> set[str]:
    """Every literal that the documents mark or translate."""
    found = set()
    for path in Path(isopolis.plan.documents.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("text", "message") and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


SAME = {"Date", "Licence", "N", "Note", "{number} km", "{number} m"}


def test_every_sentence_is_translated_with_the_same_places() -> None:
    french = Language("fr")
    assert len(sentences()) > 60
    missing = {text for text in sentences() - SAME if french.text(text) == text}
    assert missing == set()
    for text in sentences():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", french.text(text))), text
