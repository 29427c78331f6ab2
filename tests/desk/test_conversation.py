"""What is said: replies and their grace time, notes, calls, the customer's words, side threads."""

from datetime import timedelta

import pytest
from tests.builders import (
    HOUR,
    MINUTE,
    NOON,
    assert_sound,
    bodies,
    closed,
    complaint_at,
    in_status,
    opened,
    resolved,
    types_of,
)

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.upkeep import Upkeep
from servicedesk.domain.errors import DeskError, Forbidden, IllegalMove, Invalid, NotFound, Refused, StaleVersion

SECOND = timedelta(seconds=1)


def test_a_reply_waits_out_its_grace_time_and_leaves(desk: Desk, clock: ManualClock):
    ticket = opened(desk)
    done = desk.conversation.reply(ticket, "It leaves today.", then="waiting_customer")
    assert done.leaves_at == NOON + 20 * SECOND
    assert (done.ticket.status, done.ticket.waiting_since) == ("waiting_customer", NOON)
    shown = desk.tickets.show(ticket).thread.messages[-1]
    assert (shown.delivery, shown.leaves_at, shown.handle) == ("pending", done.leaves_at, "lin")
    clock.advance(19 * SECOND)
    assert desk.upkeep.sweep().delivered == 0
    clock.advance(SECOND)
    assert desk.upkeep.sweep().delivered == 1
    view = desk.tickets.show(ticket)
    assert (view.row.waiting_since, view.first_responded_at) == (None, NOON + 20 * SECOND)
    assert view.thread.messages[-1].delivery == "handed_over"
    assert types_of(desk, ticket) == ["created", "message", "status", "message", "status", "delivered"]
    assert_sound(desk)


def test_a_reply_without_grace_has_left_at_once(lite: Desk):
    ticket = opened(lite)
    done = lite.conversation.reply(ticket, "Yes.", grace=0)
    view = lite.tickets.show(ticket)
    assert (done.leaves_at, view.row.waiting_since, view.first_responded_at) == (NOON, None, NOON)
    assert lite.health().pending_replies == 0
    assert_sound(lite)


def test_the_customer_who_writes_in_the_grace_time_still_waits(lite: Desk, clock: ManualClock):
    ticket = opened(lite)
    lite.conversation.reply(ticket, "Which lamp?", then="waiting_customer")
    clock.advance(5 * SECOND)
    lite.conversation.message(ticket, "The Arc, I forgot to say")
    clock.advance(MINUTE)
    lite.upkeep.sweep()
    row = lite.queue.row(ticket)
    assert (row.status, row.waiting_since) == ("open", NOON + 5 * SECOND)
    assert_sound(lite)


def test_a_reply_resolves_and_the_customer_reopens_in_the_grace_time(lite: Desk, clock: ManualClock):
    ticket = opened(lite)
    lite.conversation.reply(ticket, "Done.", then="resolved")
    clock.advance(5 * SECOND)
    lite.conversation.message(ticket, "Not at all")
    clock.advance(MINUTE)
    lite.upkeep.sweep()
    row = lite.queue.row(ticket)
    assert (row.status, row.waiting_since) == ("open", NOON + 5 * SECOND)


def test_a_reply_that_resolves_a_decided_complaint_tells_the_decision(lite: Desk):
    ticket = complaint_at(lite, "decided")
    done = lite.conversation.reply(ticket, "We refund the lamp.", then="resolved")
    assert (done.ticket.status, done.ticket.stage) == ("resolved", "communicated")
    lite.history.undo(done.act_id)
    row = lite.queue.row(ticket)
    assert (row.status, row.stage) == ("open", "decided")
    assert_sound(lite)


def test_a_reply_tells_no_decision_that_was_not_taken(lite: Desk):
    with pytest.raises(Refused):
        lite.conversation.reply(complaint_at(lite, "investigating"), "We look into it.", then="resolved")


def test_a_failed_reply_answers_nothing(lite: Desk, clock: ManualClock):
    class Broken:
        def hand_over(self, recipient: str, body: str) -> None:
            raise Refused("mailbox full")

    ticket = opened(lite)
    lite.conversation.reply(ticket, "Yes.")
    clock.advance(MINUTE)
    swept = Upkeep(lite._work, lambda channel: Broken()).sweep()
    assert (swept.delivered, swept.failed) == (0, 1)
    view = lite.tickets.show(ticket)
    assert (view.row.waiting_since, view.first_responded_at) == (NOON, None)
    assert view.thread.messages[-1].delivery == "failed"
    assert lite.upkeep.sweep().failed == 0
    assert_sound(lite)


def test_a_reply_goes_to_the_customers_address_once(lite: Desk, clock: ManualClock):
    sent: list[tuple[str, str]] = []

    class Outlet:
        def hand_over(self, recipient: str, body: str) -> None:
            sent.append((recipient, body))

    ticket = opened(lite)
    lite.conversation.reply(ticket, "Yes.")
    clock.advance(MINUTE)
    for _ in range(2):
        Upkeep(lite._work, lambda channel: Outlet()).sweep()
    assert sent == [("mara@example.com", "Yes.")]


def test_what_another_sweep_or_a_recall_settled_meanwhile_is_not_sent_again(lite: Desk, clock: ManualClock):
    """Two sweepers see that something is due; the second comes when nothing is pending any more."""
    sent: list[str] = []

    class Outlet:
        def hand_over(self, recipient: str, body: str) -> None:
            sent.append(body)

    ticket = opened(lite)
    lite.conversation.reply(ticket, "Yes.")
    clock.advance(MINUTE)
    upkeep = Upkeep(lite._work, lambda channel: Outlet())
    assert upkeep._replies_wait()
    lite.history.undo()
    assert upkeep._hand_over_next() is None
    assert sent == []
    assert_sound(lite)


def test_an_automatic_reply_is_no_response_and_no_first_act(lite: Desk):
    ticket = opened(lite)
    done = lite.conversation.automatic(ticket, "We got your message.")
    assert (done.ticket.status, done.ticket.waiting_since, done.ticket.last_public_author) == ("new", NOON, "system")
    assert lite.tickets.show(ticket).first_responded_at is None
    assert lite.history.acts() == tuple(act for act in lite.history.acts() if act.name == "open")


def test_a_note_answers_nothing_and_opens(lite: Desk):
    ticket = opened(lite)
    done = lite.conversation.note(ticket, "Check the label", then="on_hold")
    assert (done.ticket.status, done.ticket.waiting_since) == ("on_hold", NOON)
    assert done.ticket.last_public_author == "customer"


@pytest.mark.parametrize(
    ("outcome", "waiting", "visibility"), [("spoke", None, "public"), ("voicemail", NOON, "internal")]
)
def test_a_call(lite: Desk, outcome, waiting, visibility):
    ticket = opened(lite)
    done = lite.conversation.call(ticket, "Told her.", outcome=outcome)
    assert done.ticket.waiting_since == waiting
    shown = lite.tickets.show(ticket).thread.messages[-1]
    assert (shown.visibility, shown.channel, shown.medium == "voicemail") == (visibility, "phone", outcome != "spoke")


def test_a_call_needs_an_outcome_that_exists(lite: Desk):
    with pytest.raises(Invalid):
        lite.conversation.call(opened(lite), "Hm", outcome="hung up")


@pytest.mark.parametrize("status", ["waiting_customer", "on_hold", "resolved"])
def test_a_customers_message_makes_it_open(lite: Desk, clock: ManualClock, status: str):
    ticket = in_status(lite, clock, status)
    clock.advance(HOUR)
    done = lite.conversation.message(ticket, "And?")
    assert (done.ticket.id, done.ticket.status) == (ticket, "open")
    assert done.ticket.waiting_since == (NOON if status != "resolved" else NOON + HOUR)
    assert_sound(lite)


def test_a_customers_message_leaves_a_new_ticket_new(lite: Desk):
    ticket = opened(lite)
    assert lite.conversation.message(ticket, "Also the shade").ticket.status == "new"


def test_a_customers_message_ends_a_snooze(lite: Desk, clock: ManualClock):
    ticket = opened(lite)
    lite.handling.snooze(ticket, NOON + 10 * HOUR)
    assert ticket not in [row.id for row in lite.queue.page().rows]
    assert lite.conversation.message(ticket, "Hello?").ticket.snoozed_until is None
    assert ticket in [row.id for row in lite.queue.page().rows]


@pytest.mark.parametrize("status", ["closed", "spam"])
def test_a_message_on_an_ended_ticket_opens_a_linked_one(lite: Desk, clock: ManualClock, status: str):
    ticket = in_status(lite, clock, status)
    done = lite.conversation.message(ticket, "It is broken again")
    assert done.ticket.id != ticket
    assert (done.ticket.status, done.ticket.customer_name, done.ticket.subject) == ("new", "Mara", "A lamp")
    assert lite.queue.row(ticket).status == status
    assert lite.tickets.show(ticket).links == (done.ticket.id,)
    assert lite.tickets.show(done.ticket.id).links == (ticket,)
    assert bodies(lite, done.ticket.id) == ["It is broken again"]
    assert_sound(lite)


def test_a_message_on_a_merged_ticket_goes_where_it_was_merged(lite: Desk, clock: ManualClock):
    first, second, third = opened(lite), opened(lite), opened(lite)
    lite.joining.merge(first, second)
    lite.joining.merge(second, third)
    done = lite.conversation.message(first, "One more thing")
    assert done.ticket.id == third
    assert "One more thing" in bodies(lite, third)
    assert_sound(lite)


def test_a_message_on_a_ticket_merged_into_a_closed_one_opens_a_new_one(lite: Desk, clock: ManualClock):
    first, second = opened(lite), opened(lite)
    lite.joining.merge(first, second)
    lite.conversation.reply(second, "Done", grace=0, then="resolved")
    clock.advance(timedelta(days=8))
    lite.upkeep.sweep()
    done = lite.conversation.message(first, "Again")
    assert done.ticket.id not in (first, second)
    assert lite.tickets.show(done.ticket.id).links == (second,)


# no reply needed


def test_no_reply_needed_ends_the_wait(lite: Desk):
    ticket = opened(lite)
    done = lite.conversation.no_reply_needed(ticket)
    assert (done.ticket.waiting_since, done.ticket.status) == (None, "open")
    with pytest.raises(Refused):
        lite.conversation.no_reply_needed(ticket)


def test_thanks_on_a_resolved_ticket_leaves_it_resolved_as_it_was(lite: Desk, clock: ManualClock):
    ticket = resolved(lite)
    clock.advance(HOUR)
    lite.conversation.message(ticket, "thanks!")
    done = lite.conversation.no_reply_needed(ticket)
    view = lite.tickets.show(ticket)
    assert (done.ticket.status, view.resolved_at) == ("resolved", NOON)
    assert types_of(lite, ticket)[-4:] == ["message", "status", "no_reply_needed", "status"]
    assert_sound(lite)


def test_thanks_on_a_resolved_complaint_gives_its_stage_back(lite: Desk):
    ticket = complaint_at(lite, "closed")
    lite.handling.status(ticket, "resolved")
    assert lite.conversation.message(ticket, "thanks!").ticket.stage == "assessed"
    done = lite.conversation.no_reply_needed(ticket)
    assert (done.ticket.status, done.ticket.stage) == ("resolved", "closed")
    assert_sound(lite)


def test_only_the_message_that_reopened_is_voided(lite: Desk, clock: ManualClock):
    ticket = resolved(lite)
    lite.conversation.message(ticket, "It broke again")
    lite.conversation.reply(ticket, "A new one leaves today", grace=0)
    clock.advance(HOUR)
    lite.conversation.message(ticket, "thanks!")
    assert lite.conversation.no_reply_needed(ticket).ticket.status == "open"


def test_two_messages_after_a_resolution_are_voided_together(lite: Desk):
    ticket = resolved(lite)
    lite.conversation.message(ticket, "It broke again")
    lite.conversation.message(ticket, "No, wrong switch, sorry")
    assert lite.conversation.no_reply_needed(ticket).ticket.status == "resolved"


@pytest.mark.parametrize("what", ["status", "kind"])
def test_a_reopening_that_somebody_worked_on_stands(lite: Desk, what: str):
    ticket = resolved(lite)
    lite.conversation.message(ticket, "It broke again")
    if what == "status":
        lite.handling.status(ticket, "on_hold")
    else:
        lite.handling.kind(ticket, "complaint")
    assert lite.conversation.no_reply_needed(ticket).ticket.status in ("on_hold", "open")
    assert_sound(lite)


# side threads


def test_a_side_thread_is_never_the_customers(lite: Desk):
    ticket = opened(lite)
    lite.conversation.forward(ticket, "Where is parcel 1?", to="dhl@example.com", side="carrier")
    done = lite.conversation.side_answer(ticket, "In Leipzig", sender="DHL", side="carrier")
    assert (done.ticket.waiting_since, done.ticket.last_public_author) == (NOON, "customer")
    question, answer = lite.tickets.show(ticket).thread.messages[1:]
    assert (question.side, question.visibility, question.body) == (
        "carrier",
        "internal",
        "to dhl@example.com: Where is parcel 1?",
    )
    assert (answer.side, answer.author, answer.author_name) == ("carrier", "system", "DHL")
    with pytest.raises(Invalid):
        lite.conversation.forward(ticket, "?", to="x", side="neighbour")


# what is refused


SAYING = {
    "reply": lambda d, t: d.conversation.reply(t, "Yes"),
    "call": lambda d, t: d.conversation.call(t, "Yes", outcome="spoke"),
    "forward": lambda d, t: d.conversation.forward(t, "?", to="x", side="carrier"),
    "no_reply_needed": lambda d, t: d.conversation.no_reply_needed(t),
}


@pytest.mark.parametrize("status", ["closed", "merged", "spam"])
@pytest.mark.parametrize("what", SAYING)
def test_nothing_is_said_on_an_ended_ticket(lite: Desk, clock: ManualClock, what: str, status: str):
    ticket = in_status(lite, clock, status)
    before = types_of(lite, ticket)
    with pytest.raises(Refused) as refused:
        SAYING[what](lite, ticket)
    assert refused.value.details["status"] == status
    assert types_of(lite, ticket) == before


@pytest.mark.parametrize("status", ["closed", "merged", "spam"])
def test_a_note_may_be_written_on_an_ended_ticket(lite: Desk, clock: ManualClock, status: str):
    ticket = in_status(lite, clock, status)
    assert lite.conversation.note(ticket, "For the record").ticket.status == status


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2_000_001])
@pytest.mark.parametrize("what", ["reply", "note", "message"])
def test_nothing_and_too_much_are_refused(lite: Desk, what: str, text: str):
    with pytest.raises(Invalid):
        getattr(lite.conversation, what)(opened(lite), text)


@pytest.mark.parametrize("then", ["merged", "closed", "new"])
def test_a_reply_can_not_set_any_status(lite: Desk, then: str):
    ticket = opened(lite)
    before = types_of(lite, ticket)
    with pytest.raises((Refused, IllegalMove)):
        lite.conversation.reply(ticket, "Yes", then=then)
    assert types_of(lite, ticket) == before
    assert lite.health().pending_replies == 0


def test_a_reply_can_not_resolve_an_undecided_complaint(lite: Desk):
    ticket = complaint_at(lite, "assessed")
    with pytest.raises(Refused):
        lite.conversation.reply(ticket, "Goodbye", then="resolved")


def test_no_such_ticket(lite: Desk):
    for act in (lite.conversation.reply, lite.conversation.note, lite.conversation.message):
        with pytest.raises(NotFound):
            act(99_999, "Hello")


def test_a_reply_on_what_the_customer_added_meanwhile_shows_it(lite: Desk):
    ticket = opened(lite)
    version = lite.queue.row(ticket).version
    lite.acting_as("ana").conversation.message(ticket, "Forget it, found the lamp")
    with pytest.raises(StaleVersion) as stale:
        lite.conversation.reply(ticket, "We look for it", version=version)
    details = stale.value.details
    assert (details["expected"], details["actual"], details["yours"]) == (version, version + 1, {"act": "reply"})
    assert [event["type"] for event in details["theirs"]] == ["message"]
    assert lite.health().pending_replies == 0


def test_ones_own_acts_and_upkeep_make_nothing_stale(lite: Desk, clock: ManualClock):
    ticket = opened(lite)
    version = lite.queue.row(ticket).version
    lite.conversation.reply(ticket, "First")
    clock.advance(MINUTE)
    lite.upkeep.sweep()
    assert lite.conversation.reply(ticket, "Second", version=version).ticket.version > version


def test_the_present_version_is_never_stale(lite: Desk):
    ticket = opened(lite)
    lite.acting_as("ana").conversation.note(ticket, "seen")
    lite.conversation.note(ticket, "me too", version=lite.queue.row(ticket).version)


HOSTILE = [
    "a\0b",
    "\ud800 half",
    "\u202egnp.exe",
    "\x1b[2J",
    "[/b][@click=app.quit]",
    "'; DROP TABLE tickets; --",
    "%s%n{0}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_kept(desk: Desk, text: str, clock: ManualClock):
    ticket = opened(desk, text, subject=text, name=text)
    desk.conversation.reply(ticket, text, grace=0)
    desk.conversation.note(ticket, text)
    desk.conversation.message(ticket, text, name=text)
    desk.conversation.forward(ticket, text, to=text, side="vendor")
    desk.conversation.side_answer(ticket, text, sender=text, side="vendor")
    desk.conversation.attach(ticket, text, b"x")
    desk.handling.subject(ticket, text + "!")
    desk.handling.promise(ticket, text, clock.now() + HOUR)
    desk.drafts.save(ticket, "reply", text)
    desk.intake.open(kind="complaint", body=text, order=text, product=text, language=text)
    for act in (
        lambda: desk.handling.tag(ticket, [text]),
        lambda: desk.intake.open(kind="complaint", body="It broke.", department=text),
        lambda: desk.queue.page(text),
        lambda: desk.search.find(text),
    ):
        try:
            act()
        except DeskError as refused:
            assert refused.code == "invalid"  # noqa: PT017 - either outcome is fine, nothing else is
    with pytest.raises(DeskError):
        desk.acting_as(text)
    with pytest.raises(DeskError):
        desk.assignment.assign(ticket, text)
    clean = text.replace("\0", "\ufffd").replace("\ud800", "\ufffd")
    assert bodies(desk, ticket)[:2] == [clean, clean]
    assert_sound(desk)


@pytest.mark.parametrize("handle", ["nova", "coach", "boss"])
@pytest.mark.parametrize("what", [*SAYING, "note", "message", "automatic", "attach", "side_answer", "translation"])
def test_who_may_not_work_says_nothing(lite: Desk, handle: str, what: str):
    ticket = opened(lite)
    acts = SAYING | {
        "note": lambda d, t: d.conversation.note(t, "x"),
        "message": lambda d, t: d.conversation.message(t, "x"),
        "automatic": lambda d, t: d.conversation.automatic(t, "x"),
        "attach": lambda d, t: d.conversation.attach(t, "x", b"x"),
        "side_answer": lambda d, t: d.conversation.side_answer(t, "x", sender="x", side="carrier"),
        "translation": lambda d, t: d.conversation.translation(t, "x"),
    }
    before = types_of(lite, ticket)
    with pytest.raises(Forbidden) as refused:
        acts[what](lite.acting_as(handle), ticket)
    assert refused.value.details["handle"] == handle
    assert types_of(lite, ticket) == before


def test_a_closed_ticket_is_closed(lite: Desk, clock: ManualClock):
    ticket = closed(lite, clock)
    with pytest.raises(IllegalMove) as refused:
        lite.handling.status(ticket, "open")
    assert refused.value.details["legal"] == []
