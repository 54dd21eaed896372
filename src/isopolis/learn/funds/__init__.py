"""Funds as rules: who may apply, what it pays, when; eligibility, own money, the best combination."""
