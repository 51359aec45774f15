"""The dossier: one file per article, which a person or a program writes, and a person reviews."""
