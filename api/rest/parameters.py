"""From the path and the query string of a request to the variables of a stored document."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    NonNullTypeNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    get_named_type,
    type_from_ast,
    visit,
)

from api.gql.enums import scheme_of
from api.gql.orders import member_name
from api.gql.schema import CORE_SCHEMA
from api.problem import BadParameter
from api.rest.filters import filter_parameters, point_parameters
from api.rest.form import Offered, offered
from api.rest.forms import FORMS
from api.rest.parameter import Parameter
from api.rest.query import FORMAT, Pairs
from api.rest.stored import StoredDocument
from api.rest.values import (
    CIRCLE,
    MAX_INT,
    AnyCode,
    Choice,
    Code,
    Cursor,
    Day,
    FormName,
    KnownAt,
    Number,
    Question,
    SortKey,
    Truth,
    Value,
    Word,
)
from db.compile.pages import MAX_PAGE
from db.graph.query import ENTITIES
from db.vocabulary import codes

_VALUES: Mapping[str, Value] = {
    "Int": Number(MAX_PAGE),
    "String": Cursor(),
    "Boolean": Truth(),
    "Date": Day(),
    "RevisionOrTime": KnownAt(),
}
# The numbers that are not the size of a page.
_NUMBERS: Mapping[str, Value] = {"since": Number(MAX_INT)}
_TURNED = "A hyphen in front of a key turns it round."
_TOTAL_COUNT = "Also count the rows of the whole list, as `totalCount`."


class Parameters:
    """The parameters of one route. The same name may stand in the path and, as a filter, in the query."""

    def __init__(self, path: str, document: StoredDocument) -> None:
        in_path = re.findall(r"{(\w+)}", path)
        forms = {each.representation.name: each for each in offered(document, FORMS)}
        self._hold((*_parameters(document, in_path), _format(forms)), forms)

    def _hold(self, parameters: tuple[Parameter, ...], forms: Mapping[str, Offered]) -> None:
        self.forms = forms
        self.all = parameters
        self.in_path = {each.name: each for each in self.all if each.in_path}
        self.in_query = {each.name: each for each in self.all if not each.in_path}
        self._required = [each for each in self.all if each.required]

    @property
    def blank(self) -> dict[str, str | int]:
        """Variables for what must be given with which the document can be compiled."""
        values = {each.name: each.value for each in self.all if each.in_path or each.required}
        return {name: _blank(value) for name, value in values.items()}

    def variables(self, pairs: Pairs) -> dict[str, Any]:
        """The variables that the pairs of a query string stand for; raises `BadParameter`."""
        given: dict[str, list[str]] = {}
        for name, text in pairs:
            given.setdefault(name, []).append(text)
        variables: dict[str, Any] = {}
        for name, texts in given.items():
            parameter = self.in_query.get(name)
            if parameter is None:
                raise BadParameter(
                    "there is no such parameter here", name, given=name, allowed=tuple(self.in_query)
                )
            if parameter.qualifies and (whole := name.rpartition(".")[0]) not in given:
                raise BadParameter(f"{name} says more of {whole}; give {whole} as well", name)
            value = parameter.read(texts)
            if parameter.place:
                _put(variables, parameter, value)
        for each in self._required:
            if each.name not in given:
                raise BadParameter(f"{each.name} has to be given here", each.name)
        return variables

    def form(self, pairs: Pairs) -> Offered | None:
        """The form that a query string asks for; None where it leaves that to ``Accept``."""
        texts = [text for name, text in pairs if name == FORMAT]
        return self.forms[self.in_query[FORMAT].read(texts)] if texts else None


def _format(forms: Mapping[str, Offered]) -> Parameter:
    said = "The form of the answer, whatever `Accept` says: "
    summaries = (f"`{name}`, {each.form.summary if each.form else 'JSON'}" for name, each in forms.items())
    return Parameter(FORMAT, (), FormName(tuple(forms)), said + "; ".join(summaries) + ".")


def _blank(value: Value) -> str | int:
    if isinstance(value, Code):
        return codes(value.scheme)[0]
    if isinstance(value, Number):
        return 0
    return "word" if isinstance(value, Question) else ""


def _put(variables: dict[str, Any], parameter: Parameter, value: Any) -> None:
    *outer, last = parameter.place
    for key in outer:
        variables = variables.setdefault(key, {})
    if parameter.within is not None:
        variables.setdefault(last, []).append(value)
    elif isinstance(value, dict):
        # What qualifies it may have come before it.
        variables.setdefault(last, {}).update(value)
    else:
        variables[last] = value


def _parameters(document: StoredDocument, in_path: list[str]) -> Iterator[Parameter]:
    described = _descriptions(document)
    for definition in document.operation.variable_definitions or ():
        name = definition.variable.name.value
        kind = get_named_type(type_from_ast(CORE_SCHEMA, definition.type))
        assert kind is not None  # the document is valid
        if name in in_path:
            yield Parameter(name, (name,), _in_path(name, kind), described[name], in_path=True)
        elif isinstance(kind, GraphQLInputObjectType) and kind.name.endswith("Order"):
            sorts = ENTITIES[kind.name.removesuffix("Order")].sorts
            keys = tuple((each, member_name(each)) for each in sorts)
            yield Parameter(name, (name,), SortKey(keys), f"{described[name]} {_TURNED}", many=True)
        elif kind.name == "Near":
            yield from point_parameters(name, (name,), described[name], CIRCLE)
        elif isinstance(kind, GraphQLInputObjectType):
            yield from filter_parameters(ENTITIES[kind.name.removesuffix("Filter")], name)
        elif isinstance(kind, GraphQLEnumType):
            words = Choice(kind.name, tuple(kind.values))
            yield Parameter(name, (name,), words, described[name], many=True)
        else:
            required = isinstance(definition.type, NonNullTypeNode) and definition.default_value is None
            value = Question() if name == "text" else _NUMBERS.get(name) or _VALUES[kind.name]
            yield Parameter(name, (name,), value, described[name], required=required)


def _in_path(name: str, kind: GraphQLNamedType) -> Value:
    if isinstance(kind, GraphQLEnumType):
        return Code(scheme_of(kind.name))
    if kind.name == "Int":
        return Number(MAX_INT)
    return Word() if name == "slug" else AnyCode()


class _Uses(Visitor):
    """What the schema says of the arguments to which variables are given."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.descriptions: dict[str, str] = {}
        self._info = info

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        argument = self._info.get_argument()
        if self._info.get_directive() is not None:
            self.descriptions[node.name.value] = _TOTAL_COUNT
        elif isinstance(argument, GraphQLArgument):
            self.descriptions[node.name.value] = argument.description or ""


def _descriptions(document: StoredDocument) -> Mapping[str, str]:
    info = TypeInfo(CORE_SCHEMA)
    uses = _Uses(info)
    visit(document.operation, TypeInfoVisitor(info, uses))
    return uses.descriptions
