"""GraphQL: the schema made from the declarations in ``db/graph``, and the pipeline from request to bytes."""
