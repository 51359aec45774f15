"""Connections: read-only ones that answer requests, and the engine by which a load or migration writes."""

from db.engine.reader import Reader, open_reader
from db.engine.servers import Holding, Servers, open_servers, servers_of
from db.engine.url import DatabaseURL, PostgreSQLURL, SQLiteURL, parse_database_url, sqlalchemy_url
from db.engine.writer import writer_engine

__all__ = [
    "DatabaseURL",
    "Holding",
    "PostgreSQLURL",
    "Reader",
    "SQLiteURL",
    "Servers",
    "open_reader",
    "open_servers",
    "parse_database_url",
    "servers_of",
    "sqlalchemy_url",
    "writer_engine",
]
