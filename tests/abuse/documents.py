"""GraphQL documents that mean harm, each with the code of its error; None where it is answered."""

EVENT = '{ event(slug: "event-1") { %s } }'

PAGES = """{ events(first: 100) { nodes { statements(first: 100) { nodes { events(first: 100) {
  nodes { slug }
} } } } } }"""


def nested(depth: int) -> str:
    """Objects inside one another."""
    return EVENT % ("partOf { " * depth + "slug" + " }" * depth)


def doubling(body: str) -> str:
    """Forty fragments, each of which spreads the next one twice."""
    chain = " ".join(
        f"fragment F{number} on Event {{ {body.replace('NEXT', f'...F{number + 1}')} }}"
        for number in range(40)
    )
    return f"{EVENT % '...F0'} {chain} fragment F40 on Event {{ slug }}"


def introspection(depth: int) -> str:
    """Types of fields of types of fields."""
    return "{ __schema { types { " + "fields { type { " * depth + "name" + " } }" * depth + " } } }"


DOCUMENTS: dict[str, tuple[str, str | None]] = {
    "nested 300 deep": (nested(300), "TOO_COMPLEX"),
    "nested 3,000 deep": (nested(3_000), "TOO_COMPLEX"),
    "nested 10,000 deep": (nested(5_000), "TOO_COMPLEX"),
    "braces alone": ("{" * 40_000, "GRAPHQL_PARSE_FAILED"),
    "lists in a value": ("{ nodes(ids: " + "[" * 900 + '"a"' + "]" * 900 + ") { id } }", "TOO_COMPLEX"),
    "objects in a value": (
        "{ events(filter: " + "{not: " * 450 + "slug: {eq: 1}" + "}" * 450 + ") { totalCount } }",
        "TOO_COMPLEX",
    ),
    "a type of lists": ("query($a: " + "[" * 900 + "Int" + "]" * 900 + ") { __typename }", "TOO_COMPLEX"),
    "inline fragments": (EVENT % ("... { " * 400 + "slug" + " }" * 400), "TOO_COMPLEX"),
    "10,000 aliases": ("{ " + " ".join(f"a{n}: __typename" for n in range(10_000)) + " }", "TOO_COMPLEX"),
    "600 aliases": ("{ " + " ".join(f"a{n}: __typename" for n in range(600)) + " }", "TOO_COMPLEX"),
    "repeated directives": ("{ __typename " + "@include(if: true) " * 300 + "}", "TOO_COMPLEX"),
    "unknown directives": ("{ __typename " + "@no " * 900 + "}", "TOO_COMPLEX"),
    "the same directive twice": (
        "{ __typename @skip(if: false) @skip(if: true) }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "a fragment in itself": (EVENT % "...A" + "fragment A on Event { ...A }", "GRAPHQL_VALIDATION_FAILED"),
    "fragments in a circle": (
        EVENT % "...F0"
        + "".join(f"fragment F{n} on Event {{ partOf {{ ...F{(n + 1) % 100} }} }}" for n in range(100)),
        "TOO_COMPLEX",
    ),
    "fragments that double": (doubling("NEXT NEXT"), "TOO_COMPLEX"),
    "fragments that double under aliases": (doubling("a: partOf { NEXT } b: partOf { NEXT }"), "TOO_COMPLEX"),
    "introspection inside itself": (introspection(60), "TOO_COMPLEX"),
    "introspection, wide": (
        "{ "
        + " ".join(f"a{n}: __schema {{ types {{ fields {{ args {{ name }} }} }} }}" for n in range(40))
        + " }",
        "TOO_COMPLEX",
    ),
    "a megabyte of spaces": (" " * 1_000_000 + "{ __typename }", "BAD_REQUEST"),
    "a megabyte of comment": ("#" + "a" * 1_000_000, "BAD_REQUEST"),
    "commas": ("{ __typename" + "," * 49_000 + " }", None),
    "a long name": ("{ " + "a" * 49_000 + " }", "GRAPHQL_VALIDATION_FAILED"),
    "many long names": (
        "{ " + " ".join("a" * 45 + str(n) for n in range(900)) + " }",
        "TOO_COMPLEX",
    ),
    "a block string of indents": (
        '{ event(slug: """' + "\n".join(" " * (n % 50) + "a" for n in range(1_800)) + '""") { slug } }',
        None,
    ),
    "many variables": (
        "query(" + " ".join(f"$v{n}: Int = {n}" for n in range(300)) + ") { __typename }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "many operations": (
        " ".join(f"query Q{n} {{ __typename }}" for n in range(390)),
        "OPERATION_RESOLUTION_FAILURE",
    ),
    "many ids": ("{ nodes(ids: [" + ",".join(f'"a{n}"' for n in range(1_500)) + "]) { id } }", "BAD_INPUT"),
    "a wide filter": (
        "{ events(filter: {or: [" + '{slug: {eq: "a"}}' * 180 + "]}) { totalCount } }",
        None,
    ),
    "pages in pages": (
        PAGES,
        "TOO_COMPLEX",
    ),
    "the greatest page": ("{ events(first: 2147483647) { nodes { slug } } }", "BAD_INPUT"),
    "a page beyond Int": (
        "{ events(first: 99999999999999999999) { nodes { slug } } }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "a number of 20,000 digits": (
        "{ events(first: %s) { nodes { slug } } }" % ("9" * 20_000),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "a number of 40,000 digits after the point": (
        "{ event(slug: 0.%s) { slug } }" % ("1" * 40_000),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "an exponent": (
        "{ events(near: {latitude: 1e999999999, longitude: 1e-999999999}) { totalCount } }",
        "BAD_INPUT",
    ),
    "a mutation": ("mutation { __typename }", "GRAPHQL_VALIDATION_FAILED"),
    "a subscription": ("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED"),
    "a schema": ("type Query { a: Int }", "GRAPHQL_VALIDATION_FAILED"),
    "@defer": ("{ ... @defer { __typename } }", "GRAPHQL_VALIDATION_FAILED"),
    "@stream": ("{ terms @stream { code } }", "GRAPHQL_VALIDATION_FAILED"),
    "NUL in the document": ("{ __typename \0 }", "GRAPHQL_PARSE_FAILED"),
    "NUL in a string": ('{ event(slug: "a\\u0000b") { slug } }', None),
    "a lone surrogate in the document": ('{ event(slug: "\ud800") { slug } }', "BAD_REQUEST"),
    "a lone surrogate escaped": (r'{ event(slug: "\ud800") { slug } }', "GRAPHQL_PARSE_FAILED"),
    "a byte order mark": ("\ufeff{ __typename }", None),
    "nothing but a mark": ("\ufeff", "GRAPHQL_PARSE_FAILED"),
    "right to left": ("{ __typename \u202e }", "GRAPHQL_PARSE_FAILED"),
    "SQL in a value": ('{ event(slug: "a\' OR 1=1; DROP TABLE event; --") { slug } }', None),
    "SQL in a search": ('{ search(text: "\' UNION SELECT 1 -- \\" * ( ) NEAR ^ :") { totalCount } }', None),
    "SQL in an order": (
        '{ events(orderBy: "slug; DROP TABLE event") { totalCount } }',
        "GRAPHQL_VALIDATION_FAILED",
    ),
}
