"""Several processes at one store: nobody gets what another has, nothing is lost, nothing is done twice."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.builders import MINUTE, NOON, assert_sound, opened, resolved, types_of
from tests.store.crowd import crowd

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Invalid, StaleVersion, StoreUnavailable
from servicedesk.store import proof
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store, upsert
from servicedesk.store.tables.events import heartbeats


def test_nobody_takes_what_another_took(desk: Desk, url: str):
    waiting = {opened(desk, priority=("low", "normal", "urgent")[n % 3]) for n in range(40)}
    taken = [ticket for mine in crowd("take_next", 8, url, 8) for ticket in mine]
    assert len(taken) == 40
    assert set(taken) == waiting
    assert {types_of(desk, ticket).count("assigned") for ticket in waiting} == {1}
    assert_sound(desk)


def test_a_sweep_by_several_is_one_sweep(desk: Desk, url: str, clock: ManualClock):
    old = [resolved(desk) for _ in range(4)]
    clock.advance(timedelta(days=8))
    replied = [opened(desk) for _ in range(6)]
    for ticket in replied:
        desk.conversation.reply(ticket, "Soon.")
    asleep = [opened(desk, None) for _ in range(4)]
    for ticket in asleep:
        desk.handling.snooze(ticket, clock.now() + MINUTE)
    clock.advance(2 * MINUTE)
    swept = crowd("sweep", 4, url, clock.now().isoformat())
    assert tuple(map(sum, zip(*swept, strict=True))) == (6, 4, 4)
    assert [types_of(desk, ticket).count("delivered") for ticket in replied] == [1] * 6
    assert [types_of(desk, ticket).count("woken") for ticket in asleep] == [1] * 4
    assert {desk.queue.row(ticket).status for ticket in old} == {"closed"}
    assert_sound(desk)


def test_the_same_new_customer_at_once_is_one_customer(desk: Desk, url: str):
    found = crowd("same_customer", 4, url, 5)
    assert [len(set(numbers)) for numbers in zip(*found, strict=True)] == [1] * 5
    assert_sound(desk)


def test_the_same_file_at_once_is_kept_once(desk: Desk, url: str):
    ticket = opened(desk)
    crowd("same_file", 4, url, ticket)
    assert len(desk.tickets.show(ticket).attachments) == 20
    store = Store(parse_address(url))
    with store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM blobs")).scalar() == 5
    store.close()
    assert_sound(desk)


def test_everybody_on_one_ticket_at_once_loses_nothing(desk: Desk, url: str):
    ticket = opened(desk)
    crowd("tag_and_draft", 4, url, ticket)
    assert len(desk.tickets.show(ticket).tags) == 20
    assert len(desk.drafts.load(ticket)) == 1
    assert_sound(desk)


def test_a_reader_sees_one_instant(desk: Desk, url: str):
    ticket = opened(desk)
    store = Store(parse_address(url))
    with store.read() as connection:
        before = proof.counts(connection)
        opened(desk)
        desk.conversation.note(ticket, "meanwhile")
        assert proof.counts(connection) == before
    with store.read() as connection:
        assert proof.counts(connection)["tickets"] == before["tickets"] + 1
    store.close()


def test_a_reader_writes_nothing_on_postgresql(url: str):
    store = Store(parse_address(url))
    with store.read() as connection:
        if not store.is_sqlite:
            assert connection.execute(text("SHOW transaction_read_only")).scalar() == "on"
        connection.execute(text("SELECT 1"))
    store.close()


@pytest.mark.parametrize("again", [1, 3])
def test_upsert_writes_or_replaces(url: str, again: int):
    store = Store(parse_address(url))
    with store.transaction() as connection:
        for n in range(again):
            upsert(connection, heartbeats, ("name",), {"name": "x", "at": NOON + n * MINUTE})
    with store.read() as connection:
        rows = connection.execute(text("SELECT name, at FROM heartbeats")).all()
    assert [row.name for row in rows] == ["x"]
    store.close()


def test_a_writer_who_read_before_is_told(desk: Desk):
    ticket = opened(desk)
    version = desk.queue.row(ticket).version
    desk.acting_as("ana").handling.priority(ticket, "high")
    with pytest.raises(StaleVersion):
        desk.handling.priority(ticket, "low", version=version)


@pytest.mark.parametrize("number", [10**9, 2**31, 2**63, 10**30, -1, 0])
def test_numbers_no_ticket_has(desk: Desk, number: int):
    for act in (desk.tickets.show, desk.queue.row, desk.assignment.take, desk.tickets.events):
        with pytest.raises((Invalid, Exception)) as refused:
            act(number)
        assert refused.value.code in ("not_found", "invalid")  # type: ignore[attr-defined]


def test_no_server_is_one_sentence(tmp_path):
    store = Store(parse_address(f"postgresql://nobody@/none?host={tmp_path}"))
    with pytest.raises(StoreUnavailable, match="does not answer"), store.read():
        pass
    store.close()


def test_folded_names_are_in_the_order_of_code_points(url: str):
    """Whatever language a PostgreSQL database speaks: finding by the beginning of a name is a range."""
    store = Store(parse_address(url))
    with store.read() as connection:
        if not store.is_sqlite:
            question = "SELECT collation_name FROM information_schema.columns WHERE column_name = 'name_folded'"
            assert connection.execute(text(question)).scalar() == "C"
        assert connection.execute(text("SELECT count(*) FROM customers WHERE name_folded < 'a'")).scalar() == 0
    store.close()
