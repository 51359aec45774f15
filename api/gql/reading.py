"""From a request's text to a valid document: size, tokens, what it asks for, and only then the rules."""

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Source,
    parse,
)
from graphql.validation.rules import overlapping_fields_can_be_merged

from api.gql.limits.checking import Checked, check_document, exceeded
from api.gql.limits.extent import Extent, introspection_lengths
from api.gql.limits.figures import Limits
from api.gql.refusal import Refused, over_limit, plain_error, refusal
from api.gql.validating import ABORTED, validate

# One rule compares fields that would merge, pair by pair. Documents that people or generators write stay far
# below a thousand of its units; graphql-core's own 500,000 were measured to take a second and a half.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 20_000


@dataclass(frozen=True)
class Document:
    """A valid document within the limits."""

    node: DocumentNode
    checked: Checked

    def operation(self, name: str | None) -> tuple[OperationDefinitionNode, Extent]:
        """The operation of this name, or the only one, and what it asks for."""
        chosen = self.chosen(name)
        if chosen.operation is OperationType.SUBSCRIPTION:
            raise Refused(
                [
                    plain_error(
                        "a subscription is answered as text/event-stream, which Accept has to name, or over "
                        "a WebSocket that speaks graphql-transport-ws",
                        "BAD_INPUT",
                    )
                ]
            )
        if chosen.operation is not OperationType.QUERY:
            raise Refused([plain_error("only queries and subscriptions can be asked here", "BAD_INPUT")])
        return chosen, self.checked[id(chosen)]

    def chosen(self, name: str | None) -> OperationDefinitionNode:
        """The operation of this name, or the only one, of whatever kind."""
        return _chosen(self.node, name)


def read(text: str, schema: GraphQLSchema, limits: Limits) -> Document:
    """The document of a request; `Refused` says why not."""
    # The surrogates that JSON may hold are refused by the lexer, with their place.
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limits.document_bytes:
        raise exceeded("document_bytes", size, limits)
    try:
        node = parse(Source(text, "GraphQL request"), max_tokens=limits.tokens)
    except GraphQLError as error:
        if "more than" in error.message and "tokens" in error.message:
            raise exceeded("tokens", None, limits) from None
        raise refusal([error], "GRAPHQL_PARSE_FAILED") from None
    checked = check_document(node, limits, introspection_lengths(schema))
    if errors := validate(schema, node, max_errors=20):
        if errors[-1].message == ABORTED:
            raise over_limit(
                "comparing the fields that stand under one name takes too long: ask for each field once, or "
                "in several requests"
            )
        raise refusal(errors, "GRAPHQL_VALIDATION_FAILED")
    return Document(node, checked)


def _chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if name is None:
        if len(operations) == 1:
            return operations[0]
        names = ", ".join(each.name.value for each in operations if each.name)
        message = (
            f"the document has several operations; say with operationName which one is meant: {names}"
            if operations
            else "the document has no operation"
        )
        raise Refused([plain_error(message, "OPERATION_RESOLUTION_FAILURE")])
    for each in operations:
        if each.name and each.name.value == name:
            return each
    raise Refused([plain_error(f"the document has no operation '{name}'", "OPERATION_RESOLUTION_FAILURE")])
