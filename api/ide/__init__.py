"""The two pages for people: GraphiQL and the REST documentation. Neither loads anything from another host."""
