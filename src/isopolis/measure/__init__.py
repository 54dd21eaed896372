"""Measure: where segregation is, who is cut off, who is displaced, and how sure we are."""
