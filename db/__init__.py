"""Dateline's facts: how they are kept, loaded and asked. Knows nothing of HTTP or GraphQL's transport."""
