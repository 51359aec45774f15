"""Ordinary Strawberry: SQLAlchemy, resolvers, and a DataLoader for each relation.

``uvicorn dataloaders:app`` with the database in ``BENCH_URL``, of an asynchronous driver.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

import strawberry
from sqlalchemy import BigInteger, Column, Date, MetaData, Row, Select, String, Table, func, select, tuple_
from sqlalchemy import text as literal_sql
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.types import TypeEngine
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.types import Info

engine = create_async_engine(os.environ["BENCH_URL"], pool_size=8)
sessions = async_sessionmaker(engine)
metadata = MetaData()
T = TypeVar("T")


def table(name: str, *columns: str) -> Table:
    """A table with the columns that are read; their names tell keys and days from text."""
    return Table(name, metadata, *(Column(each, kind(each)) for each in columns))


def kind(column: str) -> type[TypeEngine[Any]]:
    """What a column holds."""
    if column.endswith(("id", "position")):
        return BigInteger
    return Date if column.endswith(("earliest", "latest")) else String


SOURCE = table("source", "id", "slug", "name", "kind", "role")
STATEMENT = table(
    "statement", "id", "slug", "proposition", "form", "speech_act", "said_edtf", "said_earliest"
)
EVENT = table("event", "id", "slug", "title", "type", "occurred_edtf", "occurred_earliest", "occurred_latest")
LOCATION = table("location", "id", "slug", "name")
PLACEMENT = table("placement", "id", "event_id", "location_id", "role")
STATEMENT_EVENT = table("statement_event", "statement_id", "event_id", "said_earliest")
ATTRIBUTION = table("attribution", "statement_id", "source_id", "position", "role", "commitment")
SEARCHABLE = table("searchable", "id", "statement_id")


async def rows(query: Select[Any]) -> Sequence[Row[Any]]:
    """The rows of a query, on a session of its own."""
    async with sessions() as session:
        found: Sequence[Row[Any]] = (await session.execute(query)).all()
        return found


def loader_of_one(of: Table) -> Callable[[], DataLoader[int, Any]]:
    """Rows by their keys."""

    async def load(keys: list[int]) -> list[Any]:
        found = {row.id: row for row in await rows(select(of).where(of.c.id.in_(keys)))}
        return [found[key] for key in keys]

    return lambda: DataLoader(load)


def loader_of_many(
    by: str, query: Callable[[list[int]], Select[Any]]
) -> Callable[[], DataLoader[int, list[Any]]]:
    """Lists of rows by the key of what they belong to."""

    async def load(keys: list[int]) -> list[list[Any]]:
        found = defaultdict(list)
        for row in await rows(query(keys)):
            found[getattr(row, by)].append(row)
        return [found[key] for key in keys]

    return lambda: DataLoader(load)


def first_statements(keys: list[int]) -> Select[Any]:
    """The five youngest statements of each event."""
    number = func.row_number().over(
        partition_by=STATEMENT_EVENT.c.event_id,
        order_by=(STATEMENT_EVENT.c.said_earliest.desc(), STATEMENT_EVENT.c.statement_id.desc()),
    )
    numbered = (
        select(STATEMENT_EVENT, number.label("number")).where(STATEMENT_EVENT.c.event_id.in_(keys)).subquery()
    )
    return (
        select(numbered.c.event_id, STATEMENT)
        .join(STATEMENT, STATEMENT.c.id == numbered.c.statement_id)
        .where(numbered.c.number <= 5)
        .order_by(numbered.c.event_id, numbered.c.number)
    )


LOADERS = {
    "source": loader_of_one(SOURCE),
    "location": loader_of_one(LOCATION),
    "attributions": loader_of_many(
        "statement_id",
        lambda keys: (
            select(ATTRIBUTION)
            .where(ATTRIBUTION.c.statement_id.in_(keys))
            .order_by(ATTRIBUTION.c.position, ATTRIBUTION.c.source_id)
        ),
    ),
    "placements": loader_of_many(
        "event_id",
        lambda keys: select(PLACEMENT).where(PLACEMENT.c.event_id.in_(keys)).order_by(PLACEMENT.c.id),
    ),
    "statements": loader_of_many("event_id", first_statements),
}


@strawberry.type
class Source:
    slug: str
    name: str
    kind: str
    role: str | None


@strawberry.type
class FactDate:
    edtf: str
    earliest: str | None = None
    latest: str | None = None


@strawberry.type
class Attribution:
    role: str
    commitment: str
    key: strawberry.Private[int]

    @strawberry.field
    async def source(self, info: Info) -> Source:
        return a_source(await info.context["source"].load(self.key))


@strawberry.type
class Statement:
    key: strawberry.Private[int]
    slug: str
    proposition: str
    form: str
    said: FactDate

    @strawberry.field
    async def attributions(self, info: Info) -> list[Attribution]:
        found = await info.context["attributions"].load(self.key)
        return [Attribution(role=each.role, commitment=each.commitment, key=each.source_id) for each in found]


@strawberry.type
class Nodes(Generic[T]):
    nodes: list[T]


@strawberry.type
class Location:
    slug: str
    name: str


@strawberry.type
class Placement:
    role: str
    key: strawberry.Private[int]

    @strawberry.field
    async def location(self, info: Info) -> Location:
        row = await info.context["location"].load(self.key)
        return Location(slug=row.slug, name=row.name)


@strawberry.type
class Event:
    key: strawberry.Private[int]
    slug: str
    title: str
    type: str
    occurred: FactDate

    @strawberry.field
    async def placements(self, info: Info, first: int) -> Nodes[Placement]:
        found = await info.context["placements"].load(self.key)
        return Nodes(nodes=[Placement(role=each.role, key=each.location_id) for each in found[:first]])

    @strawberry.field
    async def statements(self, info: Info, first: int) -> Nodes[Statement]:
        found = await info.context["statements"].load(self.key)
        return Nodes(nodes=[a_statement(each) for each in found[:first]])


@strawberry.type
class Found:
    entity: Statement


@strawberry.type
class CodeCount:
    code: str
    count: int


@strawberry.type
class Facets:
    speech_act: list[CodeCount]


@strawberry.type
class Counted:
    total_count: int
    facets: Facets


def a_source(row: Any) -> Source:
    return Source(slug=row.slug, name=row.name, kind=row.kind, role=row.role)


def a_statement(row: Any) -> Statement:
    return Statement(
        key=row.id,
        slug=row.slug,
        proposition=row.proposition,
        form=row.form,
        said=FactDate(edtf=row.said_edtf),
    )


def day(value: Any) -> str | None:
    """The ends of the calendar mean that a date is open."""
    return None if str(value) in ("0001-01-01", "9999-12-31") else str(value)


ON_POSTGRESQL = engine.dialect.name == "postgresql"


MATCHES = (
    "f.id IN (SELECT rowid FROM searchable_words WHERE vector @@ to_tsquery('simple', :words))"
    if ON_POSTGRESQL
    else "f.id IN (SELECT rowid FROM searchable_words WHERE searchable_words MATCH :words)"
)


@strawberry.type
class Query:
    @strawberry.field
    async def source(self, slug: str) -> Source | None:
        found = await rows(select(SOURCE).where(SOURCE.c.slug == slug))
        return a_source(found[0]) if found else None

    @strawberry.field
    async def statements(self, first: int, after: str | None = None) -> Nodes[Statement]:
        query = (
            select(STATEMENT).order_by(STATEMENT.c.said_earliest.desc(), STATEMENT.c.id.desc()).limit(first)
        )
        if after is not None:
            said, _, key = after.partition(",")
            query = query.where(
                tuple_(STATEMENT.c.said_earliest, STATEMENT.c.id) < (date.fromisoformat(said), int(key))
            )
        return Nodes(nodes=[a_statement(each) for each in await rows(query)])

    @strawberry.field
    async def events(
        self, first: int, kind: Annotated[str, strawberry.argument(name="type")], since: str
    ) -> Nodes[Event]:
        query = (
            select(EVENT)
            .where(EVENT.c.type == kind, EVENT.c.occurred_latest >= date.fromisoformat(since))
            .order_by(EVENT.c.occurred_earliest.desc(), EVENT.c.id.desc())
            .limit(first)
        )
        return Nodes(
            nodes=[
                Event(
                    key=row.id,
                    slug=row.slug,
                    title=row.title,
                    type=row.type,
                    occurred=FactDate(
                        edtf=row.occurred_edtf,
                        earliest=day(row.occurred_earliest),
                        latest=day(row.occurred_latest),
                    ),
                )
                for row in await rows(query)
            ]
        )

    @strawberry.field
    async def search(self, text: str, first: int) -> Nodes[Found]:
        matches = literal_sql(MATCHES).bindparams(words=text)
        found = SEARCHABLE.alias("f")
        query = (
            select(STATEMENT)
            .join(found, found.c.statement_id == STATEMENT.c.id)
            .where(matches)
            .order_by(found.c.id)
            .limit(first)
        )
        return Nodes(nodes=[Found(entity=a_statement(row)) for row in await rows(query)])

    @strawberry.field
    async def counted(self, form: str) -> Counted:
        count = func.count()
        chosen = STATEMENT.c.form == form
        total = await rows(select(count.label("number")).select_from(STATEMENT).where(chosen))
        query = (
            select(STATEMENT.c.speech_act.label("code"), count.label("number"))
            .where(chosen)
            .group_by(STATEMENT.c.speech_act)
            .order_by(count.desc(), STATEMENT.c.speech_act)
            .limit(20)
        )
        return Counted(
            total_count=total[0].number,
            facets=Facets(
                speech_act=[CodeCount(code=row.code, count=row.number) for row in await rows(query)]
            ),
        )


class Endpoint(GraphQL[dict[str, Any], None]):
    """Loaders live as long as a request."""

    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        del request, response
        return {name: made() for name, made in LOADERS.items()}


# One of each for all requests; their type asks for classes, which would make new caches for every request.
CACHES: tuple[Any, ...] = (ParserCache(), ValidationCache())

app = Starlette(
    routes=[
        Route(
            "/graphql",
            Endpoint(strawberry.Schema(Query, extensions=[*CACHES]), graphql_ide=None),
        )
    ]
)
