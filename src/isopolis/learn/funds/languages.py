"""Official languages of States: in which a city can write without anybody who knows a foreign language.

The languages that Member States have among those of the Union (Council Regulation No 1 of 1958), with the
further official ones of Luxembourg and Cyprus; for other States of Europe those of their constitutions.
"""

from __future__ import annotations

OFFICIAL = {
    "AD": ("ca",), "AL": ("sq",), "AT": ("de",), "BA": ("bs", "hr", "sr"), "BE": ("nl", "fr", "de"),
    "BG": ("bg",), "CH": ("de", "fr", "it", "rm"), "CY": ("el", "tr"), "CZ": ("cs",), "DE": ("de",),
    "DK": ("da",), "EE": ("et",), "ES": ("es",), "FI": ("fi", "sv"), "FR": ("fr",), "GB": ("en",),
    "GR": ("el",), "HR": ("hr",), "HU": ("hu",), "IE": ("en", "ga"), "IS": ("is",), "IT": ("it",),
    "LI": ("de",), "LT": ("lt",), "LU": ("fr", "de", "lb"), "LV": ("lv",), "MC": ("fr",), "MD": ("ro",),
    "ME": ("cnr",), "MK": ("mk", "sq"), "MT": ("mt", "en"), "NL": ("nl",), "NO": ("no",), "PL": ("pl",),
    "PT": ("pt",), "RO": ("ro",), "RS": ("sr",), "SE": ("sv",), "SI": ("sl",), "SK": ("sk",),
    "SM": ("it",), "TR": ("tr",), "UA": ("uk",), "XK": ("sq", "sr"),
}  # fmt: skip
"""ISO 3166 country -> ISO 639 languages."""
