"""What other rooms can wait for."""

from __future__ import annotations

from django.dispatch import Signal

measured = Signal()
"""Sent with ``diagnosis`` in the transaction that stores a finished diagnosis and its figures."""
