"""Isopolis: from evidence to action plan, for partnerships of cities that work for equality."""

__version__ = "0.1.0"
