"""What is remembered has a bound: in number, and in size."""

from api.gql.bounded import Bounded
from api.gql.execution import MAX_DOCUMENTS, Request
from tests.asking import Asker


def test_the_entries_used_last_are_kept() -> None:
    cache: Bounded[str, int] = Bounded(3, 100)
    for number, key in enumerate("abc"):
        cache.keep(key, number, 1)
    assert cache.find("a") == 0
    cache.keep("d", 3, 1)
    assert [cache.find(key) for key in "abcd"] == [0, None, 2, 3]
    assert len(cache) == 3


def test_what_is_heavy_takes_the_place_of_many() -> None:
    cache: Bounded[str, int] = Bounded(10, 10)
    for number, key in enumerate("abcde"):
        cache.keep(key, number, 2)
    cache.keep("f", 5, 5)
    assert [cache.find(key) for key in "abcdef"] == [None, None, None, 3, 4, 5]
    # The same again weighs once.
    for _ in range(10):
        cache.keep("f", 6, 5)
    assert [cache.find(key) for key in "def"] == [3, 4, 6]
    cache.keep("g", 7, 11)
    assert len(cache) == 0


def test_documents_that_nobody_asked_before_are_forgotten_by_their_size(ask: Asker) -> None:
    for number in range(40):
        padding = "#" + "x" * 49_000
        ask.engine.plan(Request(f"{{ a{number}: __typename }} {padding}"))
    kept = ask.engine._prepared
    assert len(kept) <= MAX_DOCUMENTS // 49_000
    assert kept._weight <= MAX_DOCUMENTS
