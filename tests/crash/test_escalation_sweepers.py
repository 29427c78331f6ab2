"""Eight sweepers at once, killed at random and restarted: every rule is applied once a cycle, never two are open."""

import time
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection
from tests.builders import NOON
from tests.conftest import Stores
from tests.crash.sweepers import FastClock
from tests.crash.test_sweepers import SWEEPERS, sweeping, waiting
from tests.desk.clocked import ALWAYS, rule, take_in
from tests.scale import sized

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.errors import DeskError
from servicedesk.store import due_work, escalations

SECONDS = float(sized(6, 30))
BETWEEN_KILLS = 0.5
SHOP_TIME = timedelta(hours=2)
TICKETS = sized(16, 300)
LONGEST = 120.0
RULES = """\
escalation:
  accept_within: {2: 10m, 3: 5m}
  rules:
    - {name: late, on: breach, clock: first_response, to: "skill:freight"}
    - {name: unsettled, on: breach, clock: resolution, to: supervisor}
    - {name: unaccepted, on: not_accepted, to: supervisor}
"""


def shop_at(url: str, folder: Path) -> list[int]:
    """A store with promises that fall due all the time, and the rules of what goes to others then."""
    desk = open_desk(url, clock=ManualClock(NOON - timedelta(hours=2)), handle="sup", via="test")
    desk.acting_as("boss").people.add("bo", roles=("specialist",), skills=("freight",))
    file = folder / "policies.yaml"
    file.write_text(ALWAYS + rule(first_response="40m", resolution="90m") + RULES, encoding="utf-8")
    desk.policies.set([file])
    desk.close()
    desk = open_desk(url, clock=ManualClock(NOON), handle="sup", via="test")
    take_in(desk, folder, *({**waiting(n), "created_at": came(n)} for n in range(TICKETS)))
    tickets = [row.id for row in desk.queue.page(limit=TICKETS).rows]
    desk.close()
    return tickets


def came(n: int) -> str:
    return (NOON - timedelta(minutes=60 * n / TICKETS)).isoformat()


def work_a_little(desk: Desk, random: Random) -> None:
    """Somebody says no to every second one, so that the next rule has its turn; the others nobody answers."""
    found = [one.ticket_id for one in desk.escalations.waiting() if one.ticket_id % 2]
    if found:
        with suppress(DeskError):
            desk.escalations.decline(random.choice(found), "Go on.")


def raised(desk: Desk) -> bool:
    """Whether the last rule has had its turn, on one of the tickets that nobody answers."""
    return any(one.rule == "unaccepted" for one in desk.escalations.waiting())


def test_each_rule_is_applied_once_a_cycle(stores: Stores, tmp_path: Path):
    url, random = stores.staffed(), Random(11)
    tickets = shop_at(url, tmp_path)
    began, speed = time.time(), SHOP_TIME.total_seconds() / SECONDS
    desk = open_desk(url, clock=FastClock(began, speed), handle="sup", via="test")
    with sweeping(url, began, speed) as sweepers:
        killed_at = time.time()
        while time.time() < began + SECONDS or sweepers.killed < SWEEPERS or not raised(desk):
            work_a_little(desk, random)
            if time.time() > killed_at + BETWEEN_KILLS:
                sweepers.kill_one(random)
                killed_at = time.time()
            assert time.time() < began + LONGEST, "nothing is raised"
    desk.close()
    desk = open_desk(url, clock=ManualClock(NOON + timedelta(days=30)), handle="sup", via="test")
    while desk.upkeep.sweep().escalated:
        pass
    applied: Counter[tuple[int, str | None, str | None]] = Counter()
    with desk._work.store.read() as connection:
        for ticket in tickets:
            rows = escalations.of_ticket(connection, ticket)
            applied.update((ticket, row["rule"], row["cycle"]) for row in rows)
            assert sum(row["state"] in ("open", "accepted") for row in rows) <= 1
    assert set(applied.values()) == {1}
    rules = Counter(name for _, name, _ in applied)
    assert rules["late"] == TICKETS
    assert rules["unaccepted"] >= TICKETS // 2
    assert desk.proof.verify().problems == ()
    desk.close()


def test_what_falls_due_while_a_sweep_is_held_up_is_not_passed_over(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Three hours pass between the look for notices and the rules: the next sweep sees what came due meanwhile."""
    url, clock = stores.staffed(), ManualClock(NOON - timedelta(minutes=90))
    tickets = shop_at(url, tmp_path)
    desk = open_desk(url, clock=clock, handle="sup", via="test")
    look = due_work.find

    def held_up(connection: Connection, now: datetime, old: datetime) -> due_work.Due:
        due = look(connection, now, old)
        clock.advance(timedelta(hours=3))
        return due

    with monkeypatch.context() as patch:
        patch.setattr(due_work, "find", held_up)
        desk.upkeep.sweep()
    desk.upkeep.sweep()
    with desk._work.store.read() as connection:
        late = [row["rule"] for ticket in tickets for row in escalations.of_ticket(connection, ticket)]
    assert late == ["late"] * TICKETS
    desk.close()
