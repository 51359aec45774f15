"""The stored documents: each file in ``documents/`` an operation, over the fragments in ``fragments/`` there.

A fragment is how a type looks wherever REST shows it, and becomes the component of that name in OpenAPI. An
operation's description is the summary of its route, and may go on with more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    get_named_type,
    get_nullable_type,
    is_list_type,
    parse,
    print_ast,
    strip_ignored_characters,
    visit,
)

from api.gql.schema import CORE_SCHEMA
from api.gql.validating import validate

FOLDER = Path(__file__).with_name("documents")


def response_name(node: FieldNode) -> str:
    """The key under which a field is answered, as the GraphQL specification calls it."""
    return (node.alias or node.name).value


@dataclass(frozen=True)
class StoredDocument:
    """A valid document with one named operation.

    ``text`` is what the engine is asked: the operation and the fragments that it needs, without what is there
    for people. ``resource`` are the keys that lead from ``data`` to what the route answers, which is
    ``selection`` of the type ``shown``; ``field`` is the field that the route is there for.
    """

    text: str
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    resource: tuple[str, ...]
    shown: GraphQLObjectType
    selection: SelectionSetNode
    field: GraphQLField

    @property
    def paged(self) -> bool:
        """Whether it answers a page of a list."""
        return any(
            isinstance(each, FieldNode) and each.name.value == "pageInfo"
            for each in self.selection.selections
        )

    @property
    def name(self) -> str:
        """The operation's name."""
        assert self.operation.name is not None
        return self.operation.name.value

    @property
    def summary(self) -> str:
        """What the route answers, in a few words."""
        return self._said[0]

    @property
    def description(self) -> str:
        """The rest of what the document says of itself, or else what the schema says of the field."""
        return self._said[2].replace("\n", " ") or self.field.description or ""

    @property
    def listed(self) -> FieldNode | None:
        """The field of the rows, ``nodes``, where a list is answered."""
        fields = (each for each in self.selection.selections if isinstance(each, FieldNode))
        return next((each for each in fields if response_name(each) == "nodes"), None)

    @property
    def shows(self) -> tuple[str, ...]:
        """The fragments of what is answered, or of each row of a list."""
        listed = self.listed
        selection = self.selection if listed is None else listed.selection_set
        assert selection is not None
        return tuple(each.name.value for each in selection.selections if isinstance(each, FragmentSpreadNode))

    def fields(
        self, kind: GraphQLObjectType, selection: SelectionSetNode
    ) -> Iterator[tuple[GraphQLField, FieldNode]]:
        """The fields that are selected of an object, those of fragments on the same type among them."""
        for node in selection.selections:
            if isinstance(node, FieldNode):
                yield kind.fields[node.name.value], node
            elif isinstance(node, FragmentSpreadNode):
                yield from self.fields(kind, self.fragments[node.name.value].selection_set)

    @property
    def _said(self) -> tuple[str, str, str]:
        assert self.operation.description is not None
        return self.operation.description.value.partition("\n\n")


@cache
def stored(name: str) -> StoredDocument:
    """The document of a file, without its ending. A document that is not valid is a defect: `TypeError`."""
    (operation,) = parse((FOLDER / f"{name}.graphql").read_text(encoding="utf-8")).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return _stored(f"{name}.graphql", operation)


def showing(document: StoredDocument, instead: Mapping[str, str]) -> StoredDocument:
    """The document with other fragments in place of those that its operation spreads, by their names."""
    operation = visit(document.operation, _Respelt(instead))
    assert isinstance(operation, OperationDefinitionNode)
    return _stored(document.name, operation)


def _stored(name: str, operation: OperationDefinitionNode) -> StoredDocument:
    needed = _needed(operation)
    document = DocumentNode(definitions=(operation, *needed.values()))
    if errors := validate(CORE_SCHEMA, document):
        raise TypeError(f"{name}: {errors[0]}")
    resource, shown, selection, field = _resource(operation)
    text = strip_ignored_characters(print_ast(_undescribed(document)))
    return StoredDocument(text, operation, needed, resource, shown, selection, field)


@cache
def _fragments() -> Mapping[str, FragmentDefinitionNode]:
    return {
        definition.name.value: definition
        for file in sorted((FOLDER / "fragments").glob("*.graphql"))
        for definition in parse(file.read_text(encoding="utf-8")).definitions
        if isinstance(definition, FragmentDefinitionNode)
    }


class _Spreads(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.names.append(node.name.value)


def _needed(operation: OperationDefinitionNode) -> Mapping[str, FragmentDefinitionNode]:
    """The fragments that an operation spreads, directly or through others, by name."""
    found: dict[str, FragmentDefinitionNode] = {}
    waiting: list[OperationDefinitionNode | FragmentDefinitionNode] = [operation]
    while waiting:
        spreads = _Spreads()
        visit(waiting.pop(), spreads)
        for name in spreads.names:
            if name not in found:
                found[name] = _fragments()[name]
                waiting.append(found[name])
    return dict(sorted(found.items()))


def _resource(
    operation: OperationDefinitionNode,
) -> tuple[tuple[str, ...], GraphQLObjectType, SelectionSetNode, GraphQLField]:
    """What a route answers: the innermost object to which single fields lead from the root.

    An answer is always an object, so that members can be added to it: a list that has no pages is the
    ``nodes`` of the object that it belongs to.
    """
    path: list[str] = []
    shown, selection = CORE_SCHEMA.query_type, operation.selection_set
    assert shown is not None
    field = None
    while len(selection.selections) == 1 and isinstance(node := selection.selections[0], FieldNode):
        field = shown.fields[node.name.value]
        if is_list_type(get_nullable_type(field.type)):
            break
        inner = get_named_type(field.type)
        assert isinstance(inner, GraphQLObjectType)
        assert node.selection_set is not None
        path.append(response_name(node))
        shown, selection = inner, node.selection_set
    assert field is not None
    return tuple(path), shown, selection, field


class _Respelt(Visitor):
    def __init__(self, instead: Mapping[str, str]) -> None:
        super().__init__()
        self._instead = instead

    def leave_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> FragmentSpreadNode:
        name = NameNode(value=self._instead.get(node.name.value, node.name.value))
        return FragmentSpreadNode(name=name, directives=node.directives)


class _WithoutDescriptions(Visitor):
    def enter_operation_definition(
        self, node: OperationDefinitionNode, *_: object
    ) -> OperationDefinitionNode:
        return OperationDefinitionNode(
            operation=node.operation,
            name=node.name,
            variable_definitions=node.variable_definitions,
            directives=node.directives,
            selection_set=node.selection_set,
        )


def _undescribed(document: DocumentNode) -> DocumentNode:
    """The document as any GraphQL server takes it: descriptions of operations came in with September 2025."""
    result = visit(document, _WithoutDescriptions())
    assert isinstance(result, DocumentNode)
    return result
