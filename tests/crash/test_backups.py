"""``kill -9`` amid a backup or a restore: the file and the store are the old ones or the new ones, whole."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders import NOON, opened
from tests.conftest import Stores
from tests.crash.dumps import dump

from servicedesk.clock import ManualClock
from servicedesk.desk.backups import back_up, check
from servicedesk.desk.desk import open_desk
from servicedesk.desk.restoring import restore
from servicedesk.store.address import parse_address

CLOCK = ManualClock(NOON)
ROOT = Path(__file__).parents[2]
DYING = """
import os, signal, sys
from pathlib import Path
from tests.builders import NOON
from servicedesk.clock import ManualClock
from servicedesk.desk.backups import back_up
from servicedesk.desk.restoring import restore
import alembic.command

job, url, file, n = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
PLACES = ("os.rename", "os.link", "os.remove", "os.chmod", "os.truncate", "open", "sqlite3.connect", "subprocess.Popen")
seen = 0

def reach(*_):
    global seen
    seen += 1
    if seen == n:
        os.kill(os.getpid(), signal.SIGKILL)

def hook(event, arguments):
    if event in PLACES and (event != "open" or str(file.parent) in str(arguments[0])):
        reach()

sys.addaudithook(hook)
fsync = os.fsync
os.fsync = lambda descriptor: (reach(), fsync(descriptor), reach())
clock = ManualClock(NOON)
if job == "backup":
    back_up(url, file, clock=clock, replace=True, progress=reach)
else:
    restore(url, file, clock=clock, replace=True, progress=reach)
print(seen)
"""
"""Dies at the n-th of: a name changed, a file opened or settled, a program started, a step told of."""


def run(job: str, url: str, file: Path, n: int) -> int | None:
    """Play a job until the n-th place; None when it died there, else how many places there were."""
    command = [sys.executable, "-c", DYING, job, url, str(file), str(n)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode == -signal.SIGKILL:
        return None
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def shop(stores: Stores, file: Path) -> tuple[str, dict[str, str], dict[str, str]]:
    """A store, a backup of it as it was, what it held then, and what it holds now."""
    url = stores.demo()
    old = dump(url)
    back_up(url, file, clock=CLOCK)
    desk = open_desk(url, clock=CLOCK, handle="lin")
    opened(desk)
    desk.close()
    return url, old, dump(url)


def store_files(url: str) -> list[str]:
    path = parse_address(url).path
    assert path is not None
    return sorted(one.name for one in path.parent.iterdir() if path.name in one.name and one.name != path.name)


@pytest.fixture(scope="module")
def places() -> dict[tuple[str, str], int]:
    """How many places there are to die at, by engine and job."""
    return {}


def counted(places: dict[tuple[str, str], int], stores: Stores, job: str, folder: Path) -> int:
    key = (stores.engine, job)
    if key not in places:
        (folder / "counted").mkdir()
        url, _, _ = shop(stores, folder / "counted" / "shop.bak")
        places[key] = run(job, url, folder / "counted" / "shop.bak", 0) or 0
    return places[key]


@pytest.mark.parametrize("part", range(4))
def test_a_backup_that_is_killed(
    stores: Stores, tmp_path: Path, places: dict[tuple[str, str], int], among: Callable[[int, int], int], part: int
):
    last = counted(places, stores, "backup", tmp_path)
    (tmp_path / "safe").mkdir()
    file = tmp_path / "safe" / "shop.bak"
    url, _, now = shop(stores, file)
    before = check(file).anchor
    n = among(1 + part * last // 4, (part + 1) * last // 4)
    assert run("backup", url, file, n) is None, n
    assert [one.name for one in file.parent.iterdir() if not one.name.startswith(".")] == ["shop.bak"]
    found = check(file).anchor
    assert dump(url) == now
    after = back_up(url, file, clock=CLOCK, replace=True).anchor
    assert found in (before, after)
    assert [one.name for one in file.parent.iterdir()] == ["shop.bak"]


@pytest.mark.parametrize("part", range(5))
def test_a_restore_that_is_killed(
    stores: Stores, tmp_path: Path, places: dict[tuple[str, str], int], among: Callable[[int, int], int], part: int
):
    last = counted(places, stores, "restore", tmp_path)
    file = tmp_path / "shop.bak"
    url, old, now = shop(stores, file)
    # The last places are those where one store gives way to the other.
    n = among(1 + part * last // 4, (part + 1) * last // 4) if part < 4 else among(last - 8, last)
    assert run("restore", url, file, n) is None, n
    found = dump(url)
    assert found in (old, now)
    restored = restore(url, file, clock=CLOCK, replace=True)
    assert dump(url) == old
    if stores.engine == "sqlite":
        kept = [name for name in store_files(url) if "kept" in name]
        assert not [name for name in store_files(url) if name.startswith(".")]
        assert len(kept) == (2 if found == old else 1)
        held = [dump(f"sqlite:///{Path(restored.kept).parent / name}") for name in kept]
        assert now in held


def test_every_place_where_one_store_gives_way_to_the_other(
    sqlite_stores: Stores, tmp_path: Path, places: dict[tuple[str, str], int]
):
    last = counted(places, sqlite_stores, "restore", tmp_path)
    file = tmp_path / "shop.bak"
    url, old, now = shop(sqlite_stores, file)
    seen = []
    for n in range(last - 12, last + 1):
        died = run("restore", url, file, n) is None
        found = dump(url)
        assert died
        assert found in (old, now), n
        seen.append(found == old)
    assert seen[-1]
