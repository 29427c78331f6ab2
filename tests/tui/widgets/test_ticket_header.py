"""NEXT and PROMISED: what the ticket asks, by when, and what was told."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from servicedesk.desk.views import MentionView
from servicedesk.tui.widgets.ticket_header import TicketHeader
from servicedesk.tui.wording.next_step import next_step, promise_lines
from servicedesk.tui.wording.present import Signal


def says(views, **changes: object) -> str:
    return next_step(views.ticket(**changes), views.now, UTC).text


def test_a_waiting_customer_is_answered(views) -> None:
    step = next_step(views.ticket(), views.now, UTC)
    assert (step.text, step.when) == ("answer Mara Costa, waiting 30m", "first response due 17:00 (in 5h)")
    assert says(views, row=views.row(assignee=None)) == "take it: nobody has it yet, Mara Costa has waited 30m"


def test_a_due_time_carries_its_signal(views) -> None:
    late = next_step(views.ticket(row=views.row(due_at=views.now - timedelta(hours=3))), views.now, UTC)
    assert late.signal is Signal.OVERDUE
    assert late.when == "! first response was due 09:00 (3h ago)"
    risk = next_step(views.ticket(row=views.row(risk_at=views.now, due_clock="resolution")), views.now, UTC)
    assert (risk.when, risk.signal) == ("~ resolution due 17:00 (in 5h)", Signal.AT_RISK)
    monday = views.row(due_at=views.now + timedelta(days=3), due_clock="next_response")
    assert next_step(views.ticket(row=monday), views.now, UTC).when == "next response due Mon 23 Nov 12:00"
    nothing = views.row(due_at=None, due_clock=None)
    assert next_step(views.ticket(row=nothing), views.now, UTC).when == ""


def test_the_last_ten_minutes_count_seconds(views) -> None:
    soon = views.row(due_at=views.now + timedelta(minutes=9, seconds=42), risk_at=views.now)
    assert next_step(views.ticket(row=soon), views.now, UTC).when == "~ first response due 12:09 (in 9:42)"


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("received", "acknowledge"),
        ("acknowledged", "assess"),
        ("assessed", "investigate"),
        ("investigating", "decide"),
        ("decided", "tell Mara Costa the decision"),
        ("communicated", "resolve it"),
    ],
)
def test_a_complaint_goes_on_by_its_stage(views, stage: str, words: str) -> None:
    assert words in says(views, row=views.row(kind="complaint", stage=stage, waiting_since=None))


@pytest.mark.parametrize(
    ("stage", "words"), [("requested", "approve"), ("received", "inspect"), ("inspected", "finish")]
)
def test_a_return_goes_on_by_its_rma(views, stage: str, words: str) -> None:
    assert words in says(views, row=views.row(kind="return", waiting_since=None), rmas=(views.rma(stage),))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("waiting_customer", "waiting for Mara Costa since 11:30"),
        ("on_hold", "on hold since 11:30"),
        ("open", "resolve it, or wait for Mara Costa"),
        ("resolved", "closes by itself Fri 27 Nov"),
        ("closed", "closed"),
        ("spam", "spam"),
        ("merged", "merged into #7"),
    ],
)
def test_a_ticket_at_rest_says_what_it_waits_for(views, status: str, words: str) -> None:
    row = views.row(status=status, waiting_since=None, due_at=None)
    resolved = views.now if status == "resolved" else None
    moved = views.event(2, "status", 30, to=status)
    assert words in says(views, row=row, merged_into=7, resolved_at=resolved, events=(moved,))


@pytest.mark.parametrize("status", ["waiting_customer", "on_hold"])
def test_an_act_and_its_undo_move_no_waiting_time(views, status: str) -> None:
    row = views.row(status=status, waiting_since=None, due_at=None)
    moved = views.event(2, "status", 30, to=status)
    before = says(views, row=row, events=(moved,))
    there = replace(views.event(3, "status", 10, to="open"), undone=True)
    back = replace(views.event(4, "status", 9, to=status), undone=True)
    undone = views.event(5, "undone", 5, events=[3, 4])
    after = replace(row, updated_at=undone.at)
    assert says(views, row=after, events=(moved, there, back, undone)) == before
    assert "since 11:30" in before


def test_on_hold_the_side_that_owes_an_answer_is_named(views) -> None:
    asked = replace(views.note(2, "to DHL: where is it?", 20), medium="side", side="carrier")
    answered = replace(asked, id=3, author="system", author_name="DHL", body="In Leipzig.")
    held = {"row": views.row(status="on_hold"), "messages": (views.message(1), asked)}
    assert says(views, **held) == "DHL was asked 11:40, no answer yet; Mara Costa has waited 30m"
    rests = {**held, "row": views.row(status="on_hold", waiting_since=None, due_at=None)}
    assert says(views, **rests) == "nothing: DHL was asked 11:40, no answer yet"
    again = says(views, follow_up_at=views.now - timedelta(minutes=1), **rests)
    assert again == "ask DHL again: no answer since 11:40"
    assert says(views, **{**held, "messages": (views.message(1), asked, answered)}).startswith("answer Mara Costa")
    assert says(views, messages=(views.message(1), asked)).startswith("answer Mara Costa")


def test_a_failed_reply_comes_first(views) -> None:
    messages = (views.message(1), views.ours(2, delivery="failed"))
    assert "did not arrive" in says(views, messages=messages)


def test_a_promise_is_kept_when_nothing_else_is_asked(views) -> None:
    row = views.row(waiting_since=None, due_at=None)
    assert says(views, row=row, promises=(views.promise(),)) == "keep the promise: refund answer"


def test_open_promises_nearest_first(views) -> None:
    promises = (views.promise(300, "call back"), views.promise(-5, "refund"), views.promise(1, "old", state="kept"))
    told = list(promise_lines(views.ticket(promises=promises), views.now, UTC))
    assert told == [
        ("! refund by 11:55 today (Ana, 11:00)", Signal.OVERDUE),
        ("call back by 17:00 today (Ana, 11:00)", Signal.NONE),
    ]


async def test_it_is_as_high_as_what_it_says(views, host, lines) -> None:
    header = TicketHeader()
    async with host(header).run_test(size=(80, 10)) as pilot:
        header.show(views.ticket(), views.now)
        await pilot.pause()
        assert header.size.height == 1
        assert lines(header)[0].startswith(" NEXT  answer Mara Costa, waiting 30m  first response due 17:00 (in 5h)")
        header.show(views.ticket(promises=tuple(views.promise(i) for i in range(5))), views.now)
        await pilot.pause()
        assert header.size.height == 4
        assert "and 3 more" in lines(header)[3]
        header.tick(views.now + timedelta(minutes=20))
        assert "waiting 50m" in lines(header)[0]
        header.show(None, views.now)
        await pilot.pause()
        assert header.size.height == 0


async def test_what_is_due_has_its_own_line_where_next_has_no_room_or_another_time(views, host, lines) -> None:
    header = TicketHeader()
    async with host(header).run_test(size=(50, 10)) as pilot:
        header.show(views.ticket(), views.now, hint="d why?")
        await pilot.pause()
        assert lines(header)[0].rstrip() == " NEXT  answer Mara Costa, waiting 30m"
        assert lines(header)[1].rstrip() == " DUE  first response due 17:00 (in 5h)   d why?"
    async with host(header).run_test(size=(120, 10)) as pilot:
        row = views.row(waiting_since=None, due_clock="resolution")
        header.show(views.ticket(row=row, promises=(views.promise(),)), views.now)
        await pilot.pause()
        assert "keep the promise: refund answer  by 13:00 today (~1h)" in lines(header)[0]
        assert lines(header)[1].rstrip() == " DUE  resolution due 17:00 (in 5h)"


@pytest.mark.parametrize("width", [24, 80, 160])
async def test_hostile_text_stays_text(width: int, views, host, lines, hostile) -> None:
    header = TicketHeader()
    async with host(header).run_test(size=(width, 10)) as pilot:
        header.show(views.ticket(promises=(views.promise(5), views.promise(6))), views.now)
        await pilot.pause()
        for text in hostile:
            promises = (views.promise(5, text, made_by=text), views.promise(6, text))
            for waiting in (views.now, None):
                row = views.row(customer_name=text, stage=text, kind="complaint", waiting_since=waiting)
                header.show(views.ticket(row=row, promises=promises), views.now, hint="w")
                assert len(lines(header)) in (3, 4)


def test_a_colleague_s_question_comes_first(views) -> None:
    asked = MentionView(10432, 5, "lin", True, "ana", "Ana Lima", views.now, "@lin can we\nrefund?")
    assert says(views, mentions=(asked,)) == "Ana Lima asks you: @lin can we refund?"
    assert says(views, mentions=(replace(asked, mine=False),)).startswith("answer Mara Costa")


def test_a_follow_up_that_is_due_says_whom_to_ask(views) -> None:
    row = views.row(status="waiting_customer", waiting_since=None)
    before, later = views.now - timedelta(hours=1), views.now + timedelta(days=1)
    messages = (views.message(1), views.ours(2, minutes=60 * 48))
    ticket = {"row": row, "messages": messages}
    assert says(views, follow_up_at=before, **ticket) == "ask Mara Costa again: no answer since Wed 18 Nov"
    assert "ask again tomorrow 12:00" in says(views, follow_up_at=later, **ticket)
    held = {**ticket, "row": replace(row, status="on_hold")}
    assert says(views, follow_up_at=before, **held).startswith("ask the carrier, warehouse or vendor again")
