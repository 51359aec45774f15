"""How far a load has come."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told what is being done ("checking" or "loading"), how many dossiers are done, and how many there are."""
