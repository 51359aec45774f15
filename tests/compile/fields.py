"""Documents that between them ask for every field of every type."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLNonNull, GraphQLObjectType, GraphQLSchema, get_named_type, is_leaf_type

# A value for each argument that a field cannot do without.
REQUIRED = {
    "slug": None,
    "id": '"events/event-2"',
    "ids": '["events/event-2", "locations/location-4"]',
    "scheme": "event_type",
    "code": '"MISSILE_STRIKE"',
    "by": "MONTH",
    "number": "2",
    "text": '"composed"',
}
# Fields that are null as long as nothing is asked of them.
NEAR = "{latitude: 50.5, longitude: 36.5, borrowed: true}"
SLUGS = {
    "article": "article-2",
    "source": "source-1",
    "statement": "statement-12",
    "event": "event-2",
    "location": "location-2",
}


# What has less to show than another way to the same type: a language has no label.
POOR = {("ArticleFacets", "language")}


def documents(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """For each object type that can be reached, its name and a document with all of its fields."""
    for name, steps in paths(schema).items():
        parent = schema.type_map[name]
        assert isinstance(parent, GraphQLObjectType)
        body = " ".join(_whole(field, asked) for field, asked in parent.fields.items())
        near = f"(near: {NEAR})" if name.endswith("Edge") and "distance" in parent.fields else ""
        for step in reversed([*steps[:-2], *(f"{each}{near}" for each in steps[-2:-1]), *steps[-1:]]):
            body = f"{step} {{ {body} }}"
        yield name, f"{{ {body} }}"


def paths(schema: GraphQLSchema) -> dict[str, tuple[str, ...]]:
    """The shortest way from the root's lists to each object type: fields, and fragments on abstract types."""
    assert schema.query_type is not None
    found: dict[str, tuple[str, ...]] = {schema.query_type.name: ()}
    waiting = deque([schema.query_type])
    while waiting:
        parent = waiting.popleft()
        for name, asked in parent.fields.items():
            returned: Any = get_named_type(asked.type)
            # One row that is looked up has less to show than a list.
            unlisted = _is_required(asked) and "first" not in asked.args
            if is_leaf_type(returned) or unlisted or (parent.name, name) in POOR:
                continue
            # An edge has a distance only where its list is near a point.
            if parent.name.endswith("Edge") and returned.name == "Distance":
                continue
            here = (*found[parent.name], _called(name, asked))
            abstract = not isinstance(returned, GraphQLObjectType)
            for each in schema.get_possible_types(returned) if abstract else [returned]:
                if each.name not in found:
                    found[each.name] = (*here, f"... on {each.name}") if abstract else here
                    waiting.append(each)
    return found


def _is_required(asked: Any) -> bool:
    return any(
        isinstance(declared.type, GraphQLNonNull) and argument != "by"
        for argument, declared in asked.args.items()
    )


def _called(name: str, asked: Any) -> str:
    required = [
        f"{argument}: {REQUIRED[argument] or _slug(name)}"
        for argument, declared in asked.args.items()
        if isinstance(declared.type, GraphQLNonNull)
    ]
    if "from" in asked.args:
        required.append(f"from: {NEAR}")
    return f"{name}({', '.join(required)})" if required else name


def _slug(name: str) -> str:
    return f'"{SLUGS[name]}"'


def _whole(name: str, asked: Any) -> str:
    called = _called(name, asked)
    return called if is_leaf_type(get_named_type(asked.type)) else f"{called} {{ __typename }}"
