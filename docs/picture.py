"""Make `docs/picture.png`, the picture of the README: the first page of the demonstration city's brief."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import typst

HERE = Path(__file__).parent
MOST_BYTES = 250_000
PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("brief.pdf", page: 1, width: 210mm)\n'


def main(brief: Path) -> None:
    """Show the first page of ``brief`` (a PDF) as a picture, as sharp as its size allows."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.typ"
        page.write_text(PAGE, encoding="utf-8")
        (Path(folder) / "brief.pdf").write_bytes(brief.read_bytes())
        for sharpness in (115, 100, 85, 70):
            picture = typst.compile(page, format="png", ppi=sharpness)
            if len(picture) <= MOST_BYTES:
                (HERE / "picture.png").write_bytes(picture)
                print(f"{HERE / 'picture.png'}: {len(picture):,} bytes at {sharpness} ppi")
                return
    sys.exit(f"the picture is larger than {MOST_BYTES:,} bytes at any sharpness")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
