"""A return from the customer's first message to the money, by keys; exceptions that somebody else decides."""

import pytest
from tests.builders import DAY, MINUTE, assert_sound, bodies, opened
from tests.desk.returned import brought, order, wanted
from tests.tui.driving import MIDDLE, NARROW, console_at
from tests.tui.workflow_cases import console_of, go, with_goods

from servicedesk.desk.desk import Desk
from servicedesk.desk.returning.views import Finding


@pytest.fixture
def ticket(lite: Desk) -> int:
    """A ticket of ``lin`` about an order whose goods are to come back."""
    number = opened(with_goods(lite), "I would like to send the Arc back.", kind="return", order="55-1")
    lite.assignment.take(number)
    return number


async def test_from_the_first_message_to_the_refund(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        assert "w more steps" in console.text
        await console.press("w", "enter")
        assert "1 of 1 can still come back" in console.text
        assert "nothing is chosen yet" in console.text
        await console.press("1")
        await console.until(lambda: "EUR 100.00 back, you may approve it" in console.text)
        await console.press("ctrl+s")
        (rma,) = lite.returns.of_ticket(ticket)
        assert rma.stage == "requested"
        assert lite.forms.kept("") == ()
        # the shortest way: approve, and tell it
        await console.press("w", "enter")
        assert lite.returns.get(rma.id).stage == "approved"
        assert "Your return for order 55-1 is approved." in console.draft
        await console.press("ctrl+s", "1")
        assert "is approved" in bodies(lite, ticket)[-1]
        await go(console, ticket)
        for stage, keys in (
            ("in_transit", ("2", *"JD01", "ctrl+s")),
            ("received", ("enter", "ctrl+s")),
            ("inspected", ("enter", "ctrl+s")),
            ("completed", ("enter", "ctrl+s")),
        ):
            await console.press("w", *keys)
            assert lite.returns.get(rma.id).stage == stage, console.text
        done = lite.returns.get(rma.id)
        assert (done.refund_total, done.tracking) == (10_000, "JD01")
        assert [line.outcome for line in done.lines] == ["refunded"]
        assert f"Return {rma.id} is completed, EUR 100.00 back" in console.text
        assert "We have refunded order 55-1." in console.draft
    assert_sound(lite)


async def test_w_enter_ctrl_s_1_in_one_go(sqlite_url, clock, lite, ticket):
    """As a fast typist does: nothing is waited for."""
    _, rma = lite.returns.request(ticket, [wanted("ARC")])
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        for key in ("w", "enter", "ctrl+s", "1"):
            console.send(key)
        await console.settle()
        assert lite.returns.get(rma).stage == "approved"
        assert "is approved" in bodies(lite, ticket)[-1]
        assert lite.queue.row(ticket).status == "waiting_customer"


async def test_a_written_reply_stays_as_it_is(sqlite_url, clock, lite, ticket):
    lite.returns.request(ticket, [wanted("ARC")])
    lite.drafts.save(ticket, "reply", "Half a sentence", 4)
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        await console.press("w", "enter")
        assert console.draft == "Half a sentence"


async def test_several_lines_reasons_and_evidence(sqlite_url, clock, lite, ticket):
    """Tab goes from choice to choice, down to the same one of the next line; files are evidence unless one says no."""
    lite.conversation.attach(ticket, "arc.jpg", b"x")
    lite.conversation.attach(ticket, "other.pdf", b"y")
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        await console.press("w", "enter", "1", "tab", "1", "tab", "4", "tab", "down", "2")
        await console.press("shift+tab", "shift+tab", "shift+tab", "2")
        await console.press("down", "down", "tab", "right")
        assert "other.pdf <no>" in console.text
        await console.press("ctrl+s")
        (rma,) = lite.returns.of_ticket(ticket)
        assert [(line.sku, line.quantity, line.reason, line.condition, line.remedy) for line in rma.lines] == [
            ("ARC", 1, "damaged", "damaged", "refund"),
            ("SOLO", 2, "changed_mind", "opened", "exchange"),
        ]
        names = {file.id: file.name for file in lite.tickets.show(ticket).attachments}
        assert [names[number] for number in rma.attachments] == ["arc.jpg"]


async def test_outside_the_window_somebody_else_decides(sqlite_url, clock, lite, ticket):
    """The agent asks; the supervisor's console shows the banner and decides; the agent's sees it."""
    clock.advance(40 * DAY)
    _, rma = lite.returns.request(ticket, [wanted("ARC")])
    async with console_of("lin", sqlite_url, clock) as lin, console_of("sup", sqlite_url, clock) as sup:
        await go(lin, ticket)
        await lin.press("w", "enter")
        await lin.until(lambda: "needs somebody with more authority" in lin.text)
        await lin.type("Her first order")
        await lin.press("ctrl+s")
        await lin.until(lambda: "waits for approval" in lin.text)
        await lin.until(lambda: lite.returns.get(rma).stage == "requested")
        await lin.press("w")
        await lin.until(lambda: "asked 0s ago" in lin.text)
        await lin.press("escape")
        await go(sup, ticket)
        await sup.until(lambda: "WAITS" in sup.text)
        await sup.until(lambda: "first order" in sup.text)
        await sup.press("w", "enter")
        await sup.until(lambda: lite.returns.get(rma).stage == "approved")
        await lin.until(lambda: "APPROVED" in lin.text)
    assert_sound(lite)


async def test_declined_with_a_reason_and_taken_back(sqlite_url, clock, lite, ticket):
    _, rma = lite.returns.request(ticket, [wanted("ARC")])
    clock.advance(MINUTE)
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        await console.press("w", "2", "ctrl+s")
        assert "say it in a few words" in console.text
        await console.type("It was worn for weeks")
        await console.press("ctrl+s")
        assert lite.returns.get(rma).stage == "declined"
        assert "declined: It was worn for weeks" in console.text
        assert "RETURN declined" in console.text, "beside the customer too"
        await console.press("escape", "escape", "u")
        assert lite.returns.get(rma).stage == "requested"


async def test_what_was_typed_survives(sqlite_url, clock, lite, ticket):
    """Escape, and a console that is gone: the form is as it was."""
    _, rma = lite.returns.request(ticket, [wanted("ARC")])
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        await console.press("w", "2")
        await console.type("It was worn")
        await console.until(lambda: bool(lite.forms.kept("decline:")))
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        await console.press("w", "2")
        assert "It was worn" in console.text
        await console.press("escape")
        assert "Kept as it was" in console.footer
        assert lite.returns.get(rma).stage == "requested"


@pytest.mark.parametrize("size", [NARROW, MIDDLE])
async def test_the_panel_of_a_return(size, sqlite_url, clock, lite, ticket):
    _, rma = lite.returns.request(ticket, [wanted("ARC"), wanted("SOLO", 2)])
    async with console_at(sqlite_url, clock, size=size) as console:
        await go(console, ticket)
        assert f"RETURN {rma}" in console.text
        assert "EUR 160.00 back" in console.text
        assert ("rule change of mind" in console.text) is (size is MIDDLE)


async def test_its_number_is_copied_and_its_moves_are_told(sqlite_url, clock, lite, ticket):
    _, rma = lite.returns.request(ticket, [wanted("ARC")])
    brought(lite, rma, "received")
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        assert "stage received" in console.text or "events" in console.text
        await console.press("y")
        assert any("return" in line and str(rma) in line for line in console.lines)
        await console.press("escape", "U")
        assert "received return" in console.text or "stage → received" in console.text


async def test_beyond_the_limit_of_who_requested_it_a_supervisor_approves_at_once(sqlite_url, clock, lite):
    """No second form, no waiting: their own limit is enough."""
    with_goods(lite)
    order(lite, "55-9", [("ARC", 5, 10_000, "0.19")])
    number = opened(lite, "All five, please.", kind="return", order="55-9")
    _, rma = lite.returns.request(number, [wanted("ARC", 5)])
    async with console_of("sup", sqlite_url, clock) as sup:
        await go(sup, number)
        await sup.press("w")
        assert "beyond the limit of who requested it, within yours" in sup.text
        await sup.press("enter")
        assert lite.returns.get(rma).stage == "approved"


@pytest.mark.parametrize("requester", ["lin", "sup"])
async def test_beyond_one_s_own_limit_it_is_asked_for(requester, sqlite_url, clock, lite):
    """Whoever requested it, and whatever they might have approved."""
    with_goods(lite)
    order(lite, "55-9", [("ARC", 5, 10_000, "0.19")])
    number = opened(lite, "All five, please.", kind="return", order="55-9")
    lite.acting_as(requester).returns.request(number, [wanted("ARC", 5)])
    async with console_at(sqlite_url, clock) as console:
        await go(console, number)
        await console.press("w")
        assert "1 ask for the return's approval" in console.text
        assert "EUR 500.00 is beyond your EUR 200.00" in console.text
        await console.press("enter", *"Faulty", "ctrl+s")
        (asked,) = lite.approvals.of_ticket(number)
        assert (asked.state, asked.why, asked.amount) == ("waiting", "Faulty", 50_000)


async def finishing(console, ticket):
    """Open the form that finishes the return."""
    await go(console, ticket)
    await console.press("w", "enter")


async def test_before_it_is_finished_the_form_says_what_it_pays(sqlite_url, clock, lite, ticket):
    """And what the inspection wrote; another outcome says at once what that means."""
    _, rma = lite.returns.request(ticket, [wanted("ARC")])
    (line,) = brought(lite, rma, "received").lines
    lite.returns.inspect(rma, {line.id: Finding("used", "refurbish", "The shade is bent")})
    async with console_at(sqlite_url, clock) as console:
        await finishing(console, ticket)
        await console.until(lambda: "customer gets EUR 80.00 back; once finished this can't be undone" in console.text)
        assert "used, refurbish: The shade is bent" in console.text
        await console.press("4")
        await console.until(lambda: "no money moves; u takes it back" in console.text)
        await console.press("ctrl+s")
        assert [one.outcome for one in lite.returns.get(rma).lines] == ["sent_back"]


@pytest.mark.parametrize(
    ("sku", "typed", "says", "after"),
    [
        ("ARC", "solo", "customer gets EUR 70.00 back", "customer gets EUR 70.00 back"),
        ("SOLO", "arc", "customer pays EUR 70.00", "customer pays EUR 70.00"),
    ],
)
async def test_an_exchange_finds_the_article_and_says_the_difference(
    sqlite_url, clock, lite, ticket, sku, typed, says, after
):
    _, rma = lite.returns.request(ticket, [wanted(sku, remedy="exchange")])
    brought(lite, rma, "inspected")
    async with console_at(sqlite_url, clock) as console:
        await finishing(console, ticket)
        await console.until(lambda: "no money moves" in console.text)
        await console.press("tab", *typed[:2])
        await console.until(lambda: f"> {typed.upper()}  {typed.title()}" in console.text)
        await console.press("enter")
        await console.until(lambda: f"{says}; once finished" in console.text)
        await console.press("ctrl+s")
        (line,) = lite.returns.get(rma).lines
        assert (line.outcome, line.replacement) == ("exchanged", typed.upper())
        assert f"Return {rma} is completed, {after}; tell" in console.text
        await console.press("escape", "escape")
        await console.until(lambda: f"completed, {after}" in console.text)
    assert_sound(lite)


async def test_an_article_that_is_none_keeps_the_form(sqlite_url, clock, lite, ticket):
    _, rma = lite.returns.request(ticket, [wanted("ARC", remedy="exchange")])
    brought(lite, rma, "inspected")
    async with console_at(sqlite_url, clock) as console:
        await finishing(console, ticket)
        await console.press("tab", *"xyz")
        await console.until(lambda: "nothing is called so" in console.text)
        await console.press("ctrl+s")
        await console.until(lambda: "There is no product xyz." in console.text)
        await console.press("backspace", "backspace", "backspace", *"SOLO")
        await console.until(lambda: "customer gets EUR 70.00 back" in console.text)
        assert "There is no product" not in console.text
        await console.press("ctrl+s")
        assert lite.returns.get(rma).stage == "completed"


async def test_pieces_that_can_not_have_come_keep_the_form(sqlite_url, clock, lite, ticket):
    _, rma = lite.returns.request(ticket, [wanted("SOLO", 2)])
    brought(lite, rma, "in_transit")
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        await console.press("w", "enter", "9")
        assert "at most 2" in console.text
        await console.press("0", "ctrl+s")
        await console.until(lambda: "no piece has come" in console.text)
        assert "pieces <0/2>" in console.text, "the field has the keys"
        await console.press("1", "ctrl+s")
        assert [line.received for line in lite.returns.get(rma).lines] == [1]
