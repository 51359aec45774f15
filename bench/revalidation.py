"""What it costs to ask again for what one has: the same questions by GET, without a tag and with it.

No server keeps answers. With ``If-None-Match`` Dateline compares the tag with what the answer's would be, and
says 304 without running the statement; a peer that gives no ``ETag``, or takes no GET, cannot be asked so.
"""

import json
from collections.abc import Sequence
from urllib.parse import urlencode

from bench.client import CONNECTIONS, NotAnswered, answered, exchanged, get, with_tag
from bench.measuring import COMPARED, Asked, Figures, timed
from bench.peers.peer import Databases, Peer
from bench.process import Process
from bench.workloads import Workload, values_of

ASKED_AGAIN = ("REST lookup", "list of 50 with sources", "nested")
TAGGED = " with the tag"
"""Behind the name of a workload: its figures where all answers are 304."""


def revalidated(
    workloads: Sequence[Workload],
    peers: Sequence[tuple[Peer, Process]],
    databases: Databases,
    *,
    rounds: int,
    seconds: float,
) -> list[Figures]:
    """The figures of each server by GET, and then with tags, or why it cannot be asked so."""
    found: list[Figures] = []
    for workload in workloads:
        if workload.name in ASKED_AGAIN:
            asked = [each for peer, process in peers for each in _asked(peer, process, workload, databases)]
            found += timed(asked, databases, rounds=rounds, seconds=seconds)
    return found


def _asked(peer: Peer, process: Process, workload: Workload, databases: Databases) -> list[Asked]:
    values = values_of(workload, databases.file)
    given = [each for each in (peer.request(workload, one) for one in values) if each is not None]
    if not given:
        return []
    requests = [_by_get(each) for each in given]
    whole = Asked(peer, process, workload.name, requests, _GUESS)
    try:
        answers = [_tagged(process, each) for each in requests]
        for known, (_, body) in zip(given[:COMPARED], answers, strict=False):
            if peer.leaves(workload, body) != peer.leaves(workload, answered(process.port, known)):
                raise RuntimeError(f"{peer.name}, {workload.name}: another answer by GET")
    except NotAnswered as error:
        whole.refused = str(error)
        return [whole]
    tagged = [with_tag(request, tag) for request, (tag, _) in zip(requests, answers, strict=True)]
    return [whole, Asked(peer, process, workload.name + TAGGED, tagged, _GUESS, status=304)]


def _tagged(process: Process, request: bytes) -> tuple[str, bytes]:
    """The tag of an answer by GET, and the answer."""
    try:
        headers, body = exchanged(process.port, request)
    except NotAnswered as error:
        raise NotAnswered(f"by GET: {error}") from None
    if "ETag" not in headers:
        raise NotAnswered("no ETag")
    return headers["ETag"], body


# A request a second on each connection: the round that is not counted finds out.
_GUESS = float(CONNECTIONS)


def _by_get(request: bytes) -> bytes:
    """The same question in its address, as GraphQL over HTTP has it."""
    head, _, body = request.partition(b"\r\n\r\n")
    if not body:
        return request
    asked = json.loads(body)
    query = {"query": " ".join(asked["query"].split()), "variables": json.dumps(asked["variables"])}
    return get(f"{head.split(b' ')[1].decode()}?{urlencode(query)}")
