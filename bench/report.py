"""The figures of one size as Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.client import CONNECTIONS
from bench.revalidation import TAGGED

OURS = "Dateline, SQLite"
OURS_ON_POSTGRESQL = "Dateline, PostgreSQL"
POSTGRAPHILE = "PostGraphile 5, PostgreSQL"
YOGA = "graphql-yoga, better-sqlite3"

Size = Mapping[str, Any]
"""What `bench.__main__.measure` gives."""


def report(size: Size) -> str:
    """Every server at every workload, what we are beside the others, beside the bare statement and a load."""
    tables = (_servers, _ratios, _statements, _beside_a_load, _memory)
    return "\n".join(line for table in tables for line in (*table(size), ""))


def by_question(size: Size) -> dict[tuple[str, str], dict[str, Any]]:
    """Figures by workload and server, without those that there are not."""
    return {(each["workload"], each["peer"]): each for each in size["figures"] if not each["refused"]}


def questions(size: Size) -> list[str]:
    """The names of the workloads."""
    return list(dict.fromkeys(each["workload"] for each in size["figures"]))


def head(*columns: str, words: int = 1) -> Iterator[str]:
    """A table's head; the first columns hold words, the others figures."""
    yield "| " + " | ".join(columns) + " |"
    yield "|" + "---|" * words + "--:|" * (len(columns) - words)


def ratio(ours: Mapping[str, Any] | None, theirs: Mapping[str, Any] | None) -> str:
    """How many times as many requests a second."""
    return f"{ours['per_second'] / theirs['per_second']:.1f}" if ours and theirs else ""


def _servers(size: Size) -> Iterator[str]:
    columns = ("requests/s", "p50 ms", "p99 ms", "CPU µs", "of PostgreSQL µs", "kB")
    yield from head("", "server", *columns, words=2)
    for each in size["figures"]:
        if each["refused"]:
            yield f"| {each['workload']} | {each['peer']} | {each['refused']} | | | | | |"
            continue
        database = f"{each['postgresql_cpu']:,.0f}" if each["postgresql_cpu"] else ""
        yield (
            f"| {each['workload']} | {each['peer']} | {each['per_second']:,.0f} | {each['p50']:.1f} "
            f"| {each['p99']:.1f} | {each['cpu']:,.0f} | {database} | {each['bytes'] / 1000:.1f} |"
        )
    few = [
        f"{each['workload']} of {each['peer']} ({each['connections']})"
        for each in size["figures"]
        if not each["refused"] and each["connections"] < CONNECTIONS
    ]
    if few:
        yield f"\nAsked on fewer than {CONNECTIONS} connections, as answers take long: {', '.join(few)}."


def _ratios(size: Size) -> Iterator[str]:
    workloads, by = questions(size), by_question(size)
    yield from head("requests/s of Dateline over those of", *workloads)
    beside = [
        (peer, OURS_ON_POSTGRESQL if "PostgreSQL" in peer else OURS)
        for peer in size["memory"]
        if peer not in (OURS, OURS_ON_POSTGRESQL)
    ]
    if POSTGRAPHILE in size["memory"]:
        beside.append((POSTGRAPHILE, OURS))
    for peer, ours in beside:
        cells = (ratio(by.get((each, ours)), by.get((each, peer))) for each in workloads)
        yield f"| {peer} ({ours.partition(', ')[2]}) | " + " | ".join(cells) + " |"


def _statements(size: Size) -> Iterator[str]:
    workloads, by = questions(size), by_question(size)
    yield from head(OURS, *workloads)
    bare, new = size["bare"], size["new"]
    yield "| bare statement, CPU µs | " + " | ".join(f"{bare[each]:,.0f}" for each in workloads) + " |"
    over = (f"{by[each, OURS]['cpu'] / bare[each]:.2f}" if (each, OURS) in by else "" for each in workloads)
    yield "| CPU of a request over that of its statement | " + " | ".join(over) + " |"
    yield "| ms for an operation never seen | " + " | ".join(f"{new[each]:.2f}" for each in workloads) + " |"


def _beside_a_load(size: Size) -> Iterator[str]:
    yield from head(
        "nested", "p50 ms", "p99 ms", "p50 ms beside a load", "p99 ms beside a load", "times the p99"
    )
    for each in size["loading"]:
        if each["refused"]:
            yield f"| {each['peer']} | {each['refused']} | | | | |"
            continue
        alone, beside = each["alone"], each["beside"]
        yield (
            f"| {each['peer']} | {alone['p50']:.1f} | {alone['p99']:.1f} | {beside['p50']:.1f} "
            f"| {beside['p99']:.1f} | {beside['p99'] / alone['p99']:.2f} |"
        )


def _memory(size: Size) -> Iterator[str]:
    held = "; ".join(f"{peer}: {megabytes:.0f}" for peer, megabytes in size["memory"].items())
    yield f"Most memory held, MB: {held}."
    disk = ", ".join(f"{gigabytes:.1f} GB in {where}" for where, gigabytes in size["gigabytes"].items())
    yield f"On disk: {disk}."


def revalidation(sizes: Sequence[Size]) -> str:
    """The same questions by GET, without and with the tag of what is known, and who cannot be asked so."""
    return "\n".join(line for size in sizes for line in (*_revalidation(size), ""))


def _revalidation(size: Size) -> Iterator[str]:
    by = {(each["workload"], each["peer"]): each for each in size["again"]}
    yield f"At {size['statements']:,} statements:\n"
    columns = ("requests/s", "p50 ms", "p99 ms", "CPU µs", "of PostgreSQL µs", "kB")
    yield from head("by GET", "server", "answer", *columns, words=3)
    for (workload, peer), each in by.items():
        if each["refused"]:
            continue
        status = "304" if workload.endswith(TAGGED) else "200"
        database = f"{each['postgresql_cpu']:,.0f}" if each["postgresql_cpu"] else ""
        yield (
            f"| {workload.removesuffix(TAGGED)} | {peer} | {status} | {each['per_second']:,.0f} "
            f"| {each['p50']:.1f} | {each['p99']:.1f} | {each['cpu']:,.0f} | {database} "
            f"| {each['bytes'] / 1000:.1f} |"
        )
    without = dict.fromkeys(
        f"{each['peer']} ({each['refused']})" for each in size["again"] if each["refused"]
    )
    if without:
        yield f"\nNot to be asked so: {'; '.join(without)}."
