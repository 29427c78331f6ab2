"""What is decided about a ticket: status, stage, kind, priority, tags, snooze, promises, a complaint's facts."""

from datetime import datetime, timedelta
from functools import partial
from itertools import product

import pytest
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    assert_sound,
    complaint_at,
    in_status,
    opened,
    resolved,
    types_of,
)

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Forbidden, IllegalMove, Invalid, NotFound, Refused, StaleVersion
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.tags import kept_tag, typed_tags
from servicedesk.domain.tickets import STATUS_MOVES, Status


@pytest.mark.parametrize("current", Status)
def test_every_status_from_every_status(lite: Desk, clock: ManualClock, current: Status):
    for wanted in Status:
        ticket = in_status(lite, clock, str(current))
        if wanted is Status.MERGED:
            with pytest.raises(Refused):
                lite.handling.status(ticket, "merged")
        elif wanted in STATUS_MOVES[current]:
            done = lite.handling.status(ticket, str(wanted))
            assert done.ticket.status == wanted
        else:
            with pytest.raises(IllegalMove) as refused:
                lite.handling.status(ticket, str(wanted))
            assert refused.value.details["legal"] == list(STATUS_MOVES[current])
            assert lite.queue.row(ticket).status == current
    assert_sound(lite)


def test_a_first_act_makes_a_new_ticket_open(lite: Desk):
    acts = {
        "priority": lambda t: lite.handling.priority(t, "high"),
        "kind": lambda t: lite.handling.kind(t, "complaint"),
        "snooze": lambda t: lite.handling.snooze(t, NOON + HOUR),
        "note": lambda t: lite.conversation.note(t, "x"),
        "take": lite.assignment.take,
        "promise": lambda t: lite.handling.promise(t, "a call", NOON + HOUR),
    }
    assert {name: act(opened(lite)).ticket.status for name, act in acts.items()} == dict.fromkeys(acts, "open")


def test_resolving_ends_the_wait_and_leaves_the_queue(lite: Desk):
    ticket = opened(lite)
    done = lite.handling.status(ticket, "resolved")
    assert (done.ticket.waiting_since, lite.tickets.show(ticket).resolved_at) == (None, NOON)
    assert lite.queue.total("") == 0


def test_a_complaint_walks_its_stages_one_by_one(desk: Desk):
    ticket = opened(desk, kind="complaint", nature="delivery", severity=2)
    with pytest.raises(IllegalMove) as refused:
        desk.handling.stage(ticket, "decided")
    assert refused.value.details["legal"] == ["acknowledged"]
    with pytest.raises(Refused):
        desk.handling.status(ticket, "resolved")
    for stage in ("acknowledged", "assessed", "investigating", "decided"):
        desk.handling.stage(ticket, stage)
    with pytest.raises(Refused):
        desk.handling.stage(ticket, "communicated")
    desk.conversation.note(ticket, "not the customer's to read")
    with pytest.raises(Refused):
        desk.handling.stage(ticket, "communicated")
    desk.conversation.reply(ticket, "A new lamp, today.")
    desk.handling.stage(ticket, "communicated")
    assert desk.handling.status(ticket, "resolved").ticket.status == "resolved"
    assert_sound(desk)


def test_a_reply_before_the_decision_tells_nothing_of_it(lite: Desk, clock: ManualClock):
    ticket = complaint_at(lite, "investigating")
    lite.conversation.reply(ticket, "We look into it", grace=0)
    clock.advance(MINUTE)
    lite.handling.stage(ticket, "decided")
    with pytest.raises(Refused):
        lite.handling.stage(ticket, "communicated")


def test_a_call_tells_of_a_decision(lite: Desk):
    ticket = complaint_at(lite, "decided")
    lite.conversation.call(ticket, "Told him", outcome="spoke")
    assert lite.handling.stage(ticket, "communicated").ticket.stage == "communicated"


def test_a_reopened_complaint_is_assessed_again(lite: Desk):
    ticket = complaint_at(lite, "communicated")
    lite.handling.status(ticket, "resolved")
    assert lite.handling.status(ticket, "open").ticket.stage == "assessed"
    with pytest.raises(Refused):
        lite.handling.status(ticket, "resolved")


def test_only_complaints_move_their_stage_by_hand(lite: Desk):
    for kind in ("inquiry", "return"):
        with pytest.raises(Refused):
            lite.handling.stage(opened(lite, kind=kind), "acknowledged")


@pytest.mark.parametrize(("before", "after"), list(product(("inquiry", "complaint", "return"), repeat=2)))
def test_a_kind_changes_with_its_stage(lite: Desk, before: str, after: str):
    ticket = opened(lite, kind=before)
    if before == after:
        with pytest.raises(Refused):
            lite.handling.kind(ticket, after)
        return
    done = lite.handling.kind(ticket, after)
    assert (done.ticket.kind, done.ticket.stage) == (after, "received" if after == "complaint" else None)
    (event,) = [event for event in lite.tickets.events(ticket) if event.type == "kind"]
    assert event.payload["old_stage"] == ("received" if before == "complaint" else None)
    assert_sound(lite)


def test_a_resolved_ticket_does_not_become_an_unheard_complaint(lite: Desk):
    with pytest.raises(Refused):
        lite.handling.kind(resolved(lite), "complaint")


def test_priority(lite: Desk):
    ticket = opened(lite)
    assert lite.handling.priority(ticket, "urgent").ticket.priority == "urgent"
    with pytest.raises(Refused):
        lite.handling.priority(ticket, "urgent")
    with pytest.raises(Invalid):
        lite.handling.priority(ticket, "asap")


def test_tags(lite: Desk):
    ticket = opened(lite, tags=["VIP"])
    lite.handling.tag(ticket, ["#Dhl", "投诉"], ["vip"])
    assert lite.tickets.show(ticket).tags == ("dhl", "投诉")
    assert lite.queue.total("tag:DHL") == 1
    with pytest.raises(Refused):
        lite.handling.tag(ticket, ["dhl"], ["vip"])


@pytest.mark.parametrize(
    "tag", ["", "#", "two words", "a,b", "a:b", "x" * 61, 'q"', "a\tb", "\u200b", "加急，回电", "a、b"]
)
def test_odd_tags_are_refused(lite: Desk, tag: str):
    with pytest.raises(Invalid):
        lite.handling.tag(opened(lite), [tag])


def test_a_tag_from_before_that_no_line_parts_can_be_taken_away(lite: Desk, monkeypatch: pytest.MonkeyPatch):
    ticket = opened(lite)
    with monkeypatch.context() as before:
        before.setattr("servicedesk.desk.handling.check_tag", kept_tag)
        lite.handling.tag(ticket, ["加急，回电", "售后；加急", "vip"])
    assert typed_tags("加急，回电 售后；加急 vip late", lite.tickets.show(ticket).tags)[-1] == "late"
    assert set(typed_tags("售后；加急 vip", lite.tickets.show(ticket).tags)) == {"售后；加急", "vip"}
    lite.handling.tag(ticket, [], ["加急，回电"])
    lite.handling.macro(ticket, [MacroAction(ActionKind.UNTAG, "售后；加急")])
    assert lite.tickets.show(ticket).tags == ("vip",)


def test_a_snooze_hides_until_its_time(desk: Desk, clock: ManualClock):
    ticket = opened(desk)
    desk.handling.snooze(ticket, NOON + HOUR)
    assert (desk.queue.total(""), desk.queue.total("is:snoozed")) == (0, 1)
    assert desk.upkeep.sweep().woken == 0
    clock.advance(HOUR)
    assert desk.upkeep.sweep().woken == 1
    row = desk.queue.row(ticket)
    assert (row.snoozed_until, row.waiting_since) == (None, NOON)
    assert desk.queue.total("") == 1
    assert_sound(desk)


def test_snoozes_that_make_no_sense(lite: Desk):
    with pytest.raises(Invalid):
        lite.handling.snooze(opened(lite), NOON)
    with pytest.raises(Invalid):
        lite.handling.snooze(opened(lite), datetime(2026, 12, 1))  # noqa: DTZ001 - what is refused
    with pytest.raises(Refused):
        lite.handling.snooze(resolved(lite), NOON + HOUR)


def test_promises(desk: Desk, clock: ManualClock):
    ticket = opened(desk)
    desk.handling.promise(ticket, "a call back", NOON + 2 * HOUR)
    desk.handling.promise(ticket, "a new lamp", NOON + DAY)
    call, lamp = desk.tickets.show(ticket).promises
    assert (call.text, call.made_by, call.due_at, call.state) == ("a call back", "lin", NOON + 2 * HOUR, "open")
    desk.handling.settle_promise(ticket, call.id, kept=True)
    desk.handling.settle_promise(ticket, lamp.id, kept=False)
    assert [promise.state for promise in desk.tickets.show(ticket).promises] == ["kept", "broken"]
    with pytest.raises(Refused):
        desk.handling.settle_promise(ticket, call.id, kept=False)
    with pytest.raises(NotFound):
        desk.handling.settle_promise(ticket, 99, kept=True)
    with pytest.raises(Invalid):
        desk.handling.promise(ticket, " ", NOON + DAY)
    assert_sound(desk)


def test_a_complaints_facts(desk: Desk):
    ticket = opened(desk, kind="complaint")
    desk.handling.complaint(ticket, nature="billing", severity=1, department="accounts", remedy="a refund")
    desk.handling.complaint(ticket, accepted=True)
    desk.handling.complaint(ticket, department=None)
    view = desk.tickets.show(ticket)
    assert (view.nature, view.severity, view.department, view.remedy, view.accepted) == (
        "billing",
        1,
        None,
        "a refund",
        True,
    )
    assert_sound(desk)


@pytest.mark.parametrize("facts", [{}, {"nature": "taste"}, {"severity": 5}, {"severity": 0}, {"severity": "high"}])
def test_facts_that_are_none(lite: Desk, facts: dict):
    with pytest.raises(Invalid):
        lite.handling.complaint(opened(lite, kind="complaint"), **facts)


def test_only_complaints_have_a_remedy(lite: Desk):
    with pytest.raises(Refused):
        lite.handling.complaint(opened(lite), remedy="a lamp")


def test_a_subject(lite: Desk):
    ticket = opened(lite)
    assert lite.handling.subject(ticket, "  Two lamps ").ticket.subject == "Two lamps"
    with pytest.raises(Invalid):
        lite.handling.subject(ticket, "\n")
    assert_sound(lite)


DECIDING = {
    "status": lambda d, t, v: d.handling.status(t, "on_hold", version=v),
    "priority": lambda d, t, v: d.handling.priority(t, "high", version=v),
    "kind": lambda d, t, v: d.handling.kind(t, "return", version=v),
    "stage": lambda d, t, v: d.handling.stage(t, "acknowledged", version=v),
    "tag": lambda d, t, v: d.handling.tag(t, ["a"], version=v),
    "snooze": lambda d, t, v: d.handling.snooze(t, NOON + DAY, version=v),
    "promise": lambda d, t, v: d.handling.promise(t, "x", NOON + DAY, version=v),
    "subject": lambda d, t, v: d.handling.subject(t, "x", version=v),
    "complaint": lambda d, t, v: d.handling.complaint(t, remedy="x", version=v),
    "assign": lambda d, t, v: d.assignment.assign(t, "ana", version=v),
    "take": lambda d, t, v: d.assignment.take(t, version=v),
    "reply": lambda d, t, v: d.conversation.reply(t, "x", version=v),
    "note": lambda d, t, v: d.conversation.note(t, "x", version=v),
    "call": lambda d, t, v: d.conversation.call(t, "x", outcome="spoke", version=v),
    "no_reply_needed": lambda d, t, v: d.conversation.no_reply_needed(t, version=v),
    "forward": lambda d, t, v: d.conversation.forward(t, "x", to="x", side="vendor", version=v),
    "attach": lambda d, t, v: d.conversation.attach(t, "x", b"x", version=v),
    "split": lambda d, t, v: d.joining.split(t, 1, version=v),
}


@pytest.mark.parametrize("what", DECIDING)
def test_a_stale_version_is_refused_with_both_sides(lite: Desk, what: str):
    ticket = opened(lite, kind="complaint")
    version = lite.queue.row(ticket).version
    lite.acting_as("ana").handling.tag(ticket, ["meanwhile"])
    before = types_of(lite, ticket)
    with pytest.raises(StaleVersion) as stale:
        DECIDING[what](lite, ticket, version)
    details = stale.value.details
    assert details["yours"]["act"] == {"take": "assign"}.get(what, what)
    assert [(event["type"], event["payload"]["add"]) for event in details["theirs"]] == [("tagged", ["meanwhile"])]
    assert types_of(lite, ticket) == before


@pytest.mark.parametrize("handle", ["nova", "coach", "boss"])
@pytest.mark.parametrize("what", DECIDING)
def test_who_may_not_work_decides_nothing(lite: Desk, what: str, handle: str):
    ticket = opened(lite, kind="complaint")
    with pytest.raises(Forbidden):
        DECIDING[what](lite.acting_as(handle), ticket, None)
    assert types_of(lite, ticket) == ["created", "message"]


@pytest.mark.parametrize("handle", ["lin", "spec", "sup"])
def test_who_works_may(lite: Desk, handle: str):
    ticket = opened(lite)
    assert lite.acting_as(handle).handling.priority(ticket, "high").ticket.priority == "high"


@pytest.mark.parametrize(("handle", "may"), [("nova", True), ("coach", True), ("lin", True), ("boss", False)])
def test_who_may_read(lite: Desk, handle: str, may: bool):
    ticket = opened(lite)
    other = lite.acting_as(handle)
    reads = [partial(other.tickets.show, ticket), partial(other.tickets.thread, ticket)]
    reads += [partial(other.tickets.events, ticket), partial(other.tickets.customer, ticket)]
    reads += [partial(other.tickets.everything_said, ticket), other.queue.page, other.queue.total, other.returns.all]
    reads += [partial(other.queue.row, ticket), partial(other.search.find, "lamp"), partial(other.queue.at, 0)]
    reads += [partial(other.returns.of_ticket, ticket)]
    for read in reads:
        if may:
            read()
        else:
            with pytest.raises(Forbidden):
                read()


def test_time_runs_on_in_a_snooze(lite: Desk, clock: ManualClock):
    ticket = opened(lite)
    lite.handling.snooze(ticket, NOON + DAY)
    clock.advance(timedelta(hours=30))
    lite.upkeep.sweep()
    assert lite.queue.row(ticket).waiting_since == NOON
