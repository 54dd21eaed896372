"""What the records of all catalogues share: strict fields, sources, texts in several languages, words."""
