"""The figures as Markdown."""

from collections.abc import Iterator, Sequence
from typing import Any

OURS = "Dateline, SQLite"
OURS_ON_POSTGRESQL = "Dateline, PostgreSQL"
POSTGRAPHILE = "PostGraphile 5, PostgreSQL"


def report(sizes: Sequence[dict[str, Any]]) -> str:
    """Tables: every server at every workload, what we are beside the others, memory, and new operations."""
    return "\n".join(line for size in sizes for line in _size(size)) + "\n"


def _size(size: dict[str, Any]) -> Iterator[str]:
    workloads = list(dict.fromkeys(each["workload"] for each in size["figures"]))
    by = {(each["workload"], each["peer"]): each for each in size["figures"]}
    yield f"### {size['statements']:,} statements\n"
    yield "| | server | requests/s | p50 ms | p99 ms | CPU µs | of PostgreSQL µs | kB |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|"
    for each in size["figures"]:
        database = f"{each['postgresql_cpu']:,.0f}" if each["postgresql_cpu"] else ""
        yield (
            f"| {each['workload']} | {each['peer']} | {each['per_second']:,.0f} | {each['p50']:.1f} "
            f"| {each['p99']:.1f} | {each['cpu']:,.0f} | {database} | {each['bytes'] / 1000:.1f} |"
        )
    yield "\n| requests/s of Dateline over those of | " + " | ".join(workloads) + " |"
    yield "|---|" + "--:|" * len(workloads)
    for peer in size["memory"]:
        ours = OURS_ON_POSTGRESQL if "PostgreSQL" in peer else OURS
        if peer not in (OURS, OURS_ON_POSTGRESQL):
            cells = (_ratio(by.get((each, ours)), by.get((each, peer))) for each in workloads)
            yield f"| {peer} ({ours.partition(', ')[2]}) | " + " | ".join(cells) + " |"
    if POSTGRAPHILE in size["memory"]:
        cells = (_ratio(by.get((each, OURS)), by.get((each, POSTGRAPHILE))) for each in workloads)
        yield f"| {POSTGRAPHILE} (SQLite) | " + " | ".join(cells) + " |"
    yield "\n| Dateline, SQLite | " + " | ".join(workloads) + " |"
    yield "|---|" + "--:|" * len(workloads)
    yield (
        "| bare statement, CPU µs | " + " | ".join(f"{size['bare'][each]:,.0f}" for each in workloads) + " |"
    )
    over = (f"{by[each, OURS]['cpu'] / size['bare'][each]:.2f}" for each in workloads)
    yield "| CPU of a request over that of its statement | " + " | ".join(over) + " |"
    yield (
        "| ms for an operation never seen | "
        + " | ".join(f"{size['new'][each]:.2f}" for each in workloads)
        + " |"
    )
    yield "\n| nested | p50 ms | p99 ms | p50 ms beside a load | p99 ms beside a load | times the p99 |"
    yield "|---|--:|--:|--:|--:|--:|"
    for each in size["loading"]:
        alone, beside = each["alone"], each["beside"]
        yield (
            f"| {each['peer']} | {alone['p50']:.1f} | {alone['p99']:.1f} | {beside['p50']:.1f} "
            f"| {beside['p99']:.1f} | {beside['p99'] / alone['p99']:.2f} |"
        )
    memory = ", ".join(f"{peer} {megabytes:.0f}" for peer, megabytes in size["memory"].items())
    yield f"\nMost memory held, MB: {memory}.\n"


def _ratio(ours: dict[str, Any] | None, theirs: dict[str, Any] | None) -> str:
    return f"{ours['per_second'] / theirs['per_second']:.1f}" if ours and theirs else ""
