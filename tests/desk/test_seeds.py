"""The shop in ``seeds/``: it loads, holds every state there is, and a mistake in it is named where it stands."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import NOON
from tests.conftest import Stores, make_shop
from tests.scale import sized

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.seeding.loading import SeedSummary
from servicedesk.domain.errors import BadFile, Forbidden, Refused
from servicedesk.domain.gate.checks import check_reply
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.tickets import ComplaintStage, Kind, Nature, Status

SEEDS = Path(__file__).parents[2] / "seeds"


def boss(stores: Stores, clock: ManualClock | None = None) -> Desk:
    return open_desk(stores.staffed(), clock=clock or ManualClock(NOON), handle="boss", via="test")


@pytest.fixture
def shop(sqlite_stores: Stores) -> Iterator[Desk]:
    """The demo shop, loaded once; a supervisor looks at it."""
    desk = open_desk(sqlite_stores.copy_of("shop", make_shop), clock=ManualClock(NOON), handle="sup", via="test")
    yield desk
    desk.close()


def column(desk: Desk, table: str, name: str) -> set[object]:
    connection = sqlite3.connect(str(desk._work.store.address.path))
    found = {value for (value,) in connection.execute(f"SELECT {name} FROM {table}")}
    connection.close()
    return found


def test_every_file_is_loaded_and_sound(shop: Desk):
    files = list((SEEDS / "conversations").glob("*.yaml"))
    assert len(files) == shop.health().tickets >= 40
    assert shop.proof.verify().problems == ()
    assert not column(shop, "tickets", "generated") - {0}


def test_every_state_is_there(shop: Desk):
    assert column(shop, "tickets", "kind") == set(Kind)
    assert column(shop, "tickets", "status") == set(Status)
    assert column(shop, "tickets", "stage") >= set(ComplaintStage)
    assert column(shop, "rmas", "stage") == set(RmaStage)
    assert column(shop, "products", "stage") == set(LifecycleStage)
    assert column(shop, "tickets", "nature") >= set(Nature) - {Nature.OTHER}
    assert column(shop, "tickets", "language") >= {"en", "zh"}
    assert column(shop, "customers", "membership") == {"standard", "silver", "gold", "vip"}
    assert column(shop, "outbox", "state") == {"handed_over"}


def test_nothing_happened_in_the_future(shop: Desk):
    rows = shop.queue.page("is:all", "-updated", limit=1_000).rows
    assert max(row.updated_at for row in rows) <= NOON
    assert max(row.created_at for row in rows) > NOON - timedelta(days=1)


def test_no_day_was_left_to_fill_in(shop: Desk):
    assert not [body for body in column(shop, "message_texts", "body") if "<<" in str(body)]


def dumped(desk: Desk) -> list[str]:
    connection = sqlite3.connect(str(desk._work.store.address.path))
    found = list(connection.iterdump())
    connection.close()
    return found


def test_the_same_clock_gives_the_same_store_and_no_false_alarm(
    shop: Desk, sqlite_stores: Stores, monkeypatch: pytest.MonkeyPatch
):
    """124 replies as people wrote them, in English, Chinese and German: the gate holds none of them back."""
    looked_through = []

    def spy(text: str, facts: object) -> object:
        findings = check_reply(text, facts)  # type: ignore[arg-type]
        looked_through.append((text, findings))
        return findings

    monkeypatch.setattr("servicedesk.desk.sending.check_reply", spy)
    desk = boss(sqlite_stores)
    summary = desk.seeding.load(SEEDS)
    assert summary.tickets == shop.health().tickets
    assert min(summary.people, summary.products, summary.customers, summary.orders) > 10
    assert dumped(desk) == dumped(shop)
    assert len(looked_through) > 50
    assert [found for found in looked_through if found[1]] == []
    desk.close()


def test_seeds_go_into_an_empty_store_only(shop: Desk):
    before = dumped(shop)
    with pytest.raises(Refused, match="already"):
        shop.acting_as("boss").seeding.load(SEEDS)
    assert dumped(shop) == before


@pytest.mark.parametrize("handle", ["lin", "spec", "nova", "coach"])
def test_who_may_not_seed(sqlite_stores: Stores, handle: str):
    desk = boss(sqlite_stores)
    with pytest.raises(Forbidden):
        desk.acting_as(handle).seeding.load(SEEDS)
    desk.close()


# mistakes

SMALL = {
    "shop.yaml": "name: Small\ncurrency: EUR\ntimezone: Europe/Berlin\n",
    "teams.yaml": "- {code: care, name: Care}\n",
    "people.yaml": "- {handle: kim, name: Kim, roles: [agent, supervisor], teams: [care]}\n",
    "products.yaml": "- {sku: ARC, name: Arc, price: 8900, stage: growth}\n",
    "customers/all.yaml": "- key: mara\n  name: Mara\n  emails: [mara@example.com]\n",
    "orders/all.yaml": (
        '- number: "55-1"\n  customer: mara\n  placed: 5d\n  currency: EUR\n  lines:\n'
        "    - {sku: ARC, quantity: 1, unit_price: 8900}\n"
    ),
    "returns.yaml": "returns:\n  - name: change of mind\n    window_days: 30\n",
    "conversations/001-lamp.yaml": (
        "kind: complaint\nsubject: A lamp\ncustomer: mara\norder: '55-1'\nsteps:\n"
        '  - {customer: "It broke.", ago: 2d}\n'
        "  - {assign: kim, ago: 1d}\n"
        '  - {reply: "Sorry.", ago: 20h, then: waiting_customer}\n'
        "status: waiting_customer\nstage: acknowledged\n"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small sound shop."""
    root = tmp_path / "small"
    for name, content in SMALL.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root


def test_a_small_shop(stores: Stores, folder: Path):
    desk = boss(stores)
    assert desk.seeding.load(folder) == SeedSummary(1, 1, 1, 1, 1)
    sup = desk.acting_as("sup")
    assert sup.proof.verify().problems == ()
    assert sup.queue.row(10_001).status == "waiting_customer"
    assert desk.settings() == {"name": "Small", "currency": "EUR", "timezone": "Europe/Berlin"}
    desk.close()


TALK = "conversations/001-lamp.yaml"
LINES = "lines: [{sku: ARC, quantity: 1, reason: damaged, condition: damaged, remedy: refund}]"
SAID = "tried: all, wanted: more"
MONEY = "currency: EUR, why: because"
AWAY = "away: {since: 1d, until: +1d, to: ghost}"
MISTAKES: list[tuple[str, str, str, int | None, str, str]] = [
    ("shop.yaml", "EUR", "euro", 2, "currency", "pattern"),
    ("shop.yaml", "Europe/Berlin", "Europe/Bärlin", 3, "timezone", "no time zone"),
    ("shop.yaml", "name: Small", "name: Small\nowner: me", 2, "owner", "permitted"),
    ("shop.yaml", "timezone: Europe/Berlin\n", "", 1, "timezone", "required"),
    ("shop.yaml", "Berlin\n", "Berlin\nrefund_limits: agent 200\n", 4, "refund_limits", "such as EUR 200"),
    ("teams.yaml", "care, name: Care}", "care, name: Care, line: 9}", 1, "0.line", "less than or equal to 3"),
    ("teams.yaml", "}\n", "}\n- {code: care, name: Again}\n", 2, "1.code", "twice"),
    ("people.yaml", "[agent, supervisor]", "[agent, king]", 1, "0.roles.1", "Input should be"),
    ("people.yaml", "[care]", "[nobody]", 1, "0.teams", "no team"),
    ("people.yaml", "}\n", "}\n- {handle: 'k m', name: K, roles: [agent]}\n", 2, "1.handle", "can't be a handle"),
    ("products.yaml", "8900", "-1", 1, "0.price", "greater than or equal to 0"),
    ("products.yaml", "growth", "youth", 1, "0.stage", "Input should be"),
    ("products.yaml", "stage: growth", "stage: growth, successor: NONE", 1, "0.successor", "no product"),
    ("customers/all.yaml", "mara@example.com", "mara", 1, "0", "not an e-mail address"),
    ("customers/all.yaml", "name: Mara", "name: [a]", 2, "0.name", "valid string"),
    ("orders/all.yaml", "customer: mara", "customer: lili", 2, "0.customer", "no customer"),
    ("orders/all.yaml", "placed: 5d", "placed: last week", 3, "0.placed", "distance in time"),
    ("orders/all.yaml", "placed: 5d", "placed: 99999999d", 3, "0.placed", "hundred years"),
    ("orders/all.yaml", "sku: ARC", "sku: NONE", 6, "0.lines.0.sku", "no product"),
    ("orders/all.yaml", "quantity: 1", "quantity: 0", 6, "0.lines.0.quantity", "greater than or equal to 1"),
    (TALK, "kind: complaint", "kind: wish", 1, "kind", "Input should be"),
    (TALK, "order: '55-1'", "order: '55-2'", 4, "order", "no order"),
    (TALK, "ago: 1d}", "ago: 3d}", 7, "steps.1.ago", "before the step above"),
    (TALK, "assign: kim", "assign: ghost", 7, "steps.1.assign", "no person"),
    (TALK, "assign: kim", "assign: kim, note: x", 7, "steps.1", "one thing"),
    (TALK, "assign: kim", "promise: soon", 7, "steps.1", "promise needs due"),
    (TALK, "assign: kim", "stage: decided", 7, "steps.1.stage", "cannot go from received"),
    (TALK, "assign: kim", "rma_stage: shipped, key: a", 7, "steps.1.rma_stage", "Input should be"),
    (TALK, "assign: kim", "rma_stage: received, key: a", 7, "steps.1.rma_stage", "no return 'a'"),
    (TALK, "assign: kim", "rma_stage: requested", 7, "steps.1.rma_stage", "no return to move"),
    (TALK, "assign: kim", "rma_stage: received, tracking: '1'", 7, "steps.1", "belongs to the step to in_transit"),
    (TALK, "assign: kim", "note: hm, tracking: '1'", 7, "steps.1", "tracking belongs to rma_stage, not to note"),
    (TALK, "assign: kim", f"rma: {{key: a, {LINES}, evidence: [x.jpg]}}", 7, "steps.1.rma", "no attachment x.jpg"),
    (TALK, "assign: kim", "rma: {key: a, lines: []}", 7, "steps.1.rma.lines", "at least 1 item"),
    (TALK, "assign: kim", "escalate: supervisor", 7, "steps.1", "escalate needs tried"),
    (TALK, "assign: kim", f"escalate: boss, {SAID}", 7, "steps.1.escalate", "no target"),
    (TALK, "assign: kim", f"escalate: 'person:ghost', {SAID}", 7, "steps.1.escalate", "no person 'ghost'"),
    (TALK, "assign: kim", f"escalate: 'team:ghosts', {SAID}", 7, "steps.1.escalate", "no team 'ghosts'"),
    (TALK, "assign: kim", f"escalate: 'skill:magic', {SAID}", 7, "steps.1.escalate", "skill"),
    (TALK, "assign: kim", f"escalate: supervisor, reason: mood, {SAID}", 7, "steps.1", "the reason is one of"),
    (TALK, "assign: kim", "accept: true", 7, "steps.1.accept", "not escalated"),
    (TALK, "assign: kim", "accept: false", 7, "steps.1.accept", "True"),
    (TALK, "assign: kim", "rules: true", 7, "steps.1.rules", "no rule"),
    (TALK, "assign: kim", "ask_approval: refund, amount: 100", 7, "steps.1", "ask_approval needs currency"),
    (TALK, "assign: kim", "ask_approval: a car", 7, "steps.1.ask_approval", "Input should be"),
    (TALK, "assign: kim", f"ask_approval: refund, amount: 8901, {MONEY}", 7, "steps.1.ask_approval", "left"),
    (TALK, "assign: kim", "approve: ''", 7, "steps.1.approve", "no approval waits"),
    (TALK, "assign: kim", "reduce: 100", 7, "steps.1", "reduce needs reason"),
    ("people.yaml", "teams: [care]", f"teams: [care], {AWAY}", 1, "0.away.to", "no person 'ghost'"),
    ("people.yaml", "teams: [care]", f"teams: [care], {AWAY.replace('ghost', 'kim')}", 1, "0.away", "themselves"),
    ("orders/all.yaml", "placed: 5d", "placed: 5d\n  payment: later", 4, "0.payment", "Input should be"),
    ("returns.yaml", "window_days: 30", "window_days: -1", 3, "returns.0.window_days", "greater than or equal to"),
    (TALK, "then: waiting_customer", "then: resolved", 8, "steps.2.reply", "communicated"),
    (TALK, "status: waiting_customer\nstage", "status: open\nstage", 9, "status", "lead to waiting_customer"),
    (TALK, "stage: acknowledged", "stage: assessed", 10, "stage", "lead to acknowledged"),
    (TALK, "subject: A lamp", "subject: [A lamp", 3, "", ""),
    (TALK, "assign: kim", "assign: kim, by: lin2", 7, "steps.1.by", "no person"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "field", "words"), MISTAKES, ids=lambda value: str(value)[:24])
def test_a_mistake_is_named_and_nothing_is_written(
    sqlite_stores: Stores, folder: Path, file: str, old: str, new: str, line: int, field: str, words: str
):
    path = folder / file
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new), encoding="utf-8")
    desk = boss(sqlite_stores)
    with pytest.raises(BadFile) as refused:
        desk.seeding.load(folder)
    details = refused.value.details
    assert details["file"] == f"small/{file}"
    assert details["line"] == line
    if field:
        assert details["field"] == field
    assert words in str(details["reason"])
    for table in ("tickets", "customers", "products", "teams", "orders", "messages", "settings"):
        assert column(desk, table, "1") == set()
    desk.close()


BROKEN: dict[str, Callable[[Path], object]] = {
    "teams.yaml": lambda path: path.unlink(),
    "people.yaml": lambda path: path.write_bytes(b"- {handle: \xff\xfe}"),
    "products.yaml": lambda path: path.write_text("just words"),
    "shop.yaml": lambda path: path.write_text("a: b: c"),
    "orders/all.yaml": lambda path: path.write_text("- !!python/object:os.system {}"),
    "customers/all.yaml": lambda path: path.write_text("- 2026-13-45\n"),
}


@pytest.mark.parametrize("file", BROKEN)
def test_a_file_that_can_not_be_read(sqlite_stores: Stores, folder: Path, file: str):
    BROKEN[file](folder / file)
    desk = boss(sqlite_stores)
    with pytest.raises(BadFile) as refused:
        desk.seeding.load(folder)
    assert refused.value.details["file"] == f"small/{file}"
    assert column(desk, "products", "1") == set()
    desk.close()


def test_a_broken_real_shop_leaves_the_store_empty(sqlite_stores: Stores, tmp_path: Path):
    """The mistake stands in the last conversation: everything before it was played, and nothing is kept."""
    folder = tmp_path / "seeds"
    shutil.copytree(SEEDS, folder)
    *earlier, last = sorted((folder / "conversations").glob("*.yaml"))
    for talk in earlier[: -sized(6, soak=len(earlier))]:
        talk.unlink()
    last.write_text(last.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    lines = last.read_text(encoding="utf-8").splitlines()
    (where,) = [number for number, line in enumerate(lines) if line.startswith("status:")]
    lines[where] = "status: spam"
    last.write_text("\n".join(lines), encoding="utf-8")
    desk = boss(sqlite_stores)
    with pytest.raises(BadFile) as refused:
        desk.seeding.load(folder)
    assert refused.value.details["line"] == where + 1
    assert desk.health().tickets == 0
    assert column(desk, "products", "1") == set()
    desk.close()
