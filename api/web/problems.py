"""Every kind of problem that a caller can meet: the table behind ``/problems/`` and ``docs/problems.md``."""

from dataclasses import dataclass
from functools import cache

from api.web.failures import (
    AddressTooLong,
    ContentTooLarge,
    HeadersTooLarge,
    MalformedRequest,
    MethodNotAllowed,
    NotAcceptable,
    Overloaded,
    PageNotBuilt,
    Renamed,
    RequestTimeout,
    TooManyListeners,
    TooManyRequests,
    UnknownKey,
    Unprocessable,
    UnsupportedMediaType,
    Withdrawn,
)
from db.errors import (
    BadInput,
    DatabaseUnavailable,
    FactError,
    NotFound,
    RevisionNotReached,
    SchemaMismatch,
    StatementTimeout,
    TooComplex,
    UnknownRevision,
)

TYPES = "/problems/"


@dataclass(frozen=True)
class ProblemType:
    """A kind of problem: ``meaning`` says when it happens, ``remedy`` what the caller can do."""

    kind: type[FactError]
    meaning: str
    remedy: str

    @property
    def path(self) -> str:
        """Its address, which is the ``type`` of a problem: ``/problems/not-found``."""
        return TYPES + self.kind.code.lower().replace("_", "-")


PROBLEM_TYPES = (
    ProblemType(
        BadInput,
        "A parameter is unknown, is given twice although it takes one value, or holds what it cannot take. "
        "`parameter` names it, and `allowed` lists what could stand there, most alike first.",
        "Correct the parameter. Nothing that is not understood is ever ignored, so that no misspelt filter "
        "answers another question than yours.",
    ),
    ProblemType(
        TooComplex,
        "The question is well formed and asks for too much at once: it nests too deeply, names too many "
        "fields, or could return too many rows.",
        "Ask for smaller pages or in several requests. /v1/dataset says the limits of this server.",
    ),
    ProblemType(
        NotFound,
        "Nothing has this slug or code, or nothing is at this path.",
        "Look in the list one level up, or at /v1 for the paths that there are. Slugs are written in small "
        "letters.",
    ),
    ProblemType(
        MethodNotAllowed,
        "The path is there, and does not answer this method. Everything is read-only.",
        "Use one of the methods in the header Allow.",
    ),
    ProblemType(
        NotAcceptable,
        "The header Accept leaves out every media type in which there is an answer, or Accept-Encoding "
        "refuses the plain answer and every compression that this server knows.",
        "Leave the header away, or add a form that `allowed` lists.",
    ),
    ProblemType(
        Renamed,
        "An article, source, statement, event or location was held under this slug, and a load gave it "
        "another one. `Location` is the same address with the new slug, `entityId` the new identifier, "
        "`revision` the number of that load, and `renamedAt` its time.",
        "Follow `Location`, as most clients do by themselves, and put the new identifier in the place of the "
        "former one wherever you keep it.",
    ),
    ProblemType(
        Withdrawn,
        "An article, source, statement, event or location of this slug was held here, and a load withdrew "
        "it. `revision` is the number of that load, `withdrawnAt` its time, and `reason` why, where the "
        "dossier says so.",
        "Take it out of your copy. `known` is the address at which you read what was held until then: it "
        "asks with `knownAt`, the revision before.",
    ),
    ProblemType(
        UnknownRevision,
        "You ask for what came after a revision (`since`), and the database has not come so far: it was "
        "restored from a backup, or made anew. What you have may not be what it holds. `detail` says which "
        "revision is its newest.",
        "Take everything anew: ask from `since=0`, or import a release, and keep the number that you reach "
        "instead of the one that you had.",
    ),
    ProblemType(
        ContentTooLarge,
        "The body of the request has more bytes than this server takes.",
        "Ask in several requests. `dataset { limits { bodyBytes } }` says how many bytes are taken.",
    ),
    ProblemType(
        AddressTooLong,
        "Path and query string together have more bytes than this server reads.",
        "Ask in several requests, or by POST at /graphql, where the question is in the body.",
    ),
    ProblemType(
        UnsupportedMediaType,
        "The body of the request is not JSON in UTF-8, or is compressed.",
        "Send Content-Type: application/json, and no Content-Encoding.",
    ),
    ProblemType(
        Unprocessable,
        "Each parameter is well formed, but they do not go together or one goes beyond its bounds: first "
        "with last, a key of an order given twice, a cursor that another list gave, a latitude of 91. "
        "`parameter` names one of them.",
        "Leave one of them away; take cursors from pageInfo or the Link header of the same list in the same "
        "order.",
    ),
    ProblemType(
        MalformedRequest,
        "What came on the connection is not HTTP/1.1: a broken request line, a header field without a name, "
        "a length that is none.",
        "Use a library that speaks HTTP.",
    ),
    ProblemType(
        RequestTimeout,
        "The request began and did not arrive whole, its body included, within the time that this server "
        "waits for it. The connection is closed.",
        "Send it again, over a better line or in smaller parts.",
    ),
    ProblemType(
        HeadersTooLarge,
        "The request has more header fields than this server takes, or they have more bytes together. The "
        "connection is closed.",
        "Send fewer: all that is read is Accept, Accept-Encoding, Authorization, Content-Type, "
        "Dateline-Min-Revision, Host, If-None-Match, If-Modified-Since and X-Request-ID.",
    ),
    ProblemType(
        UnknownKey,
        "The request carries a key (`Authorization: Bearer …`) that is none of this server's: mistyped, or "
        "withdrawn.",
        "Correct the key, or leave it away: everything can be read without one, less often.",
    ),
    ProblemType(
        TooManyRequests,
        "The client, which is its address or its key, has made as many requests as it may in a while. "
        "`violated-policies` says which of the two was counted.",
        "Wait for the seconds in the header Retry-After. RateLimit-Policy says how many requests (q) there "
        "are in how many seconds (w), and RateLimit how many are left (r).",
    ),
    ProblemType(
        Overloaded,
        "The server has as many connections, or as many requests that wait for their answer, as it takes on "
        "at once.",
        "Try again after the seconds in the header Retry-After.",
    ),
    ProblemType(
        StatementTimeout,
        "The database did not finish the answer within the time that one statement may take, and was "
        "stopped. There is no partial answer.",
        "Ask for less: a narrower filter, a smaller page.",
    ),
    ProblemType(
        DatabaseUnavailable,
        "The database cannot be reached or read at the moment.",
        "Try again later. The operator finds the reason in the server's log, by the request's identifier.",
    ),
    ProblemType(
        RevisionNotReached,
        "The request demands a revision (`Dateline-Min-Revision`) that no server within reach has yet: it "
        "was just loaded, or there is none of this number. An older one is never given in its place.",
        "Try again after the seconds in the header Retry-After, or leave the header away and take what there "
        "is. The header Dateline-Revision of every answer says which revision that was.",
    ),
    ProblemType(
        TooManyListeners,
        "This server has as many streams of revisions open as it keeps at once (`DATELINE_MAX_STREAMS`), or "
        "it is about to end.",
        "Come back after the seconds in Retry-After, or ask /v1/changes now and then instead.",
    ),
    ProblemType(
        SchemaMismatch,
        "The database was made by another release of Dateline than the one that serves it.",
        "Only the operator can help: `dateline migrate`, or the release that fits.",
    ),
    ProblemType(
        PageNotBuilt,
        "The page for browsers was not built when this server was set up. The API is not concerned.",
        "Ask the API itself; the operator builds the page with `make page`.",
    ),
    ProblemType(
        FactError,
        "Something went wrong that nobody expected: a defect of the server.",
        "Report it with the request's identifier (`requestId`, also in the header X-Request-ID), by which "
        "the operator finds it in the log.",
    ),
)


@cache
def by_code() -> dict[str, ProblemType]:
    """The table by the kinds' codes."""
    return {each.kind.code: each for each in PROBLEM_TYPES}


def type_of(code: str) -> str:
    """The type of a problem; what the table does not know happens to no caller, and is shown as a defect."""
    known = by_code()
    return known.get(code, known[FactError.code]).path
