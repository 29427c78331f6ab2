"""Four eyes: asked for by an agent, decided by a supervisor on another console; limits, reasons, standing in."""

import pytest
from tests.builders import HOUR, MINUTE, assert_sound
from tests.desk.approval_cases import about, with_orders
from tests.tui.driving import MIDDLE, NARROW, console_at
from tests.tui.workflow_cases import console_of, go, press_until

from servicedesk.desk.desk import Desk


@pytest.fixture
def ticket(lite: Desk) -> int:
    """A ticket of ``lin`` about an order of EUR 800."""
    number = about(with_orders(lite))
    lite.assignment.take(number)
    return number


def approval(desk: Desk, ticket: int):
    return desk.approvals.of_ticket(ticket)[-1]


def step_key(console, text: str) -> str:
    """The number of the step whose line has a text."""
    line = next(line for line in console.lines if text in line)
    return line.replace(">", " ").split()[0]


async def test_asked_by_an_agent_reduced_by_a_supervisor(sqlite_url, clock, lite, ticket):
    clock.advance(MINUTE)
    async with console_of("lin", sqlite_url, clock) as lin, console_of("sup", sqlite_url, clock) as sup:
        await go(lin, ticket)
        await lin.press("w")
        await lin.until(lambda: "refund or compensation" in lin.text)
        await lin.press(step_key(lin, "refund or compensation"))
        await lin.type("320")
        await lin.until(lambda: "beyond your limit" in lin.text)
        await lin.press("tab")
        await lin.type("It broke twice")
        await lin.press("ctrl+s")
        await lin.until(lambda: "EUR 320.00 refund waits for approval" in lin.footer)
        asked = approval(lite, ticket)
        assert (asked.state, asked.amount, asked.kind) == ("waiting", 32_000, "refund")
        await lin.until(lambda: "WAITS" in lin.text)
        clock.advance(22 * MINUTE)
        await sup.until(lambda: "Asked of me 1" in sup.text)
        await go(sup, ticket)
        await sup.until(lambda: "asked by Lin 22m ago: It broke" in sup.text)
        assert "NEXT  decide the EUR 320.00 refund Lin asks for" in sup.text
        await sup.press("w", "2")
        await sup.type("400")
        await sup.press("ctrl+s")
        await sup.until(lambda: "less than EUR 320.00" in sup.text)
        for _ in range(3):
            await sup.press("backspace")
        await sup.type("200")
        await sup.press("tab")
        await sup.type("Half is fair")
        await sup.press("ctrl+s")
        await lin.until(lambda: "REDUCED" in lin.text)
        granted = approval(lite, ticket)
        assert (granted.state, granted.granted, granted.answer) == ("reduced", 20_000, "Half is fair")
        await lin.until(lambda: "to EUR 200.00 (asked EUR 320.00) by Sup: Half is fair" in lin.text)
    assert_sound(lite)


@pytest.mark.parametrize(
    ("move", "news"),
    [
        ("approve", "tell Mara: EUR 320.00 refund approved"),
        ("reduce", "tell Mara: EUR 200.00 approved instead of EUR 320.00 refund"),
        ("reject", "tell Mara: EUR 320.00 refund declined"),
    ],
)
async def test_who_asked_is_told_of_the_decision_until_they_go_on(sqlite_url, clock, lite, ticket, move, news):
    lite.conversation.reply(ticket, "We look into it.", grace=0, then="on_hold")
    _, asked = lite.approvals.ask(ticket, "refund", 32_000, "EUR", "It broke twice")
    clock.advance(MINUTE)
    sup = lite.acting_as("sup").approvals
    decide = {
        "approve": lambda: sup.approve(asked.id),
        "reduce": lambda: sup.reduce(asked.id, 20_000, "Half is fair"),
        "reject": lambda: sup.reject(asked.id, "It is too old"),
    }
    async with console_at(sqlite_url, clock) as console:
        await console.press("escape")
        decide[move]()
        await console.until(lambda: f"#{ticket}: {news}." in console.footer)
        await go(console, ticket)
        assert f"NEXT  {news}" in console.text
        assert "w do it" not in console.text, "no step tells the customer"
        lite.conversation.message(ticket, "Any news?", name="Mara")
        lite.acting_as("sup").conversation.note(ticket, "I have told the bank.")
        await console.until(lambda: "I have told the bank." in console.text)
        assert f"NEXT  {news}" in console.text, "what who decided does besides is no answer to it"
        clock.advance(MINUTE)
        lite.handling.status(ticket, "waiting_customer")
        await console.until(lambda: "NEXT  answer Mara" in console.text)


async def test_it_is_told_until_somebody_goes_on_with_it(sqlite_url, clock, lite, ticket):
    """Neither a tag, a colleague nor a mention that was seen is an answer; that none is needed is one."""
    news = "NEXT  tell Mara: EUR 320.00 refund approved"
    lite.conversation.reply(ticket, "We look into it.", grace=0, then="on_hold")
    _, asked = lite.approvals.ask(ticket, "refund", 32_000, "EUR", "It broke twice")
    sup = lite.acting_as("sup")
    sup.approvals.approve(asked.id)
    clock.advance(MINUTE)
    sup.conversation.note(ticket, "@lin it is fine")
    lite.mentions.seen(ticket)
    lite.handling.tag(ticket, ["refund"])
    lite.conversation.message(ticket, "Any news?", name="Mara")
    lite.assignment.assign(ticket, "ana")
    async with console_at(sqlite_url, clock) as console:
        await console.press("escape")
        await go(console, ticket)
        assert news in console.text
        sup.conversation.no_reply_needed(ticket)
        await console.until(lambda: news not in console.text)


async def test_two_decisions_at_once_are_both_told(sqlite_url, clock, lite, ticket):
    other = about(lite)
    lite.assignment.take(other)
    asked = [lite.approvals.ask(n, "refund", 32_000, "EUR", "It broke twice")[1] for n in (ticket, other)]
    clock.advance(MINUTE)
    async with console_at(sqlite_url, clock) as console:
        await console.press("escape")
        for one in asked:
            lite.acting_as("sup").approvals.approve(one.id)
        await console.until(lambda: all(f"#{n}: tell Mara" in console.footer for n in (ticket, other)))


async def test_a_decision_for_somebody_else_is_not_announced(sqlite_url, clock, lite, ticket):
    _, asked = lite.approvals.ask(ticket, "refund", 32_000, "EUR", "It broke twice")
    async with console_of("ana", sqlite_url, clock) as ana:
        await go(ana, ticket)
        lite.acting_as("sup").approvals.approve(asked.id)
        await ana.until(lambda: "NEXT  tell Mara: EUR 320.00 refund approved" in ana.text)
        assert f"#{ticket}: tell" not in ana.footer


LONG = "The parcel lay in the rain for two days. " * 8 + "The carrier pays, so it is\nno loss for us if it is granted."


@pytest.mark.parametrize("size", [MIDDLE, NARROW])
async def test_the_whole_reason_stands_where_one_decides(sqlite_url, clock, lite, ticket, size):
    lite.approvals.ask(ticket, "refund", 32_000, "EUR", LONG)
    async with console_of("sup", sqlite_url, clock, size) as sup:
        await go(sup, ticket)
        await sup.press("w")
        await sup.until(lambda: "no loss for us if it is granted." in sup.text)
        assert "EUR 320.00 refund, asked by Lin 0s ago" in sup.text
        assert "esc goes back" in sup.footer
        assert "pgdn" not in sup.text
        await sup.press(step_key(sup, "approve EUR 320"))
    assert approval(lite, ticket).state == "approved"


async def test_a_reason_longer_than_the_screen_scrolls(sqlite_url, clock, lite, ticket):
    lite.approvals.ask(ticket, "refund", 32_000, "EUR", "It broke. " * 150 + "That is all.")
    async with console_of("sup", sqlite_url, clock, NARROW) as sup:
        await go(sup, ticket)
        await sup.press("w")
        await sup.until(lambda: "pgdn and pgup read on" in sup.text)
        assert "That is all." not in sup.text
        assert "approve EUR 320" in sup.text
        await press_until(sup, "pagedown", "That is all.")
        assert "approve EUR 320" in sup.text
        await press_until(sup, "pageup", "asked by Lin")


async def test_what_the_asker_gave_before_stands_where_one_decides(sqlite_url, clock, lite, ticket):
    lite.approvals.ask(ticket, "refund", 4_000, "EUR", "A gesture")
    lite.approvals.ask(ticket, "compensation", 32_000, "EUR", "It broke twice")
    async with console_of("sup", sqlite_url, clock) as sup:
        await go(sup, ticket)
        await sup.press("w")
        assert "EUR 40.00 granted alone on this order before" in sup.text


async def test_within_the_limit_it_is_granted_at_once(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        await console.press("w")
        await console.press(step_key(console, "refund or compensation"))
        await console.type("49,90")
        await console.until(lambda: "within your limit" in console.text)
        await console.press("tab", *"Sorry", "ctrl+s")
        assert approval(lite, ticket).state == "within_limit"
        assert approval(lite, ticket).granted == 4_990
        assert "granted, within your limit" in console.footer


async def test_what_is_no_amount_is_said_and_kept(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        await console.press("w")
        await console.press(step_key(console, "refund or compensation"))
        for typed in ("", "abc", "0", "1.234", "-5", "1,2,3"):
            await console.type(typed)
            await console.press("ctrl+s")
            assert console.text.count("That can't be taken: amount") == 1, "said once, not foretold beside it"
            await console.press(*["backspace"] * len(typed))
        assert lite.approvals.of_ticket(ticket) == ()


async def test_the_asker_can_not_decide_and_sees_why(sqlite_url, clock, lite, ticket):
    lite.approvals.ask(ticket, "refund", 32_000, "EUR", "It broke twice")
    clock.advance(MINUTE)
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        await console.press("w")
        line = next(line for line in console.lines if "approve EUR 320" in line)
        assert "you asked for it" in line
        await console.press(step_key(console, "take the request for approval back"))
        assert approval(lite, ticket).state == "withdrawn"


async def test_rejected_and_decided_from_the_tab(sqlite_url, clock, lite, ticket):
    lite.approvals.ask(ticket, "refund", 32_000, "EUR", "It broke twice")
    clock.advance(MINUTE)
    async with console_of("sup", sqlite_url, clock) as sup:
        await press_until(sup, "]", "[Asked of me 1]")
        assert any(f"{ticket}a" in line for line in sup.lines)
        await sup.press("enter", "w", "3", *"No reason given", "ctrl+s")
        assert approval(lite, ticket).state == "rejected"
        assert "REJECTED" in sup.text


async def test_resolving_waits_for_the_decision(sqlite_url, clock, lite, ticket):
    lite.approvals.ask(ticket, "refund", 32_000, "EUR", "It broke twice")
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        await console.press("s", "2")
        if lite.queue.row(ticket).status != "resolved":
            assert lite.queue.row(ticket).status == "open"
        assert lite.queue.row(ticket).status == "open", console.text


@pytest.mark.parametrize("size", [NARROW, MIDDLE])
async def test_the_banner_at_every_size(size, sqlite_url, clock, lite, ticket):
    lite.approvals.ask(ticket, "refund", 32_000, "EUR", "It broke twice")
    async with console_at(sqlite_url, clock, size=size) as console:
        await go(console, ticket)
        line = next(line for line in console.lines if "WAITS" in line)
        assert "EUR 320.00 refund" in line


async def test_standing_in_and_its_end(sqlite_url, clock, lite, ticket):
    """``sup`` is away: ``spec`` decides in their place; then not any more."""
    lite.approvals.ask(ticket, "refund", 50_000, "EUR", "It broke twice")
    clock.advance(MINUTE)
    async with console_of("sup", sqlite_url, clock) as sup:
        await sup.press("colon")
        await sup.type("delegate")
        await sup.press("enter")
        assert "Who decides in your place?" in sup.text
        await sup.press(step_key(sup, "Spec"))
        await sup.type("2h")
        await sup.press("enter")
        assert "Spec stands in for you until 14:01" in sup.footer
        (given,) = lite.delegations.in_force()
        assert (given.giver, given.to, given.until) == ("sup", "spec", clock.now() + 2 * HOUR)
        assert lite.acting_as("spec").approvals.waiting()[0].mine
        await sup.press("colon")
        await sup.type("delegate")
        await sup.press("enter", "1")
        assert lite.delegations.in_force() == ()


async def test_what_one_granted_before_leaves_less_of_the_limit(sqlite_url, clock, lite, ticket):
    lite.approvals.ask(ticket, "compensation", 1_250, "EUR", "Sorry.")
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        await console.press("w")
        await console.press(step_key(console, "refund or compensation"))
        await console.type("200")
        await console.until(lambda: "with EUR 12.50 you granted" in console.text)
        await console.press("tab", *"Sorry", "ctrl+s")
        await console.until(lambda: "waits for approval; u takes it back" in console.footer)
    assert (approval(lite, ticket).state, approval(lite, ticket).given_before) == ("waiting", 1_250)


async def test_who_decides_too_late_is_told_at_once(sqlite_url, clock, lite, ticket):
    """The list is open while the asker takes it back: no question whether to do it anyway."""
    lite.approvals.ask(ticket, "refund", 32_000, "EUR", "It broke twice")
    clock.advance(MINUTE)
    async with console_of("sup", sqlite_url, clock) as sup:
        await go(sup, ticket)
        await sup.press("w")
        lite.approvals.withdraw(approval(lite, ticket).id)
        await sup.press("enter")
        assert "anyway" not in sup.text
        assert "was first: it is taken back already" in sup.footer
    assert approval(lite, ticket).state == "withdrawn"


async def test_the_asker_is_led_to_the_customer(sqlite_url, clock, lite, ticket):
    lite.approvals.ask(ticket, "refund", 32_000, "EUR", "It broke twice")
    clock.advance(MINUTE)
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        await console.press("w", "enter", *"A little longer")
        assert "A little longer" in console.draft
    assert approval(lite, ticket).state == "waiting"
