"""One module for each command of ``dateline``."""
