"""A snippet beside the name of what it is from: what stands in both is shown once."""

from markupsafe import Markup

from db.search.words import BETWEEN

_BETWEEN = Markup.escape(BETWEEN)

# What stands for the words that a snippet leaves away (`db.compile.snippets`).
_CUT_BEFORE, _CUT_AFTER = "… ", " …"


def apart(snippet: Markup, name: str) -> tuple[Markup, Markup]:
    """The name with the marks that the snippet has in it, and what follows it in the snippet.

    The name is empty where the snippet begins with something else.
    """
    whole = Markup.escape(name).striptags()
    texts = snippet.split(BETWEEN)
    for end in range(1, len(texts) + 1):
        first = _BETWEEN.join(texts[:end])
        shown = first.removeprefix(_CUT_BEFORE).removesuffix(_CUT_AFTER)
        words = shown.striptags()
        # A mark may reach from one text into the next, and cannot be cut.
        if not words or shown.count("<mark>") != shown.count("</mark>"):
            continue
        begins, ends = not first.startswith(_CUT_BEFORE), not first.endswith(_CUT_AFTER)
        before, found, after = whole.partition(words) if begins else whole.rpartition(words)
        if found and not (before and begins) and not (after and ends):
            return Markup.escape(before) + shown + Markup.escape(after), _BETWEEN.join(texts[end:])
    return Markup(), snippet
