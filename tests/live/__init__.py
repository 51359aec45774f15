"""Telling of revisions as they are loaded."""
