"""The brief: two pages that a data officer prints and defends, as HTML, PDF and DOCX."""

from isopolis.plan.documents.brief.compose import one_city
from isopolis.plan.documents.brief.write import city_folders, write_brief, write_city_briefs

__all__ = ["city_folders", "one_city", "write_brief", "write_city_briefs"]
