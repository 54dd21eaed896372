"""The atlas as files: parts of a run that can be taken up again, tables, and a site that needs no server."""

from isopolis.plan.documents.atlas.parts import Parts
from isopolis.plan.documents.atlas.site import write_site
from isopolis.plan.documents.atlas.tables import atlas_table, cities_table, write_tables

__all__ = ["Parts", "atlas_table", "cities_table", "write_site", "write_tables"]
