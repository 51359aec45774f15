"""The dossier: one YAML file per article, which a person writes, reviews and loads."""
