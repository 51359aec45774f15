"""What a well-shaped dossier can still get wrong, by theme; ``db/dossier/checking.py`` runs them all."""
