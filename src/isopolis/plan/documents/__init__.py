"""What leaves the house: maps, briefs, tables and files of areas, made from a diagnosis."""

from isopolis.plan.documents.areas_file import write_areas
from isopolis.plan.documents.brief import one_city, write_brief, write_city_briefs
from isopolis.plan.documents.tables import figures_schema, write_figures

__all__ = [
    "figures_schema",
    "one_city",
    "write_areas",
    "write_brief",
    "write_city_briefs",
    "write_figures",
]
