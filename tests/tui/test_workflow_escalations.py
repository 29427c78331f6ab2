"""An escalation: sent by one console, accepted and handed back on another; forms, banners and marks beside it."""

import pytest
from tests.builders import HOUR, MINUTE, assert_sound, opened, types_of
from tests.desk.clocked import ALWAYS, rule
from tests.tui.driving import MIDDLE, NARROW, WIDE, console_at
from tests.tui.test_hostile_screens import TEXTS, harmful
from tests.tui.workflow_cases import console_of, go, press_until

from servicedesk.desk.desk import Desk
from servicedesk.settings import Settings
from servicedesk.tui.terminal.reading import Burst


@pytest.fixture
def ticket(lite: Desk) -> int:
    """A ticket of ``ana``."""
    ana = lite.acting_as("ana")
    number = opened(ana, "Where is my parcel?", subject="Parcel")
    ana.assignment.take(number)
    return number


def escalation(desk: Desk, ticket: int):
    return desk.escalations.of_ticket(ticket)[-1]


async def test_sent_accepted_and_handed_back_on_two_consoles(sqlite_url, clock, lite, ticket):
    """``e``, one sentence, ctrl+s; the specialist's ``w enter``; a verdict that comes back within a second."""
    clock.advance(MINUTE)
    async with (
        console_of("ana", sqlite_url, clock) as ana,
        console_of("spec", sqlite_url, clock) as spec,
    ):
        await go(ana, ticket)
        await go(spec, ticket)
        await ana.press("e")
        await ana.until(lambda: "Escalate" in ana.text)
        await ana.type("Find the parcel")
        await ana.press("tab")
        await ana.until(lambda: "4 spec" in ana.text)
        await ana.press("4")
        await ana.until(lambda: "to whom <spec>" in ana.text)
        await ana.press("ctrl+s")
        await ana.until(lambda: f"#{ticket} is escalated to spec" in ana.footer)
        sent = escalation(lite, ticket)
        assert (sent.state, sent.wanted, sent.sender) == ("open", "Find the parcel", "ana")
        assert lite.queue.row(ticket).assignee == "ana"
        await ana.until(lambda: "ESCALATED" in ana.text)
        # the other side
        await spec.until(lambda: "ESCALATED" in spec.text)
        await spec.until(lambda: "NEXT  Ana asks: Find the parcel" in spec.text)
        await spec.press("w", "enter")
        await spec.until(lambda: lite.queue.row(ticket).assignee == "spec")
        await spec.until(lambda: "Wanted: Find the parcel" in spec.footer)
        await ana.until(lambda: "ACCEPTED" in ana.text)
        await spec.until(lambda: "yours" in spec.text)
        await spec.press("w", "enter")
        await spec.until(lambda: "Wanted: Find the parcel" in spec.text)
        await spec.press("ctrl+s")
        await spec.until(lambda: "say it in a few words" in spec.text)
        await spec.type("It is at the neighbour's")
        await spec.press("ctrl+s")
        await ana.until(lambda: f"#{ticket}: handed back by Spec: It is at the neighbour's." in ana.footer)
        await spec.until(lambda: lite.queue.row(ticket).assignee == "ana")
        assert "NEXT  handed back by Spec: It is at the neighbour's" in ana.text
        await ana.until(lambda: "HANDED BACK" in ana.text)
        await ana.until(lambda: "by Spec: It is at the neighbour's" in ana.text)
    assert_sound(lite)


async def test_somebody_else_s_ticket_stays_with_them(sqlite_url, clock, lite, ticket):
    async with console_of("sup", sqlite_url, clock) as sup:
        await go(sup, ticket)
        await sup.press("e")
        await sup.until(lambda: "Until then the ticket stays with ana" in sup.text)
        await sup.press("tab")
        choices = next(line for line in sup.lines if "1 a supervisor" in line)
        assert "spec" in choices
        assert "ana" not in choices
    other = opened(lite, "And mine?", subject="Another")
    async with console_of("ana", sqlite_url, clock) as ana:
        await go(ana, other)
        await ana.press("e")
        await ana.until(lambda: "Until then the ticket stays with nobody" in ana.text)
        await ana.press("escape")
        await go(ana, ticket)
        await ana.press("e")
        await ana.until(lambda: "Until then the ticket stays with you" in ana.text)


async def test_asked_of_me(sqlite_url, clock, lite, ticket):
    """The tab is one key away, the row is marked, the ticket says what to do; accepted it leaves the tab."""
    lite.acting_as("ana").escalations.open(ticket, tried="Called them.", wanted="Find it", to="person:spec")
    clock.advance(MINUTE)
    async with console_of("spec", sqlite_url, clock) as spec:
        await press_until(spec, "]", "[Asked of me 1]")
        assert any(f"{ticket}e" in line for line in spec.lines)
        await spec.press("enter", "w", "enter")
        assert escalation(lite, ticket).state == "accepted"
        await spec.until(lambda: "[Asked of me 0]" in spec.text)
        await spec.press("escape", "]")
        assert "Asked of me" not in spec.text, "an empty one doesn't stand in the bar"


async def test_what_was_accepted_stays_open(sqlite_url, clock, lite, ticket):
    """It leaves the list of what is asked, but not the screen of whoever goes on with it."""
    ana = lite.acting_as("ana")
    other = opened(ana, "And mine?", subject="Another")
    for number in (ticket, other):
        ana.escalations.open(number, tried="Called them.", wanted="Find it", to="person:spec")
    clock.advance(MINUTE)
    async with console_of("spec", sqlite_url, clock) as spec:
        await press_until(spec, "]", "[Asked of me 2]")
        await spec.until(lambda: f"#{ticket} " in spec.text)
        await spec.press("w", "enter")
        await spec.until(lambda: "[Asked of me 1]" in spec.text)
        assert f"#{ticket} is yours now" in spec.footer
        assert any(f"2 #{ticket} " in line for line in spec.lines)


async def test_what_is_asked_is_announced(sqlite_url, clock, lite, ticket):
    """Whoever is asked hears of it wherever they are, within a second."""
    async with console_of("spec", sqlite_url, clock) as spec:
        assert "Asked of me" not in spec.text
        lite.acting_as("ana").escalations.open(ticket, tried="Called them.", wanted="Find it", to="person:spec")
        await spec.until(lambda: "1 more in Asked of me" in spec.footer)
        assert "Asked of me 1" in spec.lines[0]


async def test_escalating_is_disabled_with_its_reason(sqlite_url, clock, lite, ticket):
    lite.acting_as("ana").escalations.open(ticket, tried="Called them.", wanted="Find it", to="person:spec")
    async with console_of("ana", sqlite_url, clock) as ana:
        await go(ana, ticket)
        await ana.press("e")
        assert "escalate: sent to spec, accept by" in ana.footer
        await ana.press("enter", "e")
        assert "escalate: sent to spec" in ana.text


async def test_taken_back_while_nobody_acted(sqlite_url, clock, lite, ticket):
    clock.advance(MINUTE)
    async with console_of("ana", sqlite_url, clock) as ana:
        await go(ana, ticket)
        await ana.press("e")
        await ana.type("Find it")
        await ana.press("ctrl+s", "u")
        assert lite.escalations.of_ticket(ticket) == ()
        assert "Undone: escalation" in ana.footer
        await ana.press("e")
        await ana.type("Find it")
        await ana.press("ctrl+s", "w")
        at = next(line for line in ana.lines if "take the escalation back" in line)
        await ana.press(at.split()[0].strip(">") or at.split()[1])
        assert escalation(lite, ticket).state == "withdrawn"


async def test_without_a_sentence_the_proposed_one_is_sent(sqlite_url, clock, lite, ticket):
    async with console_of("ana", sqlite_url, clock) as ana:
        await go(ana, ticket)
        await ana.press("e", "ctrl+s")
        assert escalation(lite, ticket).wanted
        assert escalation(lite, ticket).tried


async def test_evidence_is_needed(sqlite_url, clock, lite, ticket):
    async with console_of("ana", sqlite_url, clock) as ana:
        await go(ana, ticket)
        await ana.press("e", "tab", "tab", "tab")
        for _ in range(200):
            ana.send("backspace")
        await ana.press("ctrl+s")
        assert "evidence" in ana.text
        assert lite.escalations.of_ticket(ticket) == ()


async def test_the_third_hand_over_goes_to_a_supervisor(sqlite_url, clock, lite, ticket):
    ana, spec = lite.acting_as("ana"), lite.acting_as("spec")
    for _ in range(2):
        ana.escalations.open(ticket, tried="Called them.", wanted="Find it", to="person:spec")
        spec.escalations.decline(ticket, "not ours")
    clock.advance(MINUTE)
    async with console_of("ana", sqlite_url, clock) as console:
        await go(console, ticket)
        assert "DECLINED" in console.text
        await console.press("e")
        assert "passed on 2 times already" in console.text
        await console.type("Please settle it")
        await console.press("ctrl+s")
        assert escalation(lite, ticket).line == 3
        assert "a supervisor" in console.footer


async def test_the_form_survives_a_crash_and_takes_pastes_as_text(sqlite_url, clock, lite, ticket):
    async with console_of("ana", sqlite_url, clock) as ana:
        await go(ana, ticket)
        await ana.press("e")
        ana.app.post_message(Burst("where is it, 2 days", entered=False))
        await ana.settle()
        await ana.until(lambda: bool(lite.acting_as("ana").forms.kept("escalate:")))
    async with console_of("ana", sqlite_url, clock) as ana:
        await go(ana, ticket)
        await ana.press("e")
        assert "where is it, 2 days" in ana.text


async def test_declined_with_a_reason(sqlite_url, clock, lite, ticket):
    lite.acting_as("ana").escalations.open(ticket, tried="Called them.", wanted="Find it", to="person:spec")
    clock.advance(MINUTE)
    async with console_of("spec", sqlite_url, clock) as spec:
        await go(spec, ticket)
        await spec.press("w", "2")
        await spec.type("Ask the carrier")
        await spec.press("ctrl+s")
        assert escalation(lite, ticket).state == "declined"
        assert "DECLINED" in spec.text
        assert "it stays with Ana" in spec.footer


async def test_what_a_rule_sent_goes_back_to_whoever_had_it(sqlite_url, clock, lite, ticket, tmp_path):
    file = tmp_path / "policies.yaml"
    rules = "escalation:\n  rules:\n    - {name: late, on: breach, to: supervisor}\n"
    file.write_text(ALWAYS + rule() + rules, encoding="utf-8")
    lite.acting_as("sup").policies.set([file])
    clock.advance(3 * HOUR)
    assert lite.upkeep.sweep().escalated == 1
    async with console_of("sup", sqlite_url, clock) as sup:
        await go(sup, ticket)
        await sup.press("w", "enter", "w", "enter", *"Call them", "ctrl+s")
        assert escalation(lite, ticket).state == "handed_back"
        assert f"#{ticket}: handed back to ana with your verdict" in sup.footer


async def test_two_at_once_and_one_is_told(sqlite_url, clock, lite, ticket):
    """The slip is open while somebody else accepts: nothing is done twice."""
    lite.acting_as("ana").escalations.open(ticket, tried="Called them.", wanted="Find it", to="person:spec")
    clock.advance(MINUTE)
    async with console_of("spec", sqlite_url, clock) as spec:
        await go(spec, ticket)
        await spec.press("w")
        lite.acting_as("sup").escalations.accept(ticket)
        await spec.press("enter")
        assert "anyway" not in spec.text
        assert "sup was first: it is accepted already" in spec.footer
        assert types_of(lite, ticket).count("escalation") == 1
        assert lite.queue.row(ticket).assignee == "sup"


@pytest.mark.parametrize(("size", "language"), [(NARROW, "zh_CN"), (MIDDLE, "en"), (WIDE, "zh_CN")])
async def test_every_size_and_language(size, language, sqlite_url, clock, lite, ticket):
    lite.acting_as("ana").escalations.open(ticket, tried="Called them.", wanted="Find it", to="person:spec")
    settings = Settings(timezone="UTC", language=language)
    async with console_at(sqlite_url, clock, size=size, settings=settings) as console:
        await go(console, ticket)
        assert "spec" in console.text
        assert "Find it" in console.text
        await console.press("enter", "escape", "w")
        assert all(len(line) <= size[0] for line in console.lines)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_hostile_words_are_only_words(size, sqlite_url, clock, lite):
    """Whatever was written into an escalation and an approval, on top of the ticket and in its slips."""
    ana, texts = lite.acting_as("ana"), [text for text in TEXTS if text.strip()][:: 5 if size is WIDE else 4]
    tickets = []
    for text in texts:
        number = opened(ana, "Where is it?")
        ana.assignment.take(number)
        ana.escalations.open(number, tried=text, wanted=text, to="person:spec")
        ana.approvals.ask(number, "compensation", 90_000, "EUR", text)
        tickets.append(number)
    async with console_of("spec", sqlite_url, clock, size) as spec:
        await press_until(spec, "]", "[Asked of me")
        await spec.press("enter")
        for n, text in enumerate(texts):
            assert harmful(spec.app.screen, size[0]) == set(), repr(text)
            if n % 4 == 0:
                await spec.press("w")
                assert harmful(spec.app.screen, size[0]) == set(), repr(text)
                await spec.press("2")
                assert harmful(spec.app.screen, size[0]) == set(), repr(text)
                await spec.press("escape")
            await spec.press("J")
