"""Invented names. They stand for no real place; a likeness to one is chance."""

from __future__ import annotations

CITY = "Tessemar"
RIVER = "Nimbre"

DISTRICTS = {
    "centre": "Altmar",
    "north-west": "Norvalle",
    "north-east": "Estrande",
    "south-west": "Ouvrive",
    "south-east": "Sudanne",
}

PLACES = {
    "inner": "Fauberine",
    "estate": "Hautaire",
    "second_estate": "Cordelane",
    "new_quarter": "Darsenove",
    "port": "Portimbre",
    "wood": "Silvane",
    "business": "Planture",
}
"""Names of the places that have a story: see :mod:`isopolis.demo.site`."""

NEIGHBOURHOODS = (
    "Alvorine", "Ambrele", "Arvandel", "Aubrenne", "Bastrel", "Belsorne", "Brenodal", "Brisolle",
    "Calvenne", "Carsole", "Chandrel", "Clairombe", "Dalvise", "Derrenc", "Dormelle", "Drustane",
    "Elvande", "Embrise", "Ertolle", "Esparne", "Falmise", "Ferronde", "Florvent", "Frasenne",
    "Galdrine", "Garenval", "Glaumont", "Grisolde", "Halverne", "Hestrel", "Horsonne", "Imbrelle",
    "Istrane", "Jalvenne", "Jorselle", "Kerdrune", "Lanvise", "Lestrane", "Lorvenne", "Lumbrise",
    "Maldrane", "Marsolde", "Melvarne", "Mirsenne", "Nalvise", "Nestrelle", "Norsane", "Oldrenne",
    "Orsavel", "Ostrenne", "Palvine", "Persolde", "Plaisane", "Quervenne", "Rasolle", "Relvande",
    "Rosterne", "Salvinde", "Sestrel", "Solvenne", "Talvane", "Tersolle", "Tolvrine", "Ulvenne",
    "Valsorde", "Verdrune", "Vilsenne", "Yvrande", "Zelvarne", "Zorsenne",
)  # fmt: skip
