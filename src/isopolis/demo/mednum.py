"""The places of digital help in the columns of the French national schema (mednum, v1.0.2).

Names, numbers and addresses are invented: telephone numbers are of the range reserved for fiction, mail
and web addresses of ``example.org``, registration numbers say GENERATED.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from isopolis.demo import names

SERVICES = {
    "digital_help": (
        "Aide aux démarches administratives|Maîtrise des outils numériques du quotidien"
        "|Utilisation sécurisée du numérique"
    ),
    "library": "Accès internet et matériel informatique|Compréhension du monde numérique",
    "town_hall": "Aide aux démarches administratives",
    "social_centre": (
        "Maîtrise des outils numériques du quotidien|Parentalité et éducation avec le numérique"
        "|Insertion professionnelle via le numérique"
    ),
}
"""What each kind of place offers, in the words of the schema."""
TYPOLOGY = {"digital_help": "TIERS_LIEUX", "library": "BIB", "town_hall": "MUNI", "social_centre": "CS"}
TITLES = {
    "digital_help": "Point numérique",
    "library": "Médiathèque",
    "town_hall": "Mairie de quartier",
    "social_centre": "Centre social",
}
LANGUAGES = {"en": "Langues étrangères (anglais)"}
OTHER_LANGUAGES = "Langues étrangères (autres)"
COLUMNS = (
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse",
    "latitude", "longitude", "typologie", "telephone", "courriels", "site_web", "horaires",
    "presentation_resume", "presentation_detail", "source", "itinerance", "structure_parente", "date_maj",
    "services", "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
    "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels", "modalites_acces",
    "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
)  # fmt: skip


def mednum_table(services: gpd.GeoDataFrame) -> pd.DataFrame:
    """The places where somebody helps with digital services; one row a place, the schema's 32 columns."""
    mine = services[services["kind"].isin(list(SERVICES))].reset_index(drop=True)
    where = shapely.get_coordinates(mine.to_crs("EPSG:4326").geometry.to_numpy())
    rows = []
    for number, (place, (longitude, latitude)) in enumerate(zip(mine.itertuples(), where, strict=True), 1):
        kind, free = str(place.kind), number % 7 > 0
        rows.append(
            dict.fromkeys(COLUMNS, "")
            | {
                "id": place.id,
                "pivot": f"GENERATED{number:05d}",
                "nom": f"{TITLES[kind]} {str(place.name).rpartition(' ')[2]} (fictif)",
                "commune": names.CITY,
                "code_postal": "00000",
                "adresse": f"{number} rue Inventée",
                "latitude": f"{latitude:.5f}",
                "longitude": f"{longitude:.5f}",
                "typologie": TYPOLOGY[kind],
                "telephone": f"+331990000{number:02d}",
                "courriels": f"lieu{number}@example.org",
                "site_web": "https://www.example.org/",
                "horaires": place.opening_hours,
                "presentation_resume": "Lieu inventé de la ville de démonstration d'Isopolis.",
                "source": "Isopolis, données générées",
                "itinerance": "Fixe",
                "date_maj": place.updated,
                "services": SERVICES[kind],
                "publics_specifiquement_adresses": "Seniors|Jeunes" if kind == "social_centre" else "",
                "prise_en_charge_specifique": _special_care(str(place.languages), bool(place.step_free)),
                "frais_a_charge": "Gratuit" if free else "Gratuit sous condition",
                "dispositif_programmes_nationaux": (
                    "Aidants Connect|Conseillers numériques" if kind == "digital_help" else ""
                ),
                "modalites_acces": (
                    "Téléphoner|Prendre un RDV en ligne" if place.appointment else "Se présenter"
                ),
                "modalites_accompagnement": "Accompagnement individuel|En autonomie",
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _special_care(languages: str, step_free: bool) -> str:
    spoken = set(languages.split("|")) - {"fr"}
    care = ["Handicaps moteurs"] if step_free else []
    care += [LANGUAGES["en"]] if "en" in spoken else []
    care += [OTHER_LANGUAGES] if spoken - {"en"} else []
    return "|".join(care)
