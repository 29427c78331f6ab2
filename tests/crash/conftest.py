"""Where processes die in this round. ``CRASH_ROUND=7`` dies at other places; ``make soak`` goes round after round."""

import os
from collections.abc import Callable
from random import Random

import pytest
from tests.conftest import Stores
from tests.crash.tale import Tale, tell

ROUND = os.environ.get("CRASH_ROUND", "1")


@pytest.fixture(scope="session")
def tales() -> dict[str, Tale]:
    """The story as it goes when nobody dies, told once an engine."""
    return {}


@pytest.fixture
def tale(tales: dict[str, Tale], stores: Stores) -> Tale:
    return _tale(tales, stores)


@pytest.fixture
def sqlite_tale(tales: dict[str, Tale], sqlite_stores: Stores) -> Tale:
    return _tale(tales, sqlite_stores)


def _tale(tales: dict[str, Tale], stores: Stores) -> Tale:
    if stores.engine not in tales:
        tales[stores.engine] = tell(stores.staffed(), seed=Random(f"story {ROUND}").getrandbits(32))
    return tales[stores.engine]


@pytest.fixture
def among(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """Chooses a place between two numbers, each test and round its own, the same each time."""
    random = Random(f"{ROUND} {request.node.nodeid}")
    return random.randint
