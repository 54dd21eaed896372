"""Advice to the Commission: what keeps cities from the money, and which change of a rule would open it."""
