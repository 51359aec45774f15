"""JSON Schemas of answers, derived from what the stored documents select and from the GraphQL schema.

Every fragment and every enum becomes a component of its own name, so that generated clients have a type for
each. A selection that is one spread refers to the component; any other is written out where it stands.
"""

from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from api.gql.schema import CORE_SCHEMA
from api.rest.stored import StoredDocument, response_name

Schema = dict[str, Any]

COMPONENTS = "#/components/schemas/"

_SCALARS: dict[str, Schema] = {
    "ID": {"type": "string"},
    "String": {"type": "string"},
    "Boolean": {"type": "boolean"},
    "Int": {"type": "integer", "format": "int32"},
    "Float": {"type": "number", "format": "double"},
    "Date": {"type": "string", "format": "date"},
    "DateTime": {"type": "string", "format": "date-time"},
}


class Shapes:
    """The components that were needed so far, by name."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}

    def resource(self, document: StoredDocument) -> Schema:
        """What a route answers, as a reference to a component."""
        return _Shape(self, document).resource()

    def enum(self, kind: GraphQLEnumType) -> Schema:
        """A reference to the component of an enum."""
        codes = "\n".join(f"- `{code}`: {value.description}" for code, value in kind.values.items())
        return self.component(
            kind.name,
            {"type": "string", "description": f"{kind.description}\n\n{codes}", "enum": [*kind.values]},
        )

    def component(self, name: str, schema: Schema) -> Schema:
        """A reference to a component, which must mean the same to all who name it."""
        if self.components.setdefault(name, schema) != schema:
            raise TypeError(f"two different things are called {name} in REST")
        return {"$ref": COMPONENTS + name}


class _Shape:
    """The schema of one document's answer."""

    def __init__(self, shapes: Shapes, document: StoredDocument) -> None:
        self._shapes = shapes
        self._document = document

    def resource(self) -> Schema:
        document = self._document
        schema = self._selected(document.shown, document.selection)
        if "$ref" in schema:
            return schema
        # A list: it is called after what it lists, as the shape of all lists of a type is the same.
        listed = next(
            node
            for _, node in document.fields(document.shown, document.selection)
            if response_name(node) == "nodes"
        )
        kind = get_named_type(document.shown.fields[listed.name.value].type)
        if "pageInfo" not in schema["properties"]:
            schema["description"] = document.field.description
        # Counts differ in what they say of null and of their order, whatever they count.
        of_counts = "facets" in document.resource
        return self._shapes.component(
            document.name.removeprefix("count") if of_counts else f"{kind.name}List", schema
        )

    def _selected(self, kind: GraphQLObjectType | GraphQLUnionType, selection: SelectionSetNode) -> Schema:
        match selection.selections:
            case (FragmentSpreadNode() as spread,):
                return self._fragment(spread)
        if isinstance(kind, GraphQLUnionType):
            # Two types may look alike in brief, so that an answer fits more than one.
            return {"anyOf": [self._option(each) for each in selection.selections]}
        properties: dict[str, Schema] = {}
        required: list[str] = []
        for field, node in self._document.fields(kind, selection):
            properties[response_name(node)] = self._field(field, node)
            if not node.directives:  # @include(if: $totalCount)
                required.append(response_name(node))
        return {
            "type": "object",
            "description": kind.description,
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }

    def _option(self, node: object) -> Schema:
        assert isinstance(node, InlineFragmentNode)
        assert node.type_condition is not None
        kind = CORE_SCHEMA.type_map[node.type_condition.name.value]
        assert isinstance(kind, GraphQLObjectType)
        return self._selected(kind, node.selection_set)

    def _fragment(self, spread: FragmentSpreadNode) -> Schema:
        fragment = self._document.fragments[spread.name.value]
        kind = CORE_SCHEMA.type_map[fragment.type_condition.name.value]
        assert isinstance(kind, GraphQLObjectType)
        return self._shapes.component(fragment.name.value, self._selected(kind, fragment.selection_set))

    def _field(self, field: GraphQLField, node: FieldNode) -> Schema:
        return {**self._typed(field.type, node.selection_set), "description": field.description}

    def _typed(self, kind: GraphQLOutputType, selection: SelectionSetNode | None) -> Schema:
        if isinstance(kind, GraphQLNonNull):
            return self._present(kind.of_type, selection)
        schema = self._present(kind, selection)
        if isinstance(schema.get("type"), str):
            return {**schema, "type": [schema["type"], "null"]}
        return {"anyOf": [schema, {"type": "null"}]}

    def _present(self, kind: GraphQLOutputType, selection: SelectionSetNode | None) -> Schema:
        nullable = get_nullable_type(kind)
        if is_list_type(nullable):
            return {"type": "array", "items": self._typed(nullable.of_type, selection)}
        named = get_named_type(kind)
        if isinstance(named, GraphQLEnumType):
            return self._shapes.enum(named)
        if selection is None:
            return dict(_SCALARS[named.name])
        assert isinstance(named, GraphQLObjectType | GraphQLUnionType)
        return self._selected(named, selection)
