"""Words in the names of columns, in the languages of Europe's statistical offices."""

from __future__ import annotations

import re

TOTALS = frozenset({
    "total", "totals", "totaal", "gesamt", "insgesamt", "ensemble", "tot", "population", "pop",
    "einwohner", "einwohnerzahl", "bevölkerung", "bevoelkerung", "inwoners", "habitants", "residents",
    "inhabitants", "persons", "personen", "people", "ew", "población", "poblacion", "popolazione",
    "residenti", "väestö", "població", "poblacio", "bewohner", "populació", "populacao", "população",
    "residentes", "abitanti", "individuos", "indivíduos", "habitantes", "mieszkańcy", "asukkaat",
    "invånare", "indbyggere", "lakosság", "populace", "prebivalci", "stanovništvo", "elanikud",
    "iedzīvotāji", "usual", "ludność", "ludnosc", "obyvatel", "gyventojai", "население", "befolkning",
    "bevolking", "pmun", "insg",
})  # fmt: skip
CODES = frozenset({
    "id", "code", "codes", "cod", "kode", "kod", "key", "geoid", "schlüssel", "schluessel", "kennziffer",
    "kennung", "codgeo", "geocode", "codi", "codigo", "código", "codice", "kennzahl", "wijkcode",
    "buurtcode", "statcode",
})  # fmt: skip
"""What is called so is never a number of people."""
IDS = CODES | frozenset({
    "nr", "nummer", "number", "iris", "insee", "lsoa", "msoa", "oa", "dcomiris", "cd", "seccion", "sección",
    "sezione", "sez", "tract", "zone", "gid", "ags", "lor", "plr", "raumid", "nis", "lau", "nuts", "clave",
    "secciones", "seccio", "deso", "sector", "sectie", "procom", "bgri", "region", "numer", "ref",
})  # fmt: skip
SURROGATES = frozenset({"fid", "objectid", "ogc_fid", "gml_id", "gid", "oid", "index", "rowid", "uuid"})
VALUES = frozenset({
    "value", "values", "valor", "nombre", "number", "anzahl", "aantal", "antal", "effectif", "effectifs",
    "count", "observation", "obs", "total", "population", "pop", "personen", "persons", "numero",
    "número", "liczba", "hodnota", "wert", "waarde", "folkmängd", "folkmängden", "habitants", "residents",
})  # fmt: skip
"""What the column of people of a long table is called."""
NAMES = frozenset({
    "name", "names", "nom", "noms", "naam", "nombre", "nome", "namn", "navn", "libellé", "libelle", "lib",
    "label", "bezeichnung", "nazwa", "libgeo", "nm", "pavadinimas",
})  # fmt: skip
SHARES = frozenset({
    "percent", "percentage", "pct", "prozent", "proz", "anteil", "anteile", "part", "share", "shares",
    "taux", "tx", "rate", "quote", "ratio", "proportion", "proportions", "procent", "aandeel", "perc",
    "percentuale", "porcentaje", "udział", "%", "pc", "pour", "quota",
})  # fmt: skip
NO_PEOPLE = frozenset({
    "area", "fläche", "flaeche", "surface", "superficie", "oppervlakte", "km2", "km²", "ha", "m2", "qm",
    "density", "dichte", "densité", "densite", "dichtheid", "income", "einkommen", "revenu", "inkomen",
    "rent", "miete", "loyer", "price", "preis", "prix", "index", "score", "rank", "rang", "mean", "avg",
    "average", "durchschnitt", "moyenne", "median", "médiane", "mediane", "year", "jahr", "année",
    "annee", "date", "datum", "jaar", "distance", "dist", "decile", "quintile", "value", "wert", "waarde",
    "month", "length", "leng", "perimeter", "postcode", "plz", "zip", "euro", "eur", "€", "indice",
    "indicateur", "dwelling", "dwellings", "households", "haushalte", "ménages", "menages", "logements",
    "woningen", "wohnungen", "ouvrages", "nb", "etab", "serv", "objectid", "fid", "hh", "zscore",
    "edificios", "edifícios", "edifici", "alojamentos", "agregados", "familias", "famílias", "famiglie",
    "hogares", "viviendas", "abitazioni", "alloggi", "buildings", "gebäude", "gebaeude", "bâtiments",
    "llars", "habitatges", "mieszkania", "domy", "byty", "domácnosti", "hushåll", "bostäder", "husstande",
    "boliger",
})  # fmt: skip
INCOMES = frozenset(
    {"income", "einkommen", "revenu", "inkomen", "ingresos", "renta", "renda", "reddito", "dochód", "rmuc"}
)
ASKED_ABOUT = frozenset({
    "foreign", "foreigners", "foreigner", "born", "abroad", "immigrants", "immigrant", "migrants",
    "migration", "migrant", "nationality", "citizenship", "origin", "ethnic", "ausländer", "auslaender",
    "ausländisch", "ausländische", "nichtdeutsche", "migrationshintergrund", "étrangers", "etrangers",
    "étranger", "étrangère", "immigrés", "immigres", "imm", "etr", "estrangers", "estrangera",
    "extranjeros", "extranjera", "extranjeras", "stranieri", "straniera", "estrangeiros", "buitenlanders",
    "westers", "herkomst", "cudzoziemcy", "cizinci", "utrikes", "födda", "udenlandsk", "indvandrere",
    "ulkomaalaiset", "poor", "poverty", "deprived", "nacionalitat", "nacionalidad", "nationalité",
    "nationalite", "natlty", "cittadinanza", "staatsangehörigkeit", "födelseregion", "födelseland",
    "naixement", "nacimiento", "geburtsland", "herkunft", "ausland", "auslaenderinnen", "ausländerinnen",
    "pauvres", "pauvreté", "arme", "armut", "sgb", "hartz", "leistungsempfänger", "leistungsberechtigte",
    "transferbezieher", "arbeitslose", "unemployed", "chômeurs", "chomeurs", "werklozen", "parados",
    "disoccupati", "bijstand", "welfare", "benefits", "pobreza",
})  # fmt: skip
"""What cities ask about first: where people come from, and poverty."""
SEXES = frozenset({
    "men", "women", "male", "female", "males", "females", "man", "woman", "männlich", "weiblich",
    "männer", "frauen", "hommes", "femmes", "mannen", "vrouwen", "homes", "dones", "hombres", "mujeres",
    "maschi", "femmine", "homens", "mulheres", "mężczyźni", "kobiety", "muži", "ženy", "män", "kvinnor",
    "mænd", "kvinder", "miehet", "naiset", "divers",
})  # fmt: skip
AXES = {
    "longitude": frozenset({"longitude", "lon", "long", "lng"}),
    "latitude": frozenset({"latitude", "lat"}),
    "x": frozenset({"x", "easting", "rechtswert", "xcoord", "lambert93x"}),
    "y": frozenset({"y", "northing", "hochwert", "ycoord", "lambert93y"}),
}


def words(name: str) -> list[str]:
    """The words of a column's name, in lower case.

    >>> words("Pop_TotalWomen (15-64) %")
    ['pop', 'total', 'women', '15', '64', '%']
    """
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", name)
    return re.findall(r"[^\W_]+|[%€]", apart.casefold())


def has_word(name: str, wanted: frozenset[str]) -> bool:
    """Whether one of the words of a column's name is wanted."""
    return not wanted.isdisjoint(words(name)) or name.strip().casefold() in wanted
