"""Settings, each an environment variable that begins with ``DATELINE_``."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from db.errors import FactError


class InvalidSetting(FactError):
    """An environment variable holds what the setting cannot be."""

    code = "INVALID_SETTING"
    title = "The server is not configured"


class Settings(BaseSettings):
    """How a server or a command runs."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", frozen=True)

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
    max_tokens: int = Field(default=2000, ge=1000, description="Tokens that a GraphQL document may have.")
    max_body_bytes: int = Field(
        default=200_000, ge=1000, description="Bytes that the body of a request may have."
    )


def settings() -> Settings:
    """The settings of this process; ``InvalidSetting`` names the variable and what it may be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"DATELINE_{str(first['loc'][0]).upper()}"
        raise InvalidSetting(f"{name}={first['input']!r}: {first['msg'].lower()}.") from None
