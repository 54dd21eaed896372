"""Similar texts, across English and French as far as the words allow."""

from isopolis.decide.similarity.similar import LIKELY, Match, Texts, clusters

__all__ = ["LIKELY", "Match", "Texts", "clusters"]
