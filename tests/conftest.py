"""What every test may use: empty and staffed stores on both engines, a desk, a clock that stands still."""

import fcntl
import gc
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests import postgres
from tests.builders import LAID_OUT, NOON, hire_cast
from tests.compiled_once import compile_once
from tests.own_server import OwnServer

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.work import SeededEntropy

# Hundreds of tests start the console as a process: without byte code on disk each would compile the package anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Several workers share the cores: threads of linear algebra that wait for each other awake would eat them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Styles and painted lines are made by the million; looking through them for cycles took a fifth of the time.
gc.set_threshold(50_000, 10, 10)
compile_once()

settings.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("search", settings.get_profile("suite"), derandomize=False, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

SEEDS = Path(__file__).parents[1] / "seeds"
ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
ROOM = 4 * 2**30
"""Bytes that a session may want of the memory for its files."""
_serial = itertools.count()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        memory = _memory()
        if memory is not None:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))
        postgres.choose_folder(memory)
        # What consoles learn is kept here, for this run only, and learned once for all its workers.
        os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="servicedesk-cache-", dir=memory)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.stop_and_remove()
        shutil.rmtree(os.environ.pop("XDG_CACHE_HOME"), ignore_errors=True)


def _memory() -> Path | None:
    """Where files stand in memory, if there is room: these thousands of small stores wait for no disk."""
    folder = Path("/dev/shm")
    roomy = os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM
    return folder if roomy else None


def make_bare(url: str) -> None:
    """A store at the present schema with nobody in it."""
    from servicedesk.store.address import parse_address
    from servicedesk.store.database import Store
    from servicedesk.store.schema import prepare

    store = Store(parse_address(url))
    prepare(store)
    store.close()


def make_staffed(url: str) -> None:
    """A store with the cast of ``builders.CAST`` in it."""
    desk = open_desk(url, clock=ManualClock(NOON), entropy=SeededEntropy(1), via="test")
    hire_cast(desk)
    desk.close()


def make_shop(url: str) -> None:
    """The shop of the demo among the cast."""
    make_staffed(url)
    desk = open_desk(url, clock=ManualClock(NOON), handle="sup", entropy=SeededEntropy(3), via="test")
    desk.seeding.load(SEEDS)
    desk.close()


def make_demo(url: str) -> None:
    """The shop of the demo by itself, as it is laid out at ``LAID_OUT``."""
    desk = open_desk(url, clock=ManualClock(LAID_OUT), entropy=SeededEntropy(4))
    desk.seeding.load(SEEDS)
    desk.close()


class Stores:
    """Hands out stores of one engine, each its own, and takes them away when the test is over."""

    def __init__(self, engine: str, folder: Path, templates: Path) -> None:
        self.engine = engine
        self._folder = folder
        self._templates = templates
        self._databases: list[str] = []

    def empty(self) -> str:
        """The URL of a store that isn't made yet."""
        if self.engine == "sqlite":
            return f"sqlite:///{self._folder}/{next(_serial)}.sqlite"
        postgres.template("bare", make_bare)
        return self._database("template1")

    def bare(self) -> str:
        """The URL of a migrated store with nobody in it."""
        return self.copy_of("bare", make_bare)

    def staffed(self) -> str:
        """The URL of a store with the cast in it and no ticket."""
        return self.copy_of("staffed", make_staffed)

    def demo(self) -> str:
        """The URL of a store with the demo's shop in it, laid out at ``builders.LAID_OUT``."""
        return self.copy_of("demo", make_demo)

    def copy_of(self, name: str, make: Callable[[str], None]) -> str:
        """The URL of a copy of the store that ``make`` writes: once a session and engine, under this name."""
        if self.engine == "postgresql":
            return self._database(postgres.template(name, make))
        template = self._templates / f"{name}.sqlite"
        if not template.exists():
            self._make(template, make)
        path = self._folder / f"{next(_serial)}.sqlite"
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    def _make(self, template: Path, make: Callable[[str], None]) -> None:
        """Write a template unless another worker did meanwhile; nobody sees one that is half written."""
        with template.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not template.exists():
                making = template.with_suffix(".making")
                make(str(making))
                making.rename(template)

    def _database(self, template: str) -> str:
        name = f"test_{os.getpid()}_{next(_serial)}"
        self._databases.append(name)
        return postgres.create_database(name, template)

    def remove(self) -> None:
        for name in self._databases:
            postgres.drop_database(name)


@pytest.fixture(scope="session")
def store_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the workers of a session keep the SQLite stores that others are copied from."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "templates"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(params=ENGINES)
def stores(request: pytest.FixtureRequest, tmp_path: Path, store_templates: Path) -> Iterator[Stores]:
    """A source of stores, on SQLite and on PostgreSQL."""
    made = Stores(request.param, tmp_path, store_templates)
    yield made
    made.remove()


@pytest.fixture
def sqlite_stores(tmp_path: Path, store_templates: Path) -> Stores:
    """A source of SQLite stores, for what does not depend on the engine."""
    return Stores("sqlite", tmp_path, store_templates)


@pytest.fixture
def empty_url(stores: Stores) -> str:
    return stores.empty()


@pytest.fixture
def url(stores: Stores) -> str:
    """A staffed store on each engine."""
    return stores.staffed()


@pytest.fixture
def sqlite_url(sqlite_stores: Stores) -> str:
    return sqlite_stores.staffed()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def desk(url: str, clock: ManualClock) -> Iterator[Desk]:
    """``lin``, an agent, at a staffed store; on each engine."""
    opened = open_desk(url, clock=clock, handle="lin", entropy=SeededEntropy(2), via="test")
    yield opened
    opened.close()


@pytest.fixture
def lite(sqlite_url: str, clock: ManualClock) -> Iterator[Desk]:
    """``lin`` at a staffed SQLite store."""
    opened = open_desk(sqlite_url, clock=clock, handle="lin", entropy=SeededEntropy(2), via="test")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def own_server() -> Iterator[OwnServer]:
    """A PostgreSQL that this test may stop and start; tests of one worker use it one after another."""
    server = OwnServer()
    yield server
    server.remove()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Tests wait for screens and for other programs half of their time: three workers to a core."""
    del config
    return 3 * (os.cpu_count() or 1)
