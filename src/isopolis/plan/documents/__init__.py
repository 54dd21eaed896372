"""What leaves the house: maps, briefs and tables made from a diagnosis."""

from isopolis.plan.documents.brief import one_city, write_brief, write_city_briefs

__all__ = ["one_city", "write_brief", "write_city_briefs"]
