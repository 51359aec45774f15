"""A validated GraphQL operation as a selection: fragments merged, directives applied, arguments coerced.

graphql-core does all of it, given variables whose leaves are slots; so defaults, absent against null and
literals around variables follow the specification without code of ours. ``__typename`` and introspection
become known JSON here.
"""

import json
from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_object_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values
from graphql.language import FragmentDefinitionNode

from db.compile.selection import Field, Literal, Origin, Selection
from db.errors import TooComplex

META_FIELDS = ("__schema", "__type")


class Translation:
    """One operation with one set of variables on its way to a selection.

    max_fields: the statement grows with every field, and a field of an abstract type is one for each type.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: VariableValues,
        raw_variables: Mapping[str, Any],
        max_fields: int,
    ) -> None:
        self._schema = schema
        self._document = document
        self._operation = operation
        self._variables = variables
        self._raw_variables = raw_variables
        self._max_fields = max_fields
        self._fields = 0
        self._fragments = {
            definition.name.value: FragmentDetails(definition)
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }

    def selection(self) -> Selection:
        """The root selection."""
        query = self._schema.query_type
        assert query is not None
        grouped = collect_fields(self._schema, self._fragments, self._variables, query, self._operation)
        return self._selected(query, grouped.grouped_field_set, ())

    def _selected(
        self, parent: GraphQLObjectType, grouped: GroupedFieldSet, path: tuple[str | int, ...]
    ) -> Selection:
        return [self._field(parent, key, details, (*path, key)) for key, details in grouped.items()]

    def _field(
        self, parent: GraphQLObjectType, key: str, details: list[FieldDetails], path: tuple[str | int, ...]
    ) -> Field | Literal:
        node = details[0].node
        name = node.name.value
        if name == "__typename":
            return Literal(key, json.dumps(parent.name))
        if name in META_FIELDS:
            return Literal(key, self._introspected(key, [each.node for each in details]))
        origin = Origin(path, tuple(_location(each.node) for each in details))
        self._fields += 1
        if self._fields > self._max_fields:
            error = TooComplex(
                f"the operation has more than {self._max_fields} fields, those of an abstract type counted "
                "for each possible type; ask for less at once"
            )
            error.origin = origin
            raise error
        definition = parent.fields[name]
        arguments = get_argument_values(definition, node, self._variables)
        return Field(
            key,
            name,
            arguments,
            self._selections(get_named_type(definition.type), details, path),
            origin,
        )

    def _selections(
        self, returned: Any, details: list[FieldDetails], path: tuple[str | int, ...]
    ) -> dict[str, Selection]:
        if is_leaf_type(returned):
            return {}
        possible = self._schema.get_possible_types(returned) if is_abstract_type(returned) else [returned]
        selections: dict[str, Selection] = {}
        for each in possible:
            assert is_object_type(each)
            collected = collect_subfields(
                self._schema, self._fragments, self._variables, self._operation, each, details
            )
            selections[each.name] = self._selected(each, collected.grouped_field_set, path)
        return selections

    def _introspected(self, key: str, nodes: list[FieldNode]) -> str:
        """The JSON of one introspection field, as graphql-core's own executor gives it."""
        operation = OperationDefinitionNode(
            operation=self._operation.operation,
            name=None,
            variable_definitions=self._operation.variable_definitions,
            directives=(),
            selection_set=SelectionSetNode(selections=tuple(nodes)),
        )
        fragments = [each.definition for each in self._fragments.values()]
        result = execute_sync(
            self._schema,
            DocumentNode(definitions=(operation, *fragments)),
            variable_values=dict(self._raw_variables),
        )
        assert result.data is not None, result.errors
        return json.dumps(result.data[key], ensure_ascii=False, separators=(",", ":"))


def _location(node: FieldNode) -> tuple[int, int]:
    assert node.loc is not None
    return node.loc.start_token.line, node.loc.start_token.column
