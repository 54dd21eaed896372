"""English dates as Europe writes them; Django's own are those of the United States."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
FIRST_DAY_OF_WEEK = 1
