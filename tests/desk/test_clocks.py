"""The clocks of tickets by what people do: every rule of service levels as a worked example."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.builders import DAY, HOUR, MINUTE, NOON, assert_sound, complaint_at, opened, resolved
from tests.desk.clocked import cycles, due, ends, notices, promise, rule, states, take_in

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.service_levels.sweeping import RECOUNTED
from servicedesk.desk.upkeep import Upkeep
from servicedesk.domain.errors import DeskError, Refused
from servicedesk.store.clocks import of_ticket
from servicedesk.store.tables.catalog import products

SECOND = timedelta(seconds=1)


@pytest.fixture
def shop(desk: Desk, tmp_path: Path) -> Desk:
    """A shop that promises an answer in an hour, the next in two, the end in eight; day and night. Each engine."""
    promise(desk, tmp_path)
    return desk


@pytest.fixture
def small(lite: Desk, tmp_path: Path) -> Desk:
    """The same on SQLite alone."""
    promise(lite, tmp_path)
    return lite


def test_a_new_ticket_is_due_by_its_first_response(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    assert due(shop, ticket) == (NOON + HOUR, "first_response")
    assert shop.queue.row(ticket).risk_at == NOON + 45 * MINUTE
    assert states(shop, ticket) == {"first_response": "running", "resolution": "running"}
    clock.advance(10 * MINUTE)
    shop.conversation.reply(ticket, "Today.", grace=0)
    assert due(shop, ticket) == (NOON + 8 * HOUR, "resolution")
    assert states(shop, ticket) == {"first_response": "met", "resolution": "running"}
    clock.advance(10 * MINUTE)
    shop.conversation.message(ticket, "When today?")
    assert due(shop, ticket) == (NOON + 20 * MINUTE + 2 * HOUR, "next_response")
    assert_sound(shop)


def test_the_queue_is_in_the_order_of_what_is_due(shop: Desk, clock: ManualClock):
    answered = opened(shop)
    shop.conversation.reply(answered, "Soon.", grace=0)
    paused = opened(shop)
    shop.conversation.reply(paused, "Which lamp?", grace=0, then="waiting_customer")
    clock.advance(MINUTE)
    late, asleep = opened(shop), opened(shop)
    shop.handling.snooze(asleep, NOON + DAY)
    assert [row.id for row in shop.queue.page().rows] == [late, answered, paused]
    assert due(shop, paused) == (None, None)
    clock.advance(2 * HOUR)
    assert [row.id for row in shop.queue.page("is:overdue").rows] == [late]
    assert_sound(shop)


def test_an_agent_first_ticket_waits_for_nobody(small: Desk, clock: ManualClock):
    ticket = opened(small, "I called the carrier.", as_agent=True)
    assert states(small, ticket) == {"resolution": "running"}
    clock.advance(2 * HOUR)
    small.conversation.reply(ticket, "It comes tomorrow.", grace=0)
    assert states(small, ticket) == {"resolution": "running"}
    clock.advance(HOUR)
    small.conversation.message(ticket, "Which day?")
    assert due(small, ticket) == (clock.now() + HOUR, "first_response")
    assert_sound(small)


def test_a_reply_counts_when_it_is_handed_over(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    clock.advance(30 * MINUTE)
    done = shop.conversation.reply(ticket, "Today.")
    assert done.leaves_at == clock.now() + 20 * SECOND
    assert states(shop, ticket)["first_response"] == "running"
    clock.advance(21 * SECOND)
    shop.upkeep.sweep()
    assert cycles(shop, ticket, "first_response") == [("first_response", "met", NOON, None)]
    assert_sound(shop)


@pytest.mark.parametrize(
    ("before_due", "leaves_before_due"),
    [(10 * SECOND, 5 * SECOND), (22 * SECOND, 5 * SECOND), (25 * SECOND, 5 * SECOND), (40 * SECOND, 20 * SECOND)],
)
def test_a_reply_leaves_before_it_would_be_late(
    small: Desk, clock: ManualClock, before_due: timedelta, leaves_before_due: timedelta
):
    ticket = opened(small)
    clock.set(NOON + HOUR - before_due)
    leaves_at = small.conversation.reply(ticket, "Today.").leaves_at
    assert leaves_at == NOON + HOUR - leaves_before_due
    clock.set(leaves_at + SECOND)
    assert small.upkeep.sweep().delivered == 1
    assert cycles(small, ticket, "first_response") == [("first_response", "met", NOON, None)]


@pytest.mark.parametrize("before_due", [5 * SECOND, SECOND, timedelta(0)])
def test_with_no_time_left_a_reply_leaves_at_once(small: Desk, clock: ManualClock, before_due: timedelta):
    ticket = opened(small)
    clock.set(NOON + HOUR - before_due)
    done = small.conversation.reply(ticket, "Today.")
    assert done.leaves_at == clock.now()
    assert cycles(small, ticket, "first_response") == [("first_response", "met", NOON, None)]
    assert notices(small, ticket) == [("warned", "first_response")]
    assert_sound(small)


def test_a_late_reply_has_its_whole_grace(small: Desk, clock: ManualClock):
    ticket = opened(small)
    clock.set(NOON + HOUR + SECOND)
    assert small.conversation.reply(ticket, "Today.").leaves_at == clock.now() + 20 * SECOND
    assert notices(small, ticket) == [("warned", "first_response"), ("breached", "first_response")]


def test_a_reply_that_nobody_waits_for_has_its_whole_grace(small: Desk, clock: ManualClock):
    ticket = resolved(small)
    assert small.conversation.reply(ticket, "And thank you.").leaves_at == NOON + 20 * SECOND


@pytest.mark.parametrize("what", ["note", "automatic", "status", "voicemail", "recalled", "forward"])
def test_what_is_no_response(small: Desk, clock: ManualClock, what: str):
    ticket = opened(small)
    clock.advance(MINUTE)
    match what:
        case "note":
            small.conversation.note(ticket, "Ask the warehouse.")
        case "automatic":
            small.conversation.automatic(ticket, "We got your message.")
        case "status":
            small.handling.status(ticket, "on_hold")
        case "voicemail":
            small.conversation.call(ticket, "Nobody there.", outcome="voicemail")
        case "recalled":
            small.conversation.reply(ticket, "Wrong one.")
            small.history.undo()
        case _:
            small.conversation.forward(ticket, "Where is it?", to="DHL", side="carrier")
    clock.advance(HOUR)
    small.upkeep.sweep()
    assert cycles(small, ticket, "first_response") == [("first_response", "running", NOON, NOON + HOUR)]
    assert_sound(small)


def test_a_reply_that_failed_is_no_response(small: Desk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch):
    class Down:
        def hand_over(self, recipient: str, body: str) -> None:
            raise DeskError("nobody answers")

    ticket = opened(small)
    small.conversation.reply(ticket, "Today.")
    clock.advance(MINUTE)
    monkeypatch.setattr(small.upkeep, "_outlet", lambda channel: Down())
    assert small.upkeep.sweep().failed == 1
    assert states(small, ticket)["first_response"] == "running"
    assert_sound(small)


def test_a_spoken_call_is_a_response(small: Desk, clock: ManualClock):
    ticket = opened(small)
    clock.advance(HOUR)
    small.conversation.call(ticket, "Told her.", outcome="spoke")
    assert cycles(small, ticket, "first_response") == [("first_response", "met", NOON, None)]
    assert notices(small, ticket) == [("warned", "first_response")]
    assert_sound(small)


def test_no_reply_needed_ends_the_wait_and_the_next_is_a_first_response_again(small: Desk, clock: ManualClock):
    ticket = opened(small)
    clock.advance(MINUTE)
    small.conversation.no_reply_needed(ticket)
    clock.advance(MINUTE)
    small.conversation.message(ticket, "Hello?")
    assert cycles(small, ticket, "first_response") == [
        ("first_response", "met", NOON, None),
        ("first_response", "running", NOON + 2 * MINUTE, None),
    ]
    assert_sound(small)


def test_thanks_after_resolving_leaves_no_trace(shop: Desk, clock: ManualClock):
    ticket = resolved(shop)
    before = cycles(shop, ticket)
    clock.advance(HOUR)
    shop.conversation.message(ticket, "thanks!")
    assert states(shop, ticket)["next_response"] == "running"
    assert states(shop, ticket)["resolution"] == "running"
    clock.advance(3 * HOUR)
    shop.upkeep.sweep()
    assert notices(shop, ticket) == [("warned", "next_response"), ("breached", "next_response")]
    shop.conversation.no_reply_needed(ticket)
    assert cycles(shop, ticket, "resolution") == [one for one in before if one[0] == "resolution"]
    assert due(shop, ticket) == (None, None)
    assert_sound(shop)


@pytest.mark.parametrize("status", ["waiting_customer", "on_hold"])
def test_the_resolution_rests_while_others_have_the_turn(shop: Desk, clock: ManualClock, status: str):
    ticket = opened(shop)
    clock.advance(HOUR)
    shop.conversation.reply(ticket, "Which one?", grace=0, then=status)
    assert due(shop, ticket) == (None, None)
    assert states(shop, ticket)["resolution"] == "paused"
    clock.advance(DAY)
    assert shop.upkeep.sweep().noted.breaches == 0
    shop.conversation.message(ticket, "The blue one.")
    assert due(shop, ticket) == (clock.now() + 2 * HOUR, "next_response")
    shop.conversation.reply(ticket, "Good.", grace=0)
    assert due(shop, ticket) == (clock.now() + 7 * HOUR, "resolution")
    assert_sound(shop)


def test_a_pause_after_a_breach_freezes_lateness_and_the_breach_stays(small: Desk, clock: ManualClock):
    ticket = opened(small)
    small.conversation.reply(ticket, "Soon.", grace=0)
    clock.advance(9 * HOUR)
    small.handling.status(ticket, "on_hold")
    clock.advance(9 * HOUR)
    assert notices(small, ticket) == [("warned", "resolution"), ("breached", "resolution")]
    with small._work.store.read() as connection:
        (row,) = (row for row in of_ticket(connection, ticket) if row["clock"] == "resolution")
    assert (row["late_us"], row["used_us"]) == (3600 * 10**6, 9 * 3600 * 10**6)
    assert (row["due_at"], row["breached_at"]) == (None, NOON + 8 * HOUR)


def test_resolving_cancels_the_wait_and_a_reopened_one_begins_again(small: Desk, clock: ManualClock):
    ticket = opened(small)
    clock.advance(2 * HOUR)
    small.handling.status(ticket, "resolved")
    assert cycles(small, ticket, "first_response") == [("first_response", "cancelled", NOON, NOON + HOUR)]
    assert states(small, ticket)["resolution"] == "met"
    clock.advance(HOUR)
    small.conversation.message(ticket, "No, it is not.")
    assert cycles(small, ticket, "first_response")[-1] == ("first_response", "running", NOON + 3 * HOUR, None)
    assert_sound(small)


@pytest.mark.parametrize(
    ("mode", "resolution", "due_in"),
    [("continue", ["running"], 7 * HOUR), ("restart", ["met", "running"], 8 * HOUR), ("never", ["met"], None)],
)
def test_reopening(
    desk: Desk, tmp_path: Path, clock: ManualClock, mode: str, resolution: list[str], due_in: timedelta | None
):
    promise(desk, tmp_path, rule(more=f"on_reopen: {mode}"))
    ticket = opened(desk)
    clock.advance(HOUR)
    desk.conversation.reply(ticket, "Done.", grace=0, then="resolved")
    clock.advance(DAY)
    desk.conversation.message(ticket, "It is broken again.")
    assert [state for _, state, _, _ in cycles(desk, ticket, "resolution")] == resolution
    desk.conversation.reply(ticket, "We look.", grace=0)
    assert due(desk, ticket) == ((None, None) if due_in is None else (clock.now() + due_in, "resolution"))
    assert_sound(desk)


def test_a_ticket_reopened_in_the_instant_it_began_has_one_clock(lite: Desk, tmp_path: Path):
    promise(lite, tmp_path, rule(more="on_reopen: restart"))
    ticket = resolved(lite)
    lite.handling.status(ticket, "open")
    assert cycles(lite, ticket, "resolution") == [("resolution", "running", NOON, None)]
    assert_sound(lite)


def test_a_reply_that_resolves_answers_when_it_leaves(desk: Desk, tmp_path: Path, clock: ManualClock):
    promise(desk, tmp_path)
    ticket = opened(desk)
    clock.advance(timedelta(minutes=30))
    desk.conversation.reply(ticket, "It is on its way.", then="resolved")
    assert states(desk, ticket) == {"first_response": "running", "resolution": "met"}
    assert_sound(desk)
    clock.advance(timedelta(seconds=20))
    desk.upkeep.sweep()
    assert ends(desk, ticket) == {"first_response": clock.now(), "resolution": clock.now() - timedelta(seconds=20)}
    assert set(states(desk, ticket).values()) == {"met"}
    assert due(desk, ticket) == (None, None)
    assert_sound(desk)


def test_a_reply_that_resolved_and_never_left_answered_nobody(desk: Desk, tmp_path: Path, clock: ManualClock):
    promise(desk, tmp_path)
    ticket = opened(desk)
    desk.conversation.reply(ticket, "It is on its way.", then="resolved")
    clock.advance(timedelta(seconds=20))
    Upkeep(desk._work, lambda channel: Broken()).sweep()
    assert states(desk, ticket) == {"first_response": "cancelled", "resolution": "met"}
    assert_sound(desk)


class Broken:
    def hand_over(self, recipient: str, body: str) -> None:
        raise Refused("the line is dead")


def test_who_writes_while_a_resolving_reply_waits_is_answered_apart(desk: Desk, tmp_path: Path, clock: ManualClock):
    promise(desk, tmp_path)
    ticket = opened(desk)
    desk.conversation.reply(ticket, "It is on its way.", then="resolved")
    clock.advance(timedelta(seconds=5))
    desk.conversation.message(ticket, "One more thing.")
    clock.advance(timedelta(seconds=15))
    desk.upkeep.sweep()
    asked = NOON + timedelta(seconds=5)
    assert ends(desk, ticket)["first_response"] == clock.now()
    assert cycles(desk, ticket, "next_response") == [("next_response", "running", asked, None)]
    assert_sound(desk)


URGENT = rule("urgent", "priority: urgent", first_response="10m", resolution="30m")


def test_a_raised_priority_is_broken_at_the_change_at_the_earliest(desk: Desk, tmp_path: Path, clock: ManualClock):
    promise(desk, tmp_path, URGENT, rule())
    ticket = opened(desk)
    clock.advance(50 * MINUTE)
    desk.handling.priority(ticket, "urgent")
    changed = clock.now()
    assert due(desk, ticket) == (changed, "first_response")
    clock.advance(SECOND)
    desk.upkeep.sweep()
    found = {clock: breached for clock, _, _, breached in cycles(desk, ticket)}
    assert found == {"first_response": changed, "resolution": changed}
    clock.advance(HOUR)
    desk.handling.priority(ticket, "normal")
    assert {clock: breached for clock, _, _, breached in cycles(desk, ticket)} == found
    assert [kind for kind, _ in notices(desk, ticket)].count("breached") == 2
    assert_sound(desk)


def test_a_target_lowered_below_what_a_paused_clock_has_used_is_broken_at_once(
    lite: Desk, tmp_path: Path, clock: ManualClock
):
    promise(lite, tmp_path, URGENT, rule())
    ticket = opened(lite)
    lite.conversation.reply(ticket, "Soon.", grace=0)
    clock.advance(HOUR)
    lite.handling.status(ticket, "on_hold")
    clock.advance(HOUR)
    lite.handling.priority(ticket, "urgent")
    assert notices(lite, ticket) == [("warned", "resolution"), ("breached", "resolution")]
    assert cycles(lite, ticket, "resolution") == [("resolution", "paused", NOON, clock.now())]
    assert_sound(lite)


def test_a_priority_that_promises_the_same_moves_nothing(lite: Desk, tmp_path: Path, clock: ManualClock):
    promise(lite, tmp_path, rule("high", "priority: high", first_response="1h", resolution="4h"), rule())
    ticket = opened(lite)
    clock.advance(2 * HOUR)
    lite.handling.priority(ticket, "high")
    assert due(lite, ticket) == (NOON + HOUR, "first_response")
    assert_sound(lite)


def test_merging(shop: Desk, clock: ManualClock):
    older = opened(shop, "Where is it?")
    clock.advance(10 * MINUTE)
    younger = opened(shop, "Hello?")
    clock.advance(10 * MINUTE)
    shop.joining.merge(older, younger)
    assert set(states(shop, older).values()) == {"cancelled"}
    assert due(shop, older) == (None, None)
    assert due(shop, younger) == (NOON + HOUR, "first_response")
    assert cycles(shop, younger, "resolution") == [("resolution", "running", NOON + 10 * MINUTE, None)]
    assert_sound(shop)
    shop.history.undo()
    assert due(shop, older) == (NOON + HOUR, "first_response")
    assert due(shop, younger) == (NOON + 10 * MINUTE + HOUR, "first_response")
    assert_sound(shop)


def test_merging_one_that_waits_for_less(small: Desk, clock: ManualClock):
    target = opened(small)
    clock.advance(10 * MINUTE)
    source = opened(small)
    small.joining.merge(source, target)
    assert cycles(small, target, "first_response") == [("first_response", "running", NOON, None)]
    assert_sound(small)


def test_tickets_that_wait_since_the_same_instant_are_merged(small: Desk, clock: ManualClock):
    one, two, three = opened(small), opened(small), opened(small)
    clock.advance(MINUTE)
    small.joining.merge(one, three)
    small.conversation.reply(three, "Yes.", grace=0)
    small.joining.merge(two, three)
    assert {state for _, state, _, _ in cycles(small, three)} == {"met", "running"}
    assert_sound(small)


def test_a_child_begins_with_the_message_it_was_split_for(shop: Desk, clock: ManualClock):
    parent = opened(shop)
    clock.advance(10 * MINUTE)
    second = shop.conversation.message(parent, "And my chair?").message_id
    clock.advance(10 * MINUTE)
    shop.conversation.reply(parent, "It leaves today.", grace=0)
    clock.advance(30 * MINUTE)
    child = shop.joining.split(parent, second).ticket.id
    assert {(name, start) for name, _, start, _ in cycles(shop, child)} == {
        ("first_response", NOON + 10 * MINUTE),
        ("resolution", NOON + 10 * MINUTE),
    }
    assert due(shop, child) == (NOON + 70 * MINUTE, "first_response")
    assert_sound(shop)


def test_a_child_split_late_is_late(small: Desk, clock: ManualClock):
    parent = opened(small)
    second = small.conversation.message(parent, "And my chair?").message_id
    small.conversation.reply(parent, "It leaves today.", grace=0)
    clock.advance(3 * HOUR)
    child = small.joining.split(parent, second).ticket.id
    assert cycles(small, child, "first_response") == [("first_response", "running", NOON, NOON + HOUR)]
    assert notices(small, child) == [("warned", "first_response"), ("breached", "first_response")]
    small.history.undo()
    assert set(states(small, child).values()) <= {"cancelled"}
    assert_sound(small)


def test_a_split_message_is_waited_for_in_its_new_ticket_only(small: Desk, clock: ManualClock):
    parent = opened(small)
    small.conversation.reply(parent, "Yes.", grace=0)
    clock.advance(MINUTE)
    second = small.conversation.message(parent, "And my chair?").message_id
    clock.advance(MINUTE)
    small.joining.split(parent, second)
    assert "next_response" not in states(small, parent)
    assert_sound(small)


def test_a_child_counts_by_the_policies_of_its_time(lite: Desk, tmp_path: Path, clock: ManualClock):
    promise(lite, tmp_path)
    parent = opened(lite)
    second = lite.conversation.message(parent, "And my chair?").message_id
    clock.advance(2 * HOUR)
    promise(lite, tmp_path, rule(first_response="4h"))
    clock.advance(MINUTE)
    child = lite.joining.split(parent, second).ticket.id
    assert cycles(lite, child, "first_response") == [("first_response", "running", NOON, NOON + HOUR)]
    assert due(lite, child) == (NOON + 4 * HOUR, "first_response")
    assert_sound(lite)


def test_snoozing_stops_no_clock(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    shop.handling.snooze(ticket, NOON + DAY)
    assert due(shop, ticket) == (NOON + HOUR, "first_response")
    clock.advance(2 * HOUR)
    assert shop.upkeep.sweep().noted.breaches == 1
    assert_sound(shop)


def test_undo_charges_the_time_between(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    shop.conversation.reply(ticket, "Soon.", grace=0)
    before = due(shop, ticket)
    clock.advance(HOUR)
    shop.handling.status(ticket, "on_hold")
    clock.advance(3 * HOUR)
    shop.history.undo()
    assert due(shop, ticket) == before == (NOON + 8 * HOUR, "resolution")
    assert_sound(shop)


def test_an_undone_pause_that_hid_a_breach_shows_it_where_it_was(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    shop.conversation.reply(ticket, "Soon.", grace=0)
    shop.handling.status(ticket, "on_hold")
    clock.advance(10 * HOUR)
    shop.upkeep.sweep()
    assert notices(shop, ticket) == []
    shop.history.undo()
    assert notices(shop, ticket) == [("warned", "resolution"), ("breached", "resolution")]
    assert cycles(shop, ticket, "resolution") == [("resolution", "running", NOON, NOON + 8 * HOUR)]
    assert_sound(shop)


def test_an_undo_that_disproves_a_breach_corrects_the_notice(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    shop.conversation.reply(ticket, "Soon.", grace=0)
    clock.advance(HOUR)
    shop.handling.status(ticket, "on_hold")
    clock.advance(HOUR)
    shop.handling.status(ticket, "open")
    act = shop.history.acts(1)[0].act_id
    clock.advance(8 * HOUR)
    shop.upkeep.sweep()
    assert cycles(shop, ticket, "resolution")[0][3] == NOON + 9 * HOUR
    shop.history.undo(act)
    assert notices(shop, ticket)[-1] == ("corrected", "resolution")
    assert notices(shop, ticket).count(("breached", "resolution")) == 1
    assert cycles(shop, ticket, "resolution") == [("resolution", "paused", NOON, None)]
    assert_sound(shop)


def test_a_breach_that_comes_true_after_all_is_a_second_correction(small: Desk, clock: ManualClock):
    ticket = opened(small)
    small.conversation.reply(ticket, "Soon.", grace=0)
    small.handling.status(ticket, "on_hold")
    small.handling.status(ticket, "open")
    act = small.history.acts(1)[0].act_id
    clock.advance(9 * HOUR)
    small.upkeep.sweep()
    small.history.undo(act)
    assert cycles(small, ticket, "resolution") == [("resolution", "paused", NOON, None)]
    small.handling.status(ticket, "open")
    for _ in range(2):
        clock.advance(9 * HOUR)
        small.upkeep.sweep()
    assert cycles(small, ticket, "resolution") == [("resolution", "running", NOON, NOON + 17 * HOUR)]
    assert [kind for kind, _ in notices(small, ticket)] == ["warned", "breached", "corrected", "corrected"]
    assert_sound(small)


def record(created: datetime, *said: tuple[str, datetime], **more: object) -> dict[str, object]:
    """A ticket as an export tells it; the first message is its body."""
    (_, first), *later = said or (("customer", created),)
    messages = [
        {"author": author, "body": f"words {at:%H:%M:%S}", "sent_at": at.isoformat(), "visibility": "public"}
        for author, at in [("customer", first), *later]
    ]
    return {
        "external_id": "a1",
        "subject": "A lamp",
        "customer_email": "mara@example.com",
        "status": "open",
        "created_at": created.isoformat(),
        "messages": messages,
        **more,
    }


def only(desk: Desk) -> int:
    (row,) = desk.queue.page("").rows or desk.queue.page("status:resolved").rows
    return row.id


def test_an_imported_ticket_has_the_clocks_of_its_own_history(desk: Desk, tmp_path: Path, clock: ManualClock):
    promise(desk, tmp_path)
    clock.advance(6 * HOUR)
    said = [("customer", NOON + HOUR), ("agent", NOON + 3 * HOUR), ("customer", NOON + 5 * HOUR)]
    take_in(desk, tmp_path, record(NOON + HOUR, *said))
    ticket = only(desk)
    assert cycles(desk, ticket) == [
        ("first_response", "met", NOON + HOUR, NOON + 2 * HOUR),
        ("next_response", "running", NOON + 5 * HOUR, None),
        ("resolution", "running", NOON + HOUR, None),
    ]
    assert due(desk, ticket) == (NOON + 7 * HOUR, "next_response")
    assert notices(desk, ticket) == [("warned", "first_response"), ("breached", "first_response")]
    assert_sound(desk)


def test_an_imported_ticket_may_be_counted_from_its_import(desk: Desk, tmp_path: Path, clock: ManualClock):
    promise(desk, tmp_path)
    clock.advance(6 * HOUR)
    said = [("customer", NOON + HOUR), ("agent", NOON + 3 * HOUR), ("customer", NOON + 5 * HOUR)]
    take_in(desk, tmp_path, record(NOON + HOUR, *said), sla="from-import")
    ticket = only(desk)
    assert {(name, start, breach) for name, _, start, breach in cycles(desk, ticket)} == {
        ("next_response", clock.now(), None),
        ("resolution", clock.now(), None),
    }
    assert notices(desk, ticket) == []
    assert_sound(desk)


def test_an_imported_ticket_may_have_no_clocks(desk: Desk, tmp_path: Path, clock: ManualClock):
    promise(desk, tmp_path)
    clock.advance(6 * HOUR)
    take_in(desk, tmp_path, record(NOON + HOUR), sla="none")
    ticket = only(desk)
    desk.conversation.message(ticket, "Hello?")
    assert cycles(desk, ticket) == []
    assert_sound(desk)


def test_what_was_said_before_an_import_ended_waits_for_nobody_when_it_is_reopened(
    lite: Desk, tmp_path: Path, clock: ManualClock
):
    promise(lite, tmp_path)
    clock.advance(30 * DAY)
    take_in(lite, tmp_path, record(NOON + HOUR, status="resolved"))
    ticket = only(lite)
    assert cycles(lite, ticket) == []
    lite.conversation.message(ticket, "It broke again.")
    assert cycles(lite, ticket) == [
        ("first_response", "running", clock.now(), None),
        ("resolution", "running", clock.now(), None),
    ]
    assert_sound(lite)


def test_a_late_fact_corrects_a_notice_and_leaves_it(desk: Desk, tmp_path: Path, clock: ManualClock):
    promise(desk, tmp_path)
    take_in(desk, tmp_path, record(NOON))
    ticket = only(desk)
    clock.advance(2 * HOUR)
    desk.upkeep.sweep()
    assert notices(desk, ticket) == [("warned", "first_response"), ("breached", "first_response")]
    take_in(desk, tmp_path, record(NOON, ("customer", NOON), ("agent", NOON + 30 * MINUTE)))
    assert cycles(desk, ticket, "first_response") == [("first_response", "met", NOON, None)]
    assert notices(desk, ticket)[1:] == [("breached", "first_response"), ("corrected", "first_response")]
    assert_sound(desk)


def test_a_late_fact_moves_a_breach(lite: Desk, tmp_path: Path, clock: ManualClock):
    promise(lite, tmp_path, rule(first_response="1h"))
    take_in(lite, tmp_path, record(NOON, ("customer", NOON + HOUR)))
    ticket = only(lite)
    clock.advance(3 * HOUR)
    lite.upkeep.sweep()
    assert cycles(lite, ticket) == [("first_response", "running", NOON + HOUR, NOON + 2 * HOUR)]
    take_in(lite, tmp_path, record(NOON, ("customer", NOON + HOUR), ("customer", NOON + 30 * MINUTE)))
    assert cycles(lite, ticket) == [("first_response", "running", NOON + 30 * MINUTE, NOON + 90 * MINUTE)]
    assert [kind for kind, _ in notices(lite, ticket)] == ["warned", "breached", "warned", "breached", "corrected"]
    assert_sound(lite)


def test_conditions_of_what_a_ticket_is(lite: Desk, tmp_path: Path, clock: ManualClock):
    promise(
        lite,
        tmp_path,
        rule("tagged", "tag: vip", first_response="5m"),
        rule("chat", "channel: chat", first_response="6m"),
        rule("hurt", "kind: complaint, severity: 1", first_response="7m"),
        rule("chinese", "language: zh", first_response="8m"),
        rule(first_response="1h"),
    )
    tickets = {
        5: opened(lite, tags=["vip"]),
        6: opened(lite, channel="chat"),
        7: opened(lite, kind="complaint", severity=1),
        8: opened(lite, language="zh"),
        60: opened(lite),
    }
    assert {minutes: due(lite, ticket)[0] for minutes, ticket in tickets.items()} == {
        minutes: NOON + minutes * MINUTE for minutes in tickets
    }
    lite.handling.tag(tickets[60], ["vip"])
    assert due(lite, tickets[60])[0] == NOON + 5 * MINUTE
    lite.handling.tag(tickets[60], [], ["vip"])
    lite.handling.kind(tickets[60], "complaint")
    lite.handling.complaint(tickets[60], severity=1)
    assert due(lite, tickets[60])[0] == NOON + 7 * MINUTE
    assert_sound(lite)


def test_conditions_of_membership_and_stage_of_life(lite: Desk, tmp_path: Path, clock: ManualClock):
    promise(
        lite,
        tmp_path,
        rule("vips", "membership: vip", first_response="5m"),
        rule("new products", "lifecycle: introduction", first_response="6m"),
        rule(first_response="1h"),
    )
    third = opened(lite, customer="rosa@example.com")
    with lite._work.store.transaction() as connection:
        connection.exec_driver_sql("UPDATE customers SET membership = 'vip'")
        product = {"sku": "L-1", "name": "Lamp", "stage": "introduction"}
        connection.execute(products.insert(), product)
    first, second = opened(lite, customer="rosa@example.com"), opened(lite, customer="li@example.com", product="L-1")
    found = [due(lite, ticket)[0] for ticket in (first, second, third)]
    assert found == [NOON + 5 * MINUTE, NOON + 6 * MINUTE, NOON + HOUR]
    assert_sound(lite)


def test_open_clocks_follow_an_edit_from_their_own_start_and_closed_ones_keep_their_verdict(
    desk: Desk, tmp_path: Path, clock: ManualClock
):
    promise(desk, tmp_path, rule(calendar="office", first_response="1h", resolution="3h"))
    broken, kept, waiting = opened(desk), opened(desk), opened(desk)
    clock.advance(90 * MINUTE)
    desk.conversation.reply(broken, "Late.", grace=0, then="resolved")
    desk.conversation.reply(kept, "Late too.", grace=0)
    assert due(desk, kept)[0] == NOON + 2 * DAY - 2 * HOUR
    clock.advance(HOUR)
    promise(desk, tmp_path, rule(calendar="always", first_response="4h", resolution="5h"))
    desk.upkeep.sweep()
    assert cycles(desk, broken, "first_response") == [("first_response", "met", NOON, NOON + HOUR)]
    assert due(desk, kept) == (NOON + 5 * HOUR, "resolution")
    assert due(desk, waiting) == (NOON + 4 * HOUR, "first_response")
    assert cycles(desk, waiting, "first_response") == [("first_response", "running", NOON, NOON + HOUR)]
    assert_sound(desk)


def test_an_edit_that_promises_a_ticket_the_same_moves_nothing(lite: Desk, tmp_path: Path, clock: ManualClock):
    promise(lite, tmp_path)
    ticket = opened(lite)
    clock.advance(2 * HOUR)
    promise(lite, tmp_path, URGENT, rule())
    assert lite.upkeep.sweep().noted.recounted == 1
    assert due(lite, ticket) == (NOON + HOUR, "first_response")
    assert notices(lite, ticket) == [("warned", "first_response"), ("breached", "first_response")]
    assert_sound(lite)


def test_a_relaxed_promise_breaks_nothing_before_the_tickets_are_counted_anew(
    lite: Desk, tmp_path: Path, clock: ManualClock
):
    promise(lite, tmp_path, rule(first_response="1h"))
    tickets = [opened(lite) for _ in range(60)]
    clock.advance(30 * MINUTE)
    promise(lite, tmp_path, rule(first_response="4h"))
    clock.advance(HOUR)
    for _ in range(3):
        lite.upkeep.sweep()
    assert {due(lite, ticket)[0] for ticket in tickets} == {NOON + 4 * HOUR}
    assert [kind for ticket in tickets for kind in notices(lite, ticket)] == []
    assert_sound(lite)


def test_after_a_change_a_sweep_counts_many_anew(lite: Desk, tmp_path: Path):
    promise(lite, tmp_path, rule(first_response="1h"))
    tickets = [opened(lite) for _ in range(2 * RECOUNTED + 1)]
    promise(lite, tmp_path, rule(first_response="4h"))
    noted = lite.upkeep.sweep().noted
    assert (noted.recounted, noted.all) == (len(tickets), True)
    assert {due(lite, ticket)[0] for ticket in tickets} == {NOON + 4 * HOUR}
    assert lite.upkeep.look().noted.recounted == 0
    assert_sound(lite)


def test_the_first_policies_break_nothing_before_they_were_there(desk: Desk, tmp_path: Path, clock: ManualClock):
    waiting, ended = opened(desk), resolved(desk)
    clock.advance(3 * HOUR)
    assert due(desk, waiting) == (None, None)
    promise(desk, tmp_path)
    set_at = clock.now()
    clock.advance(MINUTE)
    assert desk.upkeep.sweep().noted.recounted == 1
    assert due(desk, waiting) == (set_at, "first_response")
    assert cycles(desk, waiting) == [
        ("first_response", "running", NOON, set_at),
        ("resolution", "running", NOON, None),
    ]
    assert cycles(desk, ended) == []
    assert_sound(desk)


def test_until_policies_are_set_the_queue_is_in_the_order_of_waiting(lite: Desk, clock: ManualClock):
    first = opened(lite)
    clock.advance(MINUTE)
    answered, second = opened(lite), opened(lite)
    lite.conversation.reply(answered, "Yes.", grace=0)
    assert [row.id for row in lite.queue.page().rows] == [first, second, answered]
    assert lite.upkeep.sweep().noted.recounted == 0


def test_what_comes_due_is_noted_once_with_who_held_it(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    shop.assignment.take(ticket)
    clock.advance(45 * MINUTE + SECOND)
    assert (shop.upkeep.sweep().noted.warnings, shop.upkeep.sweep().noted.warnings) == (1, 0)
    clock.set(NOON + HOUR)
    assert shop.upkeep.sweep().noted.breaches == 0
    clock.advance(timedelta(microseconds=1))
    assert (shop.upkeep.sweep().noted.breaches, shop.upkeep.sweep().noted.breaches) == (1, 0)
    event = shop.tickets.events(ticket)[-1]
    assert (event.type, event.actor, event.payload["holder"]) == ("sla_breached", "system", shop.me.id)
    with shop._work.store.read() as connection:
        held = {row["clock"]: (row["holder_id"], row["held_status"]) for row in of_ticket(connection, ticket)}
    assert held["first_response"] == (shop.me.id, "open")
    assert_sound(shop)


def test_an_act_notes_what_came_due_before_it_with_who_held_it_then(small: Desk, clock: ManualClock):
    ticket = opened(small)
    small.assignment.take(ticket)
    clock.advance(2 * HOUR)
    small.assignment.assign(ticket, "ana")
    breach = next(event for event in small.tickets.events(ticket) if event.type == "sla_breached")
    assert (breach.actor, breach.payload["holder"]) == ("system", small.me.id)
    assert small.upkeep.sweep().noted.breaches == 0
    assert_sound(small)


def test_notices_are_not_undone_and_make_no_screen_stale(small: Desk, clock: ManualClock):
    ticket = opened(small)
    small.handling.tag(ticket, ["dhl"])
    seen = small.queue.row(ticket)
    clock.advance(2 * HOUR)
    small.upkeep.sweep()
    assert small.queue.row(ticket).updated_at == seen.updated_at
    small.handling.priority(ticket, "high", version=seen.version)
    small.history.undo()
    small.history.undo()
    assert notices(small, ticket) == [("warned", "first_response"), ("breached", "first_response")]
    assert_sound(small)


def test_a_complaint_led_to_its_end_meets_its_promises(small: Desk):
    ticket = complaint_at(small, "communicated")
    small.handling.status(ticket, "resolved")
    assert states(small, ticket) == {"first_response": "met", "resolution": "met"}
    assert_sound(small)
