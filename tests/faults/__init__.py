"""What the database goes through, and what is left of it."""
