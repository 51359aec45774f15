"""REST under ``/v1``: a route is a stored GraphQL document, and a mapping of its parameters to variables."""
