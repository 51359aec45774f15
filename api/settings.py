"""Settings, each an environment variable that begins with ``DATELINE_``."""

from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.gql.limits.figures import Limits
from api.masking import masked
from api.web.front import MAX_URL_BYTES
from db.errors import FactError

LIMITS = Limits()

PREFIX: Final = "DATELINE_"


class InvalidSetting(FactError):
    """An environment variable holds what the setting cannot be."""

    code = "INVALID_SETTING"
    title = "The server is not configured"


class Settings(BaseSettings):
    """How a server or a command runs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    database_url: str = Field(
        default="sqlite:///dateline.db",
        description="Where the facts are: sqlite:///FILE, or postgresql://… as libpq takes it.",
    )
    host: str = Field(default="127.0.0.1", description="The address on which the server listens.")
    port: int = Field(default=8000, ge=1, le=65535, description="The port on which the server listens.")
    seeds: Path = Field(
        default=Path("seeds"), description="The folder of dossiers that `dateline run` loads."
    )
    connections: int = Field(default=2, ge=1, le=64, description="Read-only connections to the database.")
    statement_seconds: float = Field(
        default=1.0, gt=0, le=60, description="How long one statement may run before the database stops it."
    )
    persisted_only: Path | None = Field(
        default=None,
        description="A folder of .graphql files, or a manifest of persisted queries: then only these "
        "operations are answered at /graphql, and GraphiQL is not served. REST goes on.",
    )
    max_body_bytes: int = Field(
        default=LIMITS.body_bytes, ge=1000, description="Bytes that the body of a request may have."
    )
    max_url_bytes: int = Field(
        default=MAX_URL_BYTES,
        ge=1000,
        le=60_000,
        description="Bytes that path and query string of a request may have together.",
    )
    max_age: int = Field(
        default=0,
        ge=0,
        le=31_536_000,
        description="Seconds for which caches may keep an answer without asking whether it still holds.",
    )
    max_document_bytes: int = Field(
        default=LIMITS.document_bytes, ge=1000, description="Bytes that a GraphQL document may have."
    )
    max_tokens: int = Field(
        default=LIMITS.tokens, ge=500, description="Tokens that a GraphQL document may have."
    )
    max_depth: int = Field(
        default=LIMITS.depth, ge=1, description="How deep fields may stand inside one another."
    )
    max_root_fields: int = Field(
        default=LIMITS.root_fields, ge=1, description="Fields that an operation may have at its root."
    )
    max_aliases: int = Field(default=LIMITS.aliases, ge=0, description="Aliases that an operation may have.")
    max_directives: int = Field(
        default=LIMITS.directives, ge=0, description="Directives that an operation may have."
    )
    max_fields: int = Field(
        default=LIMITS.fields, ge=1, description="Fields that an operation may have in all."
    )
    max_cost: int = Field(
        default=LIMITS.cost,
        ge=1,
        le=2**31 - 1,
        description="Rows that an operation could return: page sizes multiplied through lists inside lists.",
    )

    @property
    def limits(self) -> Limits:
        """The limits of one request."""
        return Limits(
            body_bytes=self.max_body_bytes,
            document_bytes=self.max_document_bytes,
            tokens=self.max_tokens,
            depth=self.max_depth,
            root_fields=self.max_root_fields,
            aliases=self.max_aliases,
            directives=self.max_directives,
            fields=self.max_fields,
            cost=self.max_cost,
            statement_milliseconds=round(self.statement_seconds * 1000),
        )


def settings() -> Settings:
    """The settings of this process; ``InvalidSetting`` names each variable at fault and what it may be."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [
            f"{PREFIX}{str(each['loc'][0]).upper()}={masked(str(each['input']))!r}: {each['msg'].lower()}."
            for each in error.errors()
        ]
        raise InvalidSetting("\n".join(wrong)) from None
