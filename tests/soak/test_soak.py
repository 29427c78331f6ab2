"""A soak in miniature: agents killed, the store in trouble, and a ledger that adds up. ``make soak`` runs it long."""

from pathlib import Path

import pytest
from tests.soak.running import Ended, Order, Soak
from tests.soak.telling import as_text

ACTS = 300
COMMON = {"kill": 12, "jump": 3, "full disk": 2, "long reader": 1, "checkpoint": 1}
SERVER = {"restart immediate": 1, "restart fast": 1, "cut": 3}


def soaked(engine: str, folder: Path) -> tuple[Order, Ended]:
    troubles = COMMON | (SERVER if engine == "postgresql" else {})
    order = Order(engine, ACTS, agents=5, seed=7, tickets=0, troubles=troubles, sweepers=1, consoles=0)
    return order, Soak(order, folder).run()


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_everything_promised_is_there_once_and_whole(engine: str, tmp_path: Path):
    order, ended = soaked(engine, tmp_path)
    told = as_text(order, ended)
    assert ended.sound, told
    assert ended.findings.counts["done"] > ACTS // 2, told
    assert ended.troubles == order.troubles, told
    assert ended.notices > 0, told
