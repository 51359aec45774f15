"""A parameter: its name in the URL, where its value goes in the document's variables, and what it may be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from api.problem import BadParameter
from api.rest.values import Malformed, Value

# Alternatives for one parameter. Each is a placeholder of the statement, of which SQLite has 32,766.
MAX_MANY = 100


@dataclass(frozen=True)
class Parameter:
    """One parameter of a route.

    ``place`` are the keys to its value among the variables: ``("filter", "source", "kind", "in")``. There are
    none if the document is not concerned.
    ``many``: takes several values, any of which may hold, separated by commas or given by repetition.
    """

    name: str
    place: tuple[str, ...]
    value: Value
    description: str
    many: bool = False
    in_path: bool = False
    # Says more of what the parameter before its last dot asks for, and is nothing without it.
    qualifies: bool = False
    # The document cannot do without; what is in the path is always there.
    required: bool = False
    # The values are one more condition in the list at ``place``, and what they are put into there.
    within: Callable[[list[Any]], Any] | None = None

    def read(self, texts: Sequence[str]) -> Any:
        """The value of the texts that came under this name; raises `BadParameter`."""
        if not self.many:
            if len(texts) > 1:
                raise BadParameter(f"{self.name} may be given once", self.name)
            return self._one(texts[0])
        values = [self._one(each) for text in texts for each in text.split(",", MAX_MANY)]
        if len(values) > MAX_MANY:
            raise BadParameter(f"{self.name} takes at most {MAX_MANY} values", self.name)
        return values if self.within is None else self.within(values)

    def _one(self, text: str) -> Any:
        try:
            return self.value.read(text)
        except Malformed as error:
            raise BadParameter(
                f"{self.name} {error.message}", self.name, given=text, allowed=error.allowed
            ) from None
