"""``python -m tests.soak``: a run, its ledger as a table and as JSON; exit 1 when anything is wrong."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.soak.running import Order, Soak
from tests.soak.telling import as_json, as_text

ROOM = 6 * 2**30


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--acts", type=int, default=10_000, help="acts promised by all agents together")
    parser.add_argument("--kills", type=int, default=None, help="default: one for every 200 acts")
    parser.add_argument("--agents", type=int, default=12)
    parser.add_argument("--consoles", type=int, default=2, help="agents that type at real consoles")
    parser.add_argument("--tickets", type=int, default=3_000, help="made-up tickets to begin with")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--calm", action="store_true", help="no troubles but kills")
    parser.add_argument("--folder", type=Path, default=None, help="where store and ledgers stand; default: in memory")
    parser.add_argument("--json", type=Path, default=None, help="also write the ledger's summary there")
    parser.add_argument("--keep", action="store_true", help="keep store and ledgers of a sound run too")
    arguments = parser.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="servicedesk-soak-", dir=_memory()))
    folder.mkdir(parents=True, exist_ok=True)
    order = Order(
        arguments.engine,
        arguments.acts,
        arguments.agents,
        arguments.seed,
        arguments.tickets,
        troubles_of(arguments.engine, arguments.acts, arguments.kills, calm=arguments.calm),
        consoles=arguments.consoles,
    )
    ended = Soak(order, folder).run()
    sys.stdout.write(as_text(order, ended))
    if arguments.json is not None:
        arguments.json.write_text(as_json(order, ended), encoding="utf-8")
    if ended.sound and not arguments.keep:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        sys.stdout.write(f"kept: {folder}\nagain: {' '.join(['python -m tests.soak', *sys.argv[1:]])}\n")
    return 0 if ended.sound else 1


def troubles_of(engine: str, acts: int, kills: int | None, *, calm: bool) -> dict[str, int]:
    """How often each trouble comes in a run of so many acts."""
    plan = {"kill": max(1, acts // 200) if kills is None else kills}
    if calm:
        return plan
    some = max(1, acts // 2_500)
    plan |= {"full disk": some, "jump": 2 * some, "long reader": some, "checkpoint": some, "backup": max(1, some // 4)}
    if engine == "postgresql":
        plan |= {"restart immediate": max(1, some // 2), "restart fast": max(1, some // 2), "cut": 2 * some}
    return plan


def _memory() -> Path | None:
    """Where files stand in memory, if there is room."""
    folder = Path("/dev/shm")
    return folder if folder.is_dir() and shutil.disk_usage(folder).free > ROOM else None


if __name__ == "__main__":
    sys.exit(main())
