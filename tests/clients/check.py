"""`make clients`: the documents in ``openapi/`` pass the linters, and what generators make of them works.

Each program beside this file uses one generated client. It passes its compiler or type checker, and then it
asks a real server that holds the first dossier, and has to say what the dossier says.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.app import create_app
from api.ogc.definition import definition
from api.settings import Settings
from tests.seeded import load_seeds
from tests.serving import serving

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
OPENAPI = ROOT / "openapi" / "openapi.json"
GENERATED = FOLDER / "generated"
OGC = "generated/ogc.json"
NODE = str(Path(sys.executable).with_name("node"))
PYTHON_CLIENTS = ROOT / ".venv-clients" / "bin"

# Nothing is sent to anybody about this run, and nobody's newer version is looked for.
ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(GENERATED),
    "PATH": f"{PYTHON_CLIENTS}:{Path(sys.executable).parent}:{os.environ['PATH']}",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "REDOCLY_TELEMETRY": "off",
}

SAID = """\
2025-04-07: Ukraine goes on operating in border areas of Russia, and this is just, for the war must go \
back to where it began.
2025-04-07: Ukrainian forces are operating in Russia's Belgorod region.
2025-03-18: An operation is under way there.
"""
PAGES = """\
1: 4 statements
2: 8 statements
3: 10 statements
"""


def node(tool: str, *arguments: str) -> list[str]:
    """A command of an npm package."""
    return [NODE, f"node_modules/.bin/{tool}", *arguments]


def python(tool: str, *arguments: str) -> list[str]:
    """A command of a Python package in the clients' own environment."""
    return [str(PYTHON_CLIENTS / tool), *arguments]


CHECKS = {
    "Redocly": node("redocly", "lint", "--config=redocly.yaml", str(OPENAPI), OGC),
    "Spectral": node(
        "spectral", "lint", "--ruleset=spectral.yaml", "--fail-severity=hint", str(OPENAPI), OGC
    ),
    "openapi-typescript": node("openapi-typescript", str(OPENAPI), "--output=generated/openapi.ts"),
    "graphql-codegen": node("graphql-codegen", "--config=graphql_codegen/codegen.ts"),
    "relay-compiler": node("relay-compiler", "relay/relay.config.json"),
    "esbuild": node(
        *("esbuild", "relay/ask.ts", "--outfile=generated/relay.mjs"),
        *("--bundle", "--platform=node", "--format=esm", "--log-level=warning"),
    ),
    "tsc": node("tsc", "--project", "."),
    "openapi-python-client": python(
        *("openapi-python-client", "generate", "--path", str(OPENAPI), "--meta=none", "--fail-on-warning"),
        "--output-path=generated/dateline_rest",
    ),
    "ariadne-codegen": python("ariadne-codegen", "client", "--config=ariadne_codegen/ariadne-codegen.toml"),
    "mypy": python("mypy"),
}


@dataclass(frozen=True)
class Program:
    """A command that is given the server's address, and what it has to print."""

    command: Sequence[str]
    output: str


PROGRAMS = {
    "openapi-typescript": Program([NODE, "openapi_typescript/ask.ts"], SAID),
    "openapi-python-client": Program(python("python", "openapi_python/ask.py"), SAID),
    "graphql-codegen": Program([NODE, "graphql_codegen/ask.ts"], SAID),
    "ariadne-codegen": Program(python("python", "ariadne_codegen/ask.py"), SAID),
    "Relay": Program([NODE, "generated/relay.mjs"], PAGES),
}


def main() -> int:
    """Runs everything, one after the other, and tells of each; the exit status."""
    shutil.rmtree(GENERATED, ignore_errors=True)
    (GENERATED / "relay").mkdir(parents=True)
    # It is written for each origin, and so in no file.
    (FOLDER / OGC).write_text(json.dumps(definition("http://127.0.0.1:8000")), encoding="utf-8")
    for name, command in CHECKS.items():
        if not _passes(name, command):
            return 1
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/clients.db"
        load_seeds(url)
        with serving(create_app(Settings(database_url=url))) as address:
            for name, program in PROGRAMS.items():
                if not _passes(f"{name}, asking", [*program.command, address], program.output):
                    return 1
    return 0


def _passes(name: str, command: Sequence[str], output: str | None = None) -> bool:
    began = time.monotonic()
    run = subprocess.run(command, cwd=FOLDER, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    passed = run.returncode == 0 and output in (None, run.stdout)
    _say(f"clients: {name}: {'passes' if passed else 'FAILS'} ({time.monotonic() - began:.1f} s)")
    if not passed:
        _say(run.stdout + run.stderr)
        if output is not None:
            _say(f"It had to print:\n{output}")
    return passed


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
