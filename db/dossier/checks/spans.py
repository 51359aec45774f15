"""Anchors, and the words that must be exactly theirs. All of it is proven without the article's text."""

from collections.abc import Iterator

from db.dossier.format import AnchorEntry, Dossier, StatementEntry
from db.dossier.problems import Finding, Path
from db.dossier.text import sha256


def check_spans(dossier: Dossier, carrying: set[str], *, whole: bool) -> Iterator[Finding]:
    """Findings about anchors, of which those that carry a fact are given by name.

    ``whole`` is False where entries were left out that may use some of them.
    """
    yield from _placed(dossier)
    yield from _used(dossier, carrying & dossier.anchors.keys(), whole=whole)
    for index, statement in enumerate(dossier.statements):
        if statement.quotations or statement.figures:
            yield from _words(dossier.anchors, statement, ("statements", index))


def _placed(dossier: Dossier) -> Iterator[Finding]:
    """Each span lies in the text, and any two are apart, or one inside the other."""
    length = dossier.article.text.length
    enclosing: list[tuple[str, AnchorEntry]] = []
    for name, anchor in sorted(dossier.anchors.items(), key=lambda item: (item[1].start, -item[1].end)):
        if anchor.end > length:
            path: Path = ("anchors", name, "end")
            yield Finding(path, f"{anchor.end} is beyond the text, which has {length} code points")
        while enclosing and enclosing[-1][1].end <= anchor.start:
            enclosing.pop()
        if enclosing:
            outer, other = enclosing[-1]
            if (other.start, other.end) == (anchor.start, anchor.end):
                yield Finding(("anchors", name), f"the span is that of “{outer}”: name it once")
                continue
            if other.end < anchor.end:
                yield Finding(
                    ("anchors", name),
                    f"the span {anchor.start}–{anchor.end} crosses “{outer}” ({other.start}–{other.end}): "
                    "spans lie apart or one inside the other",
                )
                continue
        enclosing.append((name, anchor))


def _used(dossier: Dossier, carrying: set[str], *, whole: bool) -> Iterator[Finding]:
    """Each anchor carries a fact or is left out, and not both."""
    left_out: set[str] = set()
    for index, omission in enumerate(dossier.left_out):
        path = ("left_out", index, "anchor")
        if omission.anchor in left_out:
            yield Finding(path, f"“{omission.anchor}” is left out twice")
        left_out.add(omission.anchor)
        span = dossier.anchors.get(omission.anchor)
        if span is None:
            continue
        inside = sorted(name for name in carrying if contains(span, dossier.anchors[name]))
        if inside:
            yield Finding(
                path, f"“{omission.anchor}” is left out, and yet “{inside[0]}” in it carries a fact"
            )
    if whole:
        for name in dossier.anchors:
            if name not in carrying and name not in left_out:
                yield Finding(
                    ("anchors", name), "nothing refers to this anchor: use it, or list it in left_out"
                )


def contains(outer: AnchorEntry, inner: AnchorEntry) -> bool:
    """Whether ``inner`` lies within ``outer`` or is the same span."""
    return outer.start <= inner.start and inner.end <= outer.end


def _words(anchors: dict[str, AnchorEntry], statement: StatementEntry, path: Path) -> Iterator[Finding]:
    """Quotations and the wording of figures are exactly their spans, within the statement's own."""
    own = [anchors[name] for name in statement.anchors if name in anchors]
    for index, quotation in enumerate(statement.quotations):
        yield from _exact(
            anchors, own, quotation.anchor, quotation.text, (*path, "quotations", index), "text", "quotation"
        )
    for index, figure in enumerate(statement.figures):
        yield from _exact(
            anchors, own, figure.anchor, figure.wording, (*path, "figures", index), "wording", "figure"
        )


def _exact(
    anchors: dict[str, AnchorEntry],
    own: list[AnchorEntry],
    name: str,
    words: str,
    path: Path,
    key: str,
    what: str,
) -> Iterator[Finding]:
    span = anchors.get(name)
    if span is None:
        return
    if len(words) != span.end - span.start:
        yield Finding(
            (*path, key),
            f"the words are not those of “{name}”: they have {len(words)} code points, "
            f"and the span has {span.end - span.start}",
        )
    elif sha256(words) != span.sha256:
        yield Finding((*path, key), f"the words are not those of “{name}”: their SHA-256 is not the anchor's")
    if own and not any(contains(outer, span) for outer in own):
        yield Finding(
            (*path, "anchor"),
            f"“{name}” lies in none of the statement's anchors, and a {what} is a part of one",
        )
