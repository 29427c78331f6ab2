"""``verify`` finds what was tampered with, one thing at a time, and says where."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from tests.builders import DAY, NOON, assert_sound, complaint_at, opened, resolved, verified
from tests.desk.returned import brought, order, stock, wanted

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.returning.views import Ending, Finding
from servicedesk.domain.errors import BadFile, Forbidden
from servicedesk.domain.refunds.rules import ReturnPolicy
from servicedesk.store.database import Store


@pytest.fixture
def ticket(lite: Desk) -> int:
    """A complaint with everything a ticket may have; messages 1 (customer) to 4."""
    number = complaint_at(lite, "communicated", tags=["vip"], severity=2, customer="mara@example.com")
    lite.handling.promise(number, "a lamp", NOON + DAY)
    lite.conversation.attach(number, "box.jpg", b"jpeg", message_id=1)
    lite.handling.complaint(number, remedy="a new lamp")
    lite.conversation.note(number, "internal words")
    other = opened(lite)
    lite.joining.link(number, other)
    assert_sound(lite)
    return number


def tamper(desk: Desk, *statements: str) -> None:
    store = Store(desk._work.store.address)
    with store.transaction() as connection:
        for statement in statements:
            _run(connection, statement)
    store.close()


def _run(connection: Connection, statement: str) -> None:
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    assert connection.execute(text(statement)).rowcount != 0, "nothing was tampered with"


def problems(desk: Desk) -> list[tuple[str, int | None, str]]:
    return [(problem.stream, problem.seq, problem.problem) for problem in verified(desk).problems]


ROW_COLUMNS = {
    "status": "'open'",
    "stage": "'decided'",
    "kind": "'inquiry'",
    "priority": "'low'",
    "assignee_id": "1",
    "customer_id": "NULL",
    "waiting_since": "5",
    "queue_due": "NULL",
    "resolved_at": "5",
    "first_responded_at": "NULL",
    "severity": "4",
    "nature": "'other'",
    "created_at": "created_at - 1",
    "updated_at": "5",
    "channel": "'mail'",
    "language": "'zh'",
    "line": "3",
    "accepted": "1",
    "snoozed_until": "5",
    "last_public_author": "'system'",
    "merged_into": "10002",
}


@pytest.mark.parametrize("column", ROW_COLUMNS)
def test_a_changed_column(lite: Desk, ticket: int, column: str):
    if column == "status":
        tamper(lite, f"UPDATE tickets SET status = 'on_hold' WHERE id = {ticket}")
    else:
        tamper(lite, f"UPDATE tickets SET {column} = {ROW_COLUMNS[column]} WHERE id = {ticket}")
    version = lite.queue.row(ticket).version
    (problem,) = problems(lite)
    assert problem[:2] == (f"ticket:{ticket}", version)
    assert problem[2].startswith(f"{column} is ")


@pytest.mark.parametrize(
    ("statement", "seq", "words"),
    [
        ("UPDATE message_texts SET body = 'Not mine' WHERE message_id = 1", 2, "text of message 1 was altered"),
        ("UPDATE message_texts SET author_name = 'Eve' WHERE message_id = 1", 2, "text of message 1 was altered"),
        ("UPDATE message_texts SET salt = x'00', body = '' WHERE message_id = 1", 2, "text of message 1 was altered"),
        ("UPDATE message_texts SET salt = x'', body = 'kept' WHERE message_id = 1", 2, "text of message 1 was altered"),
        ("UPDATE messages SET author = 'agent' WHERE id = 1", 2, "author of message 1"),
        ("UPDATE messages SET visibility = 'internal' WHERE id = 1", 2, "visibility of message 1"),
        ("UPDATE messages SET medium = 'call' WHERE id = 1", 2, "medium of message 1"),
        ("UPDATE messages SET sent_at = sent_at + 1 WHERE id = 1", 2, "sent_at of message 1"),
        ("UPDATE messages SET delivery = 'failed' WHERE id = 1", 2, "delivery of message 1"),
        ("UPDATE tickets SET subject = 'A rocket' WHERE id = {ticket}", "head", "subject, order, product or remedy"),
        ("UPDATE tickets SET remedy = 'ten lamps' WHERE id = {ticket}", "head", "subject, order, product or remedy"),
        ("UPDATE tickets SET salt = x'' WHERE id = {ticket}", "head", "subject, order, product or remedy"),
        ("UPDATE ticket_tags SET tag = 'spam' WHERE ticket_id = {ticket}", "head", "tags differ"),
        ("DELETE FROM ticket_links WHERE ticket_id = {ticket}", "head", "links differ"),
        ("UPDATE promises SET state = 'kept'", "head", "promise 1 differs"),
        ("UPDATE promises SET due_at = due_at + 1", "head", "promise 1 differs"),
        ("UPDATE promises SET body = 'two lamps'", "head", "text of promise 1 was altered"),
        ("DELETE FROM promises", "head", "promise 1 differs"),
        ("UPDATE attachments SET name = 'bill.jpg'", "head", "attachment 1 is not the one recorded"),
        ("UPDATE attachments SET removed = 1", "head", "attachment 1 is missing"),
        ("DELETE FROM attachments", "head", "attachment 1 is missing"),
    ],
)  # fmt: skip
def test_a_changed_part(lite: Desk, ticket: int, statement: str, seq: int | str, words: str):
    tamper(lite, statement.format(ticket=ticket))
    (problem,) = problems(lite)
    assert problem[0] == f"ticket:{ticket}"
    assert problem[1] == (lite.queue.row(ticket).version if seq == "head" else seq)
    assert words in problem[2]


def test_a_vanished_message(lite: Desk, ticket: int):
    tamper(
        lite,
        "DELETE FROM attachments",
        "DELETE FROM message_texts WHERE message_id = 1",
        "DELETE FROM messages WHERE id = 1",
    )
    assert (f"ticket:{ticket}", 2, "message 1 is missing") in problems(lite)


def test_an_unknown_message(lite: Desk, ticket: int):
    tamper(
        lite,
        "INSERT INTO messages (id, ticket_id, author, visibility, medium, channel, delivery, sent_at) "
        f"VALUES (99, {ticket}, 'customer', 'public', 'message', 'local', 'received', 5)",
        "INSERT INTO message_texts (message_id, salt, author_name, body) VALUES (99, x'00', '', 'forged')",
    )
    assert problems(lite) == [(f"ticket:{ticket}", None, "message 99 has no event")]


def test_a_message_moved_to_another_ticket(lite: Desk, ticket: int):
    tamper(lite, f"UPDATE messages SET ticket_id = {ticket + 1} WHERE id = 1")
    assert {stream for stream, _, _ in problems(lite)} == {f"ticket:{ticket}", f"ticket:{ticket + 1}"}


EVENT = "stream_kind = 'ticket' AND stream_id = {ticket}"


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("payload = replace(payload, 'received', 'closed')", 2),
        ("type = 'note'", 3),
        ("actor = 'person:1'", 3),
        ("via = 'import'", 3),
        ("act_id = 'other'", 3),
        ("at = at + 1", 3),
        ("v = 2", 3),
        ("hash = '{zeros}'", 3),
        ("prev_hash = '{zeros}'", 3),
    ],
)
def test_a_changed_event(lite: Desk, ticket: int, change: str, seq: int):
    where = EVENT.format(ticket=ticket)
    tamper(lite, f"UPDATE events SET {change.format(zeros='0' * 64)} WHERE {where} AND seq = {seq}")
    (problem,) = problems(lite)
    assert problem[:2] == (f"ticket:{ticket}", seq)


def test_swapped_hashes(lite: Desk, ticket: int):
    where = EVENT.format(ticket=ticket)
    store = Store(lite._work.store.address)
    with store.read() as connection:
        hashes = dict(connection.execute(text(f"SELECT seq, hash FROM events WHERE {where} AND seq IN (3, 4)")).all())
    store.close()
    tamper(lite, *(f"UPDATE events SET hash = '{hashes[7 - seq]}' WHERE {where} AND seq = {seq}" for seq in (3, 4)))
    assert [problem[:2] for problem in problems(lite)] == [(f"ticket:{ticket}", 3)]


def test_an_event_missing_in_the_middle(lite: Desk, ticket: int):
    tamper(lite, f"DELETE FROM events WHERE {EVENT.format(ticket=ticket)} AND seq = 3")
    assert problems(lite) == [(f"ticket:{ticket}", 4, "event 3 is missing")]


def test_events_that_changed_places(lite: Desk, ticket: int):
    where = EVENT.format(ticket=ticket)
    tamper(
        lite,
        f"UPDATE events SET seq = 99 WHERE {where} AND seq = 3",
        f"UPDATE events SET seq = 3 WHERE {where} AND seq = 4",
        f"UPDATE events SET seq = 4 WHERE {where} AND seq = 99",
    )
    assert [problem[:2] for problem in problems(lite)] == [(f"ticket:{ticket}", 3)]


def test_a_cut_tail_shows_at_its_row(lite: Desk, ticket: int):
    version = lite.queue.row(ticket).version
    tamper(lite, f"DELETE FROM events WHERE {EVENT.format(ticket=ticket)} AND seq = {version}")
    assert (f"ticket:{ticket}", version - 1, f"ends at event {version - 1}, but its row says {version}") in problems(
        lite
    )


def test_rows_without_events_and_events_without_rows(lite: Desk, ticket: int):
    other = ticket + 1
    lite.history.undo()
    version = lite.tickets.events(other)[-1].seq
    tamper(lite, f"DELETE FROM events WHERE stream_kind = 'ticket' AND stream_id = {other}")
    assert problems(lite) == [(f"ticket:{other}", None, "has a row but no events")]
    assert version > 1


VANISH = (
    "DELETE FROM ticket_tags WHERE ticket_id = {t}",
    "DELETE FROM message_texts WHERE message_id IN (SELECT id FROM messages WHERE ticket_id = {t})",
    "DELETE FROM messages WHERE ticket_id = {t}",
    "DELETE FROM tickets WHERE id = {t}",
)


def test_a_row_that_vanished(lite: Desk, ticket: int):
    lone = opened(lite, tags=["a"])
    tamper(lite, *(statement.format(t=lone) for statement in VANISH))
    assert problems(lite) == [(f"ticket:{lone}", 2, "has events but no row")]


def test_only_an_anchor_shows_a_ticket_that_vanished_with_its_events(lite: Desk, ticket: int, tmp_path: Path):
    lone = opened(lite, tags=["a"])
    anchor = tmp_path / "anchor.json"
    sup = lite.acting_as("sup")
    assert sup.proof.write_anchor(anchor) == verified(lite).streams
    assert sup.proof.compare_anchor(anchor).problems == ()
    tamper(
        lite,
        *(s.format(t=lone) for s in VANISH),
        f"DELETE FROM events WHERE stream_kind = 'ticket' AND stream_id = {lone}",
    )
    assert problems(lite) == []
    (problem,) = sup.proof.compare_anchor(anchor).problems
    assert (problem.stream, problem.seq) == (f"ticket:{lone}", 2)
    assert "vanished" in problem.problem


def rewound(desk: Desk, ticket: int, to: int) -> list[str]:
    """Statements that cut a ticket's tail and make its row fit: a note's, which changes nothing else."""
    where = EVENT.format(ticket=ticket)
    head = f"(SELECT hash FROM events WHERE {where} AND seq = {to})"
    return [
        f"DELETE FROM events WHERE {where} AND seq > {to}",
        f"UPDATE tickets SET version = {to}, head = {head} WHERE id = {ticket}",
        f"UPDATE messages SET delivery = 'recalled' WHERE ticket_id = {ticket} AND medium = 'note'",
    ]


@pytest.mark.parametrize("goes_on", [False, True])
def test_only_an_anchor_shows_a_tail_cut_with_care(lite: Desk, tmp_path: Path, goes_on: bool):
    ticket = opened(lite)
    lite.handling.priority(ticket, "high")
    version = lite.queue.row(ticket).version
    lite.conversation.note(ticket, "to be forgotten")
    anchor = tmp_path / "anchor.json"
    sup = lite.acting_as("sup")
    sup.proof.write_anchor(anchor)
    tamper(lite, *rewound(lite, ticket, version))
    if goes_on:
        lite.handling.tag(ticket, ["harmless"])
    assert problems(lite) == []
    (problem,) = sup.proof.compare_anchor(anchor).problems
    assert (problem.stream, problem.seq) == (f"ticket:{ticket}", version + 1)


def test_an_anchor_goes_with_a_store_that_lives_on(lite: Desk, ticket: int, tmp_path: Path):
    sup = lite.acting_as("sup")
    sup.proof.write_anchor(tmp_path / "anchor.json")
    lite.conversation.note(ticket, "more")
    opened(lite)
    assert sup.proof.compare_anchor(tmp_path / "anchor.json").problems == ()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"heads": {}, "digest": "x", "format": 1}', "not json"])
def test_an_anchor_that_is_none(lite: Desk, tmp_path: Path, content: str):
    anchor = tmp_path / "anchor.json"
    anchor.write_text(content)
    with pytest.raises(BadFile):
        lite.acting_as("sup").proof.compare_anchor(anchor)


def test_an_anchor_that_is_not_there(lite: Desk, tmp_path: Path):
    sup = lite.acting_as("sup")
    with pytest.raises(BadFile):
        sup.proof.compare_anchor(tmp_path / "none.json")
    with pytest.raises(BadFile):
        sup.proof.write_anchor(tmp_path / "no" / "folder.json")


def test_erased_texts_are_not_altered_texts(lite: Desk, ticket: int):
    tamper(
        lite,
        "UPDATE message_texts SET salt = x'', body = '', author_name = '' WHERE message_id = 1",
        f"UPDATE tickets SET salt = x'', subject = '', remedy = '' WHERE id = {ticket}",
        "UPDATE promises SET salt = x'', body = ''",
        "UPDATE attachments SET salt = x'', name = ''",
        "UPDATE customers SET salt = x'', name = ''",
    )
    assert problems(lite) == []


@pytest.mark.parametrize(
    ("statement", "stream"),
    [
        ("UPDATE customers SET name = 'Eve' WHERE id = 1", "customer:1"),
        ("UPDATE people SET roles = 'admin supervisor' WHERE handle = 'lin'", "person:"),
        ("UPDATE people SET handle = 'mallory' WHERE handle = 'lin'", "person:"),
    ],
)
def test_customers_and_people(lite: Desk, ticket: int, statement: str, stream: str):
    tamper(lite, statement)
    ((found, seq, _),) = problems(lite)
    assert found.startswith(stream)
    assert seq == 1


@pytest.fixture
def returned(lite: Desk, ticket: int) -> None:
    """A return that has ended, with every text and every amount a return may have."""
    stock(lite)
    order(lite, "55-1", [("ARC", 2, 5_000, "0.19")])
    number = opened(lite, kind="return", order="55-1")
    _, rma = lite.returns.request(number, [wanted("ARC"), wanted("ARC", remedy="exchange")])
    brought(lite, rma, "in_transit")
    first, second = (line.id for line in lite.returns.get(rma).lines)
    lite.returns.receive(rma)
    lite.returns.inspect(rma, {first: Finding("used", "scrap", "a scratch"), second: Finding("opened", "restock")})
    lite.returns.complete(rma, {second: Ending("exchanged", "SOLO")})


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE rmas SET stage = 'cancelled'",
        "UPDATE rmas SET ticket_id = 10001",
        "UPDATE rmas SET order_id = NULL",
        "UPDATE rmas SET currency = 'JPY'",
        "UPDATE rmas SET fee = 1",
        "UPDATE rmas SET shipping = 1",
        "UPDATE rmas SET refund_total = refund_total + 1",
        "UPDATE rmas SET needs_approval = NOT needs_approval",
        "UPDATE rmas SET tracking = 'JD 2'",
        "UPDATE rma_lines SET outcome = 'sent_back'",
        "UPDATE rma_lines SET quantity = 9",
        "UPDATE rma_lines SET remedy = 'repair'",
        "UPDATE rma_lines SET standing = 'refused'",
        "UPDATE rma_lines SET rule = 'mine'",
        "UPDATE rma_lines SET received = 0",
        "UPDATE rma_lines SET found = 'damaged'",
        "UPDATE rma_lines SET disposition = 'supplier'",
        "UPDATE rma_lines SET amount = amount + 1 WHERE amount IS NOT NULL",
        "UPDATE rma_lines SET net = 7",
        "UPDATE rma_lines SET tax = 7",
        "UPDATE rma_lines SET fee = 7",
        "UPDATE rma_lines SET worth = 7",
        "UPDATE rma_lines SET replacement = 'ARC'",
        "UPDATE rma_lines SET difference = 7",
        "UPDATE rma_lines SET replacement_of = 1",
        "DELETE FROM rma_lines",
        "UPDATE event_texts SET body = 'fine' WHERE name = 'note'",
        "DELETE FROM event_texts WHERE name = 'tracking'",
    ],
)
def test_returns(lite: Desk, returned: None, change: str):
    assert problems(lite) == []
    tamper(lite, change)
    assert {stream for stream, _, _ in problems(lite)} == {"rma:1"}


def test_return_rules(lite: Desk):
    lite.acting_as("sup").returns.set_policy(ReturnPolicy())
    assert problems(lite) == []
    tamper(lite, "UPDATE events SET payload = replace(payload, 'everything', 'anything') WHERE stream_kind = 'policy'")
    assert {stream for stream, _, _ in problems(lite)} == {"policy:2"}


@pytest.mark.parametrize("handle", ["lin", "spec", "nova", "coach"])
def test_who_may_not_verify(lite: Desk, handle: str, tmp_path: Path):
    person = lite.acting_as(handle)
    with pytest.raises(Forbidden):
        person.proof.verify()
    with pytest.raises(Forbidden):
        person.proof.write_anchor(tmp_path / "a")


def test_verify_tells_how_far_it_is(desk: Desk, clock: ManualClock):
    for _ in range(3):
        resolved(desk)
    seen: list[int] = []
    verdict = desk.acting_as("boss").proof.verify(seen.append)
    assert seen[-1] == verdict.streams
    assert verdict.events > verdict.streams
    assert verdict.problems == ()
