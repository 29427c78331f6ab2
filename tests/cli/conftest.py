"""A command line in a folder of its own: settings, data, log and store are temporary, the clock stands still."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from tests.builders import LAID_OUT

from servicedesk.cli.app import run
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import open_desk

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Result:
    """What a call printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict:
        """The JSON on stdout; nothing else may stand there."""
        return json.loads(self.out)

    @property
    def error(self) -> dict:
        """The JSON error on stderr."""
        return json.loads(self.err)["error"]


@dataclass(frozen=True)
class Desk:
    """Calls ``servicedesk ARGS`` on one store, and again with ``--json``."""

    store: Path
    clock: ManualClock
    call: Callable[..., Result]

    def __call__(self, *args: object) -> Result:
        return self.call("--store", self.store, *args)

    def json(self, *args: object) -> dict:
        """The data of a call that must succeed."""
        result = self(*args, "--json")
        assert result.code == 0, result.err
        return result.data

    def refused(self, *args: object, code: int | None = None) -> dict:
        """The error of a call that must not succeed: exit code 2 for values nothing could take, else 1."""
        result = self(*args, "--json")
        expected = code or (2 if result.error["code"] == "invalid" else 1)
        assert result.code == expected, result.out
        assert result.out == ""
        return result.error

    def opened(self, subject: str = "Where is my lamp?", *more: object) -> int:
        """The number of a new ticket with a customer's message."""
        words = ("ticket", "open", "--kind", "inquiry", "--subject", subject, "--body", "It should be here.")
        return self.json(*words, "--customer", "mara@example.com", "--name", "Mara Costa", *more)["id"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Settings, data and log in a temporary folder, and a plain environment."""
    for name, folder in (("CONFIG", "config"), ("DATA", "data"), ("STATE", "state"), ("CACHE", "cache")):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / folder))
    for name in ("SERVICEDESK_STORE", "LANGUAGE", "LC_ALL", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    return tmp_path


@pytest.fixture
def clock():
    return ManualClock(NOON)


@pytest.fixture
def call(home, capsys, clock):
    """``servicedesk`` in this process."""

    def called(*args: object) -> Result:
        capsys.readouterr()
        code = run([str(arg) for arg in args], clock)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return called


@pytest.fixture(scope="session")
def blank_store(tmp_path_factory):
    """A migrated store that nobody has used: copied, as migrating takes its time."""
    store = tmp_path_factory.mktemp("store") / "blank.sqlite"
    open_desk(str(store), clock=ManualClock(NOON)).close()
    return store


@pytest.fixture
def desk(blank_store, tmp_path, call, clock):
    store = tmp_path / "desk.sqlite"
    shutil.copy(blank_store, store)
    return Desk(store, clock, call)


@pytest.fixture
def demo(sqlite_stores, call, clock):
    """The demo's shop at the hour it was laid out."""
    clock.set(LAID_OUT)
    return Desk(Path(sqlite_stores.demo().removeprefix("sqlite:///")), clock, call)


SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"


@pytest.fixture(scope="session")
def conforms():
    """Checks data against ``tests/data/schemas/NAME.json``."""
    resources = {path.name: Resource.from_contents(json.loads(path.read_text())) for path in SCHEMAS.glob("*.json")}
    registry = Registry().with_resources(resources.items())

    def check(name: str, data: object) -> None:
        schema = resources[f"{name}.json"].contents
        Draft202012Validator(schema, registry=registry).validate(data)

    return check
