"""A soak in miniature: agents killed, the store in trouble, and a ledger that adds up. ``make soak`` runs it long."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.soak.running import Order, Soak
from tests.soak.telling import as_text
from tests.soak.verdict import Ended

ACTS = 300
COMMON = {"kill": 12, "jump": 3, "full disk": 2, "long reader": 1, "checkpoint": 1, "backup": 1}
SERVER = {"restart immediate": 1, "restart fast": 1, "cut": 3}


def soaked(engine: str, folder: Path) -> tuple[Order, Ended]:
    troubles = COMMON | (SERVER if engine == "postgresql" else {})
    order = Order(engine, ACTS, agents=5, seed=7, tickets=0, troubles=troubles, sweepers=1, consoles=0)
    return order, Soak(order, folder).run()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that a server's own user may enter: pytest shuts its own ones now and then."""
    made = Path(tempfile.mkdtemp(prefix="servicedesk-soak-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_everything_promised_is_there_once_and_whole(engine: str, folder: Path):
    order, ended = soaked(engine, folder)
    told = as_text(order, ended)
    assert ended.sound, told
    assert ended.findings.counts["done"] > ACTS // 2, told
    assert ended.troubles == order.troubles, told
    assert ended.notices > 0, told
    assert ended.imported > 0, told
