"""A subscription as the query that answers it, revision by revision.

When revision 7 has come, ``subscription { revisions { number } }`` is asked as the query
``{ revisions: revision(number: 7) { number } }``: so it is held to the same limits, compiled to the same one
statement, and its plan is kept. graphql-core collects what the root selects: fragments and directives there
follow the specification.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    NamedTypeNode,
    NameNode,
    Node,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    get_variable_values,
    print_ast,
    strip_ignored_characters,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails, collect_fields
from graphql.execution.values import VariableValues, get_argument_values

from api.gql.refusal import Refused, plain_error, refusal
from db.graph.query import SUBSCRIPTIONS

if TYPE_CHECKING:
    from api.gql.execution import Request


@dataclass(frozen=True)
class Subscription:
    """What is asked of each revision after ``since``; of those after the newest where it is None."""

    since: int | None
    query: "Request"
    variable: str

    def of(self, number: int) -> "Request":
        """The query for one revision, which the server that answers must have."""
        variables = {**(self.query.variables or {}), self.variable: number}
        return replace(self.query, variables=variables, at_least=number)


def subscription(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, request: "Request"
) -> Subscription:
    """The subscription that a valid document asks for; raises `Refused`."""
    root = schema.subscription_type
    assert root is not None
    raw = dict(request.variables or {})
    variables = get_variable_values(schema, operation.variable_definitions or (), raw, max_errors=20)
    if not isinstance(variables, VariableValues):
        raise refusal(variables, "BAD_INPUT")
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    details = {name: FragmentDetails(each) for name, each in fragments.items()}
    grouped = collect_fields(schema, details, variables, root, operation).grouped_field_set
    if len(grouped) != 1:
        raise Refused([plain_error("a subscription asks for one field, and here it is skipped", "BAD_INPUT")])
    ((key, found),) = grouped.items()
    nodes = [each.node for each in found]
    name = nodes[0].name.value
    since = get_argument_values(root.fields[name], nodes[0], variables).get("since")
    if since is not None and since < 0:
        raise Refused([_about_since()])
    used = {each.variable.name.value for each in operation.variable_definitions or ()}
    variable = "number"
    while variable in used:
        variable += "_"
    asked = _query(operation, key, SUBSCRIPTIONS[name], nodes, variable, fragments)
    return Subscription(since, replace(request, query=asked, operation_name=None, variables=raw), variable)


def _about_since() -> dict[str, Any]:
    error = plain_error("since is the number of a revision: 0, before the first, or more", "BAD_INPUT")
    error["extensions"]["argument"] = "since"
    return error


def _query(
    operation: OperationDefinitionNode,
    key: str,
    field: str,
    nodes: Iterable[FieldNode],
    variable: str,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> str:
    """The text of the query for a revision, whose number is a variable."""
    selections = [each for node in nodes if node.selection_set for each in node.selection_set.selections]
    number = VariableNode(name=NameNode(value=variable))
    root = FieldNode(
        alias=NameNode(value=key),
        name=NameNode(value=field),
        arguments=(ArgumentNode(name=NameNode(value="number"), value=number),),
        directives=(),
        selection_set=SelectionSetNode(selections=tuple(selections)),
    )
    reached = list(_reached(root, fragments))
    used = {name for each in (root, *reached) for name in _named(each, VariableNode)}
    number_type = NonNullTypeNode(type=NamedTypeNode(name=NameNode(value="Int")))
    definitions = [
        *(each for each in operation.variable_definitions or () if each.variable.name.value in used),
        VariableDefinitionNode(variable=number, type=number_type, default_value=None, directives=()),
    ]
    query = OperationDefinitionNode(
        operation=OperationType.QUERY,
        name=operation.name,
        variable_definitions=tuple(definitions),
        directives=(),
        selection_set=SelectionSetNode(selections=(root,)),
    )
    return strip_ignored_characters(print_ast(DocumentNode(definitions=(query, *reached))))


def _reached(root: Node, fragments: Mapping[str, FragmentDefinitionNode]) -> Iterator[FragmentDefinitionNode]:
    """The fragments that are spread in it, and in one another."""
    waiting, seen = [root], set[str]()
    while waiting:
        for name in _named(waiting.pop(), FragmentSpreadNode):
            if name not in seen:
                seen.add(name)
                waiting.append(fragments[name])
                yield fragments[name]


def _named(root: Node, kind: type[VariableNode] | type[FragmentSpreadNode]) -> list[str]:
    names: list[str] = []

    class Found(Visitor):
        def enter(self, node: Node, *_: object) -> None:
            if isinstance(node, VariableNode | FragmentSpreadNode) and isinstance(node, kind):
                names.append(node.name.value)

    visit(root, Found())
    return names
