"""Several sizes side by side, as Markdown: what the figures come to, and what grows with the statements."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bench.client import CONNECTIONS
from bench.report import (
    OURS,
    OURS_ON_POSTGRESQL,
    POSTGRAPHILE,
    YOGA,
    Size,
    by_question,
    head,
    questions,
    ratio,
)

Cell = Callable[[Size], str]


def conditions(sizes: Sequence[Size]) -> str:
    """When, on what and how often."""
    on = sizes[0]["on"]
    releases = ", ".join(f"{name} {on[name]}" for name in ("Python", "SQLite", "PostgreSQL") if name in on)
    rounds = sizes[0]["rounds"]
    return f"Medians of {rounds} rounds, on {on['day']}, with {on['cores']} cores and {releases}.\n"


def in_short(sizes: Sequence[Size]) -> str:
    """What is said of Dateline, in a figure for each size."""
    lines = list(head("", *(f"{each['statements']:,} statements" for each in sizes)))
    for what, cell in _IN_SHORT:
        cells = [cell(each) for each in sizes]
        if any(cells):
            lines.append(f"| {what} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _times(workload: str, ours: str, theirs: str, size: Size) -> str:
    by = by_question(size)
    return ratio(by.get((workload, ours)), by.get((workload, theirs)))


def _least(size: Size) -> str:
    """The question at which Dateline on PostgreSQL is least ahead."""
    found = [
        (float(times), each)
        for each in questions(size)
        if (times := _times(each, OURS_ON_POSTGRESQL, POSTGRAPHILE, size))
    ]
    return "{:.1f} ({})".format(*min(found)) if found else ""


def _over_the_statement(size: Size) -> str:
    ours = by_question(size).get(("nested", OURS))
    return f"{ours['cpu'] / size['bare']['nested']:.2f}" if ours else ""


def _deep(peer: str, size: Size) -> str:
    by = by_question(size)
    first, deep = by.get(("page 1", peer)), by.get(("page 1000", peer))
    return f"{_cpu(deep) / _cpu(first):.2f}" if first and deep else ""


def _late(peer: str, size: Size) -> str:
    ours = by_question(size).get(("nested", peer))
    return f"{ours['p99']:.0f}" if ours else ""


def _beside(peer: str, size: Size) -> str:
    found = (each for each in size["loading"] if each["peer"] == peer and not each["refused"])
    return "".join(f"{each['beside']['p99'] / each['alone']['p99']:.2f}" for each in found)


def _new(workload: str, size: Size) -> str:
    return f"{size['new'][workload]:.1f}" if workload in size["new"] else ""


_OVER_POSTGRAPHILE = "requests/s over PostGraphile's"
_IN_SHORT: tuple[tuple[str, Cell], ...] = (
    (f"nested, {_OVER_POSTGRAPHILE}", partial(_times, "nested", OURS, POSTGRAPHILE)),
    (f"single lookup, {_OVER_POSTGRAPHILE}", partial(_times, "single lookup", OURS, POSTGRAPHILE)),
    (f"list of 50, {_OVER_POSTGRAPHILE}", partial(_times, "list of 50 with sources", OURS, POSTGRAPHILE)),
    ("REST lookup, requests/s over the plain Node handler's", partial(_times, "REST lookup", OURS, YOGA)),
    (f"on PostgreSQL, {_OVER_POSTGRAPHILE}, at the least", _least),
    ("nested, CPU over that of the bare statement", _over_the_statement),
    ("page 1000, CPU over that of page 1", partial(_deep, OURS)),
    ("the same on PostgreSQL", partial(_deep, OURS_ON_POSTGRESQL)),
    (f"nested, p99 with {CONNECTIONS} connections, ms", partial(_late, OURS)),
    ("the same on PostgreSQL", partial(_late, OURS_ON_POSTGRESQL)),
    ("nested, p99 beside a load over that alone", partial(_beside, OURS)),
    ("the same on PostgreSQL", partial(_beside, OURS_ON_POSTGRESQL)),
    ("nested, ms for an operation never seen", partial(_new, "nested")),
    ("single lookup, ms for an operation never seen", partial(_new, "single lookup")),
)


def growth(sizes: Sequence[Size]) -> str:
    """Requests a second and CPU of every server by size, and what the last takes over what the first does."""
    return "\n".join(_growth(sizes)) + "\n"


def _growth(sizes: Sequence[Size]) -> Iterator[str]:
    numbers = [f"{each['statements']:,}" for each in sizes]
    yield from head(
        "",
        "server",
        *(f"requests/s at {each}" for each in numbers),
        *(f"CPU µs at {each}" for each in numbers),
        "times the CPU",
        words=2,
    )
    found = [by_question(each) for each in sizes]
    for workload in questions(sizes[0]):
        for peer in dict.fromkeys(each["peer"] for each in sizes[0]["figures"]):
            figures = [each.get((workload, peer)) for each in found]
            if any(figures):
                rates = [f"{each['per_second']:,.0f}" if each else "" for each in figures]
                used = [_cpu(each) if each else None for each in figures]
                yield _row(workload, peer, rates, used)
        bare = [each["bare"].get(workload) for each in sizes]
        yield _row(workload, "the statement alone, SQLite", [""] * len(sizes), bare)
    words = ", ".join(f"{each['matches']:,.0f} at {each['statements']:,}" for each in sizes)
    yield f"\nStatements that a word of the search finds, in the mean: {words}."
    disk = (
        f"{taken:.1f} GB in {where} at {each['statements']:,}"
        for each in sizes
        for where, taken in each["gigabytes"].items()
    )
    yield f"On disk: {', '.join(disk)}."


def _row(workload: str, server: str, rates: Sequence[str], used: Sequence[float | None]) -> str:
    cells = [f"{each:,.0f}" if each is not None else "" for each in used]
    first, last = used[0], used[-1]
    times = f"{last / first:.2f}" if first and last else ""
    return f"| {workload} | {server} | " + " | ".join([*rates, *cells, times]) + " |"


def _cpu(figures: dict[str, float]) -> float:
    """CPU microseconds of the server and of PostgreSQL."""
    return figures["cpu"] + figures["postgresql_cpu"]
