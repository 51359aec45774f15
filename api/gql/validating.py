"""Validation with graphql-core's rules, all of them and in its order, on a shorter way through the document.

graphql-core's `validate` finds out anew, for each document and each kind of node, which of its thirty rules
look at such nodes, asks all of them at every node, names included, at which no rule looks, and keeps what it
knows of a definition by a hash of all that stands in it. Here all that is known beforehand, which takes a
quarter of the time. The errors are the same, in the same order: ``tests/gql/test_validating.py`` compares.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from graphql import (
    BREAK,
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    ValidationContext,
    Visitor,
    assert_valid_schema,
    specified_rules,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS
from graphql.validation.validate import FragmentNestingVisitor, ValidationAbortedError
from graphql.validation.validation_context import VariableUsage, VariableUsageVisitor

ABORTED = "Validation aborted."
"""The message of the error that stands for all that was not looked at any more."""

_TOO_MANY = f"Too many validation errors, error limit reached. {ABORTED}"

# What it returns is a `VisitorAction`, for which a rule may write True or False.
Look = Callable[..., Any]
# Where a visitor of a kind of node stands among the visitors, and what it calls the method that looks.
Method = tuple[int, str]


class _Methods(NamedTuple):
    """Who looks at a kind of node when it is entered, and who when it is left: there, those that may have
    skipped what is inside stand as well, with no method of their own.
    """

    enter: tuple[Method, ...]
    leave: tuple[tuple[int, str | None], ...]


class _Looks(NamedTuple):
    """`_Methods` of one validation, with what keeps account of types before and after."""

    typed: Callable[[Node], None] | None
    enter: tuple[tuple[int, Look], ...]
    inside: tuple[str, ...]
    leave: tuple[tuple[int, Look | None], ...]
    untyped: Callable[[], None] | None


# A description says nothing, as the specification has it, and at a mere name no rule looks.
_INSIDE: Mapping[str, tuple[str, ...]] = {
    kind: tuple(key for key in keys if key not in ("description", "name", "alias"))
    for kind, keys in QUERY_DOCUMENT_KEYS.items()
}

# What visitors are told: the node, its name or number in its parent, the parent, which may be the tuple where
# it stands, the names and numbers from the document on, and all that is around the parent.
_Place = tuple[Node, str | int | None, Any, list[Any], list[Any]]


def validate(schema: GraphQLSchema, document: DocumentNode, *, max_errors: int = 100) -> list[GraphQLError]:
    """What is wrong with a document; after ``max_errors`` a last one that ends in `ABORTED`."""
    assert_valid_schema(schema)
    errors: list[GraphQLError] = []

    def found(error: GraphQLError) -> None:
        if len(errors) >= max_errors:
            raise ValidationAbortedError(_TOO_MANY)
        errors.append(error)

    types = TypeInfo(schema)
    context = _Context(schema, document, types, found)
    visitors: list[Visitor] = [rule(context) for rule in specified_rules]
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    if fragments:
        visitors.insert(0, FragmentNestingVisitor(fragments))
    try:
        _Walk(types, visitors).visit(document)
    except ValidationAbortedError as error:
        # The frames of the validation must not live on with the error.
        error.__context__ = None
        errors.append(error.with_traceback(None))
    except RecursionError:
        errors.append(ValidationAbortedError(ABORTED))
    return errors


class _Walk:
    """A way through a document, depth first, on which all visitors are told of each node."""

    def __init__(self, types: TypeInfo, visitors: list[Visitor]) -> None:
        self._types = types
        self._visitors = visitors
        self._classes = tuple(type(each) for each in visitors)
        self._looks: dict[str, _Looks] = {}
        # Of each visitor: the node whose inside it skips, or BREAK where it has seen enough.
        self._skipping: list[Any] = [None] * len(visitors)

    def visit(self, root: Node) -> None:
        """Tell the visitors of each node when it is entered, and when all inside it is left.

        No recursion: however deep the document, it is looked at.
        """
        looks_at = self._looks
        waiting: list[_Place] = [(root, None, None, [], [])]
        # Of the nodes that are entered, the places where `waiting` goes on after them.
        entered: list[tuple[int, _Place, _Looks]] = []
        while waiting or entered:
            if entered and len(waiting) == entered[-1][0]:
                _, place, looks = entered.pop()
                self._leave(looks, place)
                continue
            place = waiting.pop()
            looks = looks_at.get(place[0].kind) or self._looks_at(place[0].kind)
            self._enter(looks, place)
            entered.append((len(waiting), place, looks))
            if looks.inside:
                waiting += _inside(place, looks.inside)

    def _enter(self, looks: _Looks, place: _Place) -> None:
        node = place[0]
        if looks.typed is not None:
            looks.typed(node)
        skipping = self._skipping
        for number, look in looks.enter:
            if skipping[number] is None:
                result = look(*place)
                if result is not None:
                    skipping[number] = BREAK if result is BREAK or result is True else node

    def _leave(self, looks: _Looks, place: _Place) -> None:
        skipping = self._skipping
        for number, look in looks.leave:
            if skipping[number] is None:
                if look is not None:
                    result = look(*place)
                    if result is BREAK or result is True:
                        skipping[number] = BREAK
            elif skipping[number] is place[0]:
                skipping[number] = None
        if looks.untyped is not None:
            looks.untyped()

    def _looks_at(self, kind: str) -> _Looks:
        methods, visitors = _methods(self._classes, kind), self._visitors
        looks = self._looks[kind] = _Looks(
            getattr(self._types, f"enter_{kind}", None),
            tuple((number, getattr(visitors[number], name)) for number, name in methods.enter),
            _INSIDE.get(kind, ()),
            tuple(
                (number, None if name is None else getattr(visitors[number], name))
                for number, name in methods.leave
            ),
            getattr(self._types, f"leave_{kind}", None),
        )
        return looks


def _inside(place: _Place, names: tuple[str, ...]) -> list[_Place]:
    """What stands in a node, the last first."""
    node, _, parent, path, around = place
    if parent is not None:
        around = [*around, parent]
    found: list[_Place] = []
    for name in reversed(names):
        inner = getattr(node, name, None)
        if isinstance(inner, tuple):
            ancestors = [*around, node]
            found += [
                (inner[index], index, inner, [*path, name, index], ancestors)
                for index in range(len(inner) - 1, -1, -1)
            ]
        elif inner is not None:
            found.append((inner, name, node, [*path, name], around))
    return found


@cache
def _methods(visitors: tuple[type[Visitor], ...], kind: str) -> _Methods:
    enter = tuple(
        (number, name)
        for number, each in enumerate(visitors)
        if (name := _method(each, "enter", kind)) is not None
    )
    entered = {number for number, _ in enter}
    leave = tuple(
        (number, name)
        for number, each in enumerate(visitors)
        if (name := _method(each, "leave", kind)) is not None or number in entered
    )
    return _Methods(enter, leave)


def _method(visitor: type[Visitor], way: str, kind: str) -> str | None:
    return next((name for name in (f"{way}_{kind}", way) if hasattr(visitor, name)), None)


class _Context(ValidationContext):
    """What rules ask of a document, found by a node itself instead of by the hash of all that it holds."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        types: TypeInfo,
        found: Callable[[GraphQLError], None],
    ) -> None:
        super().__init__(schema, document, types, found)
        self._types = types
        self._spreads: dict[int, list[FragmentSpreadNode]] = {}
        self._usages: dict[int, list[VariableUsage]] = {}
        self._usages_of_fragments: dict[int, list[VariableUsage]] = {}
        self._all_usages: dict[int, list[VariableUsage]] = {}

    def get_fragment_spreads(self, node: SelectionSetNode) -> list[FragmentSpreadNode]:
        """The spreads in a selection set, those in its fragments left out."""
        spreads = self._spreads.get(id(node))
        if spreads is None:
            spreads = self._spreads[id(node)] = []
            waiting = [node]
            while waiting:
                for selection in waiting.pop().selections:
                    if isinstance(selection, FragmentSpreadNode):
                        spreads.append(selection)
                    elif (inner := getattr(selection, "selection_set", None)) is not None:
                        waiting.append(inner)
        return spreads

    def get_variable_usages(
        self, node: OperationDefinitionNode | FragmentDefinitionNode
    ) -> list[VariableUsage]:
        """The variables in a definition, each with the type that its place has."""
        usages = self._usages.get(id(node))
        if usages is None:
            fragment = node if isinstance(node, FragmentDefinitionNode) else None
            visitor = VariableUsageVisitor(self._types, fragment)
            _Walk(self._types, [visitor]).visit(node)
            usages = self._usages[id(node)] = visitor.usages
        return usages

    def get_recursive_variable_usages(self, operation: OperationDefinitionNode) -> list[VariableUsage]:
        """The variables in an operation and in all of its fragments."""
        usages = self._all_usages.get(id(operation))
        if usages is None:
            # One list for all operations that spread the same fragments; what is spent is graphql-core's sum.
            fragments = self.get_recursively_referenced_fragments(operation)
            inherited = self._usages_of_fragments.get(id(fragments))
            if inherited is None:
                self.spend_fragment_work(len(fragments))
                inherited = []
                for fragment in fragments:
                    local = self.get_variable_usages(fragment)
                    self.spend_fragment_work(len(local))
                    inherited += local
                self._usages_of_fragments[id(fragments)] = inherited
            self.spend_fragment_work(len(inherited))
            usages = self._all_usages[id(operation)] = [*self.get_variable_usages(operation), *inherited]
        return usages
