"""How the manual is built: `make docs`. The result is readable without a network."""

from __future__ import annotations

import sys
from pathlib import Path

from isopolis import __version__

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "Isopolis"
copyright = "the contributors to Isopolis, EUPL-1.2"
author = "the contributors to Isopolis"
release = version = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "api_pages",
    "command_reference",
    "function_tables",
    "index_catalogue",
    "offline_math",
    "workspace_tables",
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build"]
root_doc = "index"
language = "en"
highlight_language = "text"  # what is not marked as code is not coloured as code

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3

# A short name in a docstring may be that of two modules; readers of the source know which is meant.
suppress_warnings = ["ref.python"]

html_theme = "furo"
html_title = "Isopolis"
html_copy_source = False
html_theme_options = {"footer_icons": []}

autodoc_default_options = {"members": True, "member-order": "bysource", "show-inheritance": False}
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
autodoc_class_signature = "separated"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
napoleon_attr_annotations = False  # types such as np.object_ are not reStructuredText
napoleon_custom_sections = ["Formula", "Source"]
