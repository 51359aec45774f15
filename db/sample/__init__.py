"""Synthetic dossiers to try Dateline on: of a plausible shape, of any number, and nothing in them true."""
