"""What tells of new revisions as they are loaded, for as long as somebody listens."""
