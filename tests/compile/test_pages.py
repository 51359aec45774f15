"""What a page reads, whatever is like the row where it begins."""

import re

import pytest

from api.gql.execution import Request
from tests.asking import Asker
from tests.databases import Backend

UNDATED = b"statement.said\x1f0001-01-01\x1f3".hex()


@pytest.mark.parametrize(("size", "cursor"), [("first", "after"), ("last", "before")])
@pytest.mark.parametrize("chosen", ["", "filter: {form: {eq: DIRECT}},"])
def test_no_row_is_passed_over_that_is_like_the_cursor(
    ask: Asker, backend: Backend, size: str, cursor: str, chosen: str
) -> None:
    """SQLite seeks all keys of the cursor in each part, and PostgreSQL in its one comparison."""
    query = f"""query($cursor: String) {{
      statements({chosen} {size}: 5, {cursor}: $cursor) {{
        pageInfo {{ hasNextPage hasPreviousPage }} nodes {{ slug }}
      }}
    }}"""
    plan, values = ask.engine.plan(Request(query, None, {"cursor": UNDATED}))
    if backend == "postgresql":
        assert len(re.findall(r"\(it1\.said_earliest,it1\.id\)[<>]=?\(", plan.sql)) == 3
        return
    rows = ask.runner.run(ask.reader.fetch_rows(f"EXPLAIN QUERY PLAN {plan.sql}", values))
    steps = [str(row[-1]) for row in rows]
    seeks = [found[1] for step in steps if (found := re.search(r"it1 .*\((.*)\)$", step))]
    # For the page, the row after it and the row before it: those of the same day, then those of other days.
    equal = "form=? AND " * bool(chosen)
    assert [seek for seek in seeks if "rowid" not in seek] == [
        f"{equal}said_earliest=? AND id{sign}?" if same else f"{equal}said_earliest{sign}?"
        for sign in ("<" if size == "first" else ">", "<", ">")
        for same in (True, False)
    ]
    assert not any("TEMP B-TREE" in step for step in steps if size == "first")
