"""Pages for people who would rather look than read: each a stored GraphQL document and a template."""
