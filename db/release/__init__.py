"""Releases: all that a database holds as plain files, from which an identical database can be made."""
