"""Reading a page as a browser's parser reads it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "br", "img", "input", "hr"}


@dataclass
class Element:
    """An element with its attributes, its children in order, and the text among them."""

    tag: str
    attributes: dict[str, str]
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside, with white space as it stands; a script's is not for reading."""
        if self.tag == "script":
            return ""
        return "".join(each if isinstance(each, str) else each.text for each in self.children)

    @property
    def words(self) -> str:
        """The text as it is read: white space run together."""
        return " ".join(self.text.split())

    @property
    def raw(self) -> str:
        """The text that is directly inside, a script's too."""
        return "".join(each for each in self.children if isinstance(each, str))

    def all(self, tag: str | None = None, **attributes: str) -> "list[Element]":
        """Every element inside with this tag and these attributes; ``class_`` is one of its classes."""
        wanted = attributes.pop("class_", None)
        found: list[Element] = []
        for each in self.children:
            if isinstance(each, str):
                continue
            if (
                tag in (None, each.tag)
                and all(each.attributes.get(name) == value for name, value in attributes.items())
                and (wanted is None or wanted in each.attributes.get("class", "").split())
            ):
                found.append(each)
            found += each.all(tag, **attributes, **({"class_": wanted} if wanted else {}))
        return found

    def one(self, tag: str | None = None, **attributes: str) -> "Element":
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, (tag, attributes, len(found))
        return found[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        opened = self._open.pop()
        assert opened.tag == tag, f"</{tag}> ends <{opened.tag}>"

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def read(page: str) -> Element:
    """The tree of a page, in which every element must be closed where it should."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader._open == [reader.root]
    return reader.root
