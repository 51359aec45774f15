"""What can be asked: one file per entity declares its fields, relations, filters and order."""
