"""The ledger of a ticket: why it is due when it is, stretch by stretch, and what would change that."""

from datetime import UTC, datetime, timedelta

from tests.builders import HOUR, MINUTE, assert_sound, resolved
from tests.tui.driving import MIDDLE, NARROW, WIDE, Console, console_at
from tests.tui.test_due import mine


def shown(console: Console, words: str) -> str:
    """The line of the slip that begins with ``words``, without the cursor."""
    lines = (line.lstrip(" >") for line in console.lines)
    return next(" ".join(line.split()) for line in lines if line.startswith(words))


async def test_why_is_this_due(sqlite_url, clock, promised):
    mine(promised)
    clock.advance(40 * MINUTE)
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("d")
        said = " ".join(console.text.split())
        assert "Why this due time: #10001" in said
        assert (
            "First response due 13:00 (in 20m): “everyday” gives 1h of working time from 12:00; "
            "40m are used, 20m are left."
        ) in said
        assert shown(console, "- FIRST RESPONSE") == "- FIRST RESPONSE 0:40:00 of 1:00:00 runs, due 13:00 (in 20m)"
        assert shown(console, "21 Nov 12:00:00") == "21 Nov 12:00:00 now runs Lin 0:40:00 0:40:00"
        assert shown(console, "+ RESOLUTION") == "+ RESOLUTION 0:40:00 of 10:00:00 runs, due Mon 23 Nov 17:00"
        await console.press("d")
        assert "Why this due time" not in console.text


async def test_it_counts_down_while_it_is_looked_at(sqlite_url, clock, promised):
    mine(promised)
    clock.advance(40 * MINUTE)
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("d")
        clock.advance(11 * MINUTE + timedelta(seconds=18))
        await console.until(lambda: "First response due 13:00 (in 8:42)" in console.text)


async def test_nights_and_rests_with_their_reasons(sqlite_url, clock, promised):
    number = mine(promised)
    promised.conversation.reply(number, "Which lamp?", grace=0, then="waiting_customer")
    clock.advance(HOUR)
    promised.conversation.message(number, "The tall one.")
    clock.set(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    async with console_at(sqlite_url, clock, size=WIDE) as console:
        await console.press("d")
        assert "Next response due 11:00 (in 30m)" in console.text
        assert "2h 30m are used, 30m are left, 1d didn't count." in console.text
        assert "closed: weekend" in shown(console, "21 Nov 14:00:00")
        await console.press("j", "j", "j", "j", "enter")
        assert "rests: the customer's turn" in shown(console, "21 Nov 12:00:00")
        assert shown(console, "23 Nov 09:00:00").endswith("1:30:00 2:30:00")


async def test_enter_folds_and_unfolds(sqlite_url, clock, promised):
    mine(promised)
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("d")
        assert "- FIRST RESPONSE" in console.text
        await console.press("enter")
        assert "+ FIRST RESPONSE" in console.text
        await console.press("j", "enter")
        assert "- RESOLUTION" in console.text
        # On a stretch of time, enter closes the clock it is of.
        await console.press("j", "enter")
        assert "+ RESOLUTION" in console.text
        await console.press("escape")
        assert console.desk.queue.has_focus


async def test_what_another_priority_would_make_of_it(sqlite_url, clock, promised):
    number = mine(promised)
    clock.advance(10 * MINUTE)
    version = promised.queue.row(number).version
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("d")
        assert "1 urgent 12:20   2 high 13:00  [3 normal 13:00]  4 low 13:00   w waiting now" in console.text
        await console.press("1")
        assert "With priority urgent: first response due 12:20 (in 10m): “urgent” gives 20m" in console.text
        assert "[1 urgent 12:20]  2 high 13:00   3 normal 13:00" in console.text
        await console.press("1")
        assert "[3 normal 13:00]" in console.text
        await console.press("left")
        assert "[2 high 13:00]" in console.text
        await console.press("left", "0")
        assert "[3 normal 13:00]" in console.text
        await console.press("escape")
    # Nothing of it was ever written.
    assert promised.queue.row(number).version == version
    assert promised.queue.row(number).priority == "normal"
    assert_sound(promised)


async def test_a_priority_that_finds_its_time_used_up_breaks_no_promise(sqlite_url, clock, promised):
    mine(promised)
    clock.advance(40 * MINUTE)
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("d")
        assert "1 urgent at once   2 high 13:00  [3 normal 13:00]" in console.text
        await console.press("1")
        said = " ".join(console.text.split())
        assert (
            "With priority urgent: first response would be due at once: “urgent” gives 20m of working time from 12:00, "
            "and 40m are used; a promise can't be broken before it was made."
        ) in said
        assert "runs, due at once" in said
        clock.advance(3 * timedelta(seconds=1))
        await console.press("1", "1")
        assert "ago)" not in console.text


async def test_another_priority_does_not_mend_a_broken_promise(sqlite_url, clock, promised):
    mine(promised)
    clock.advance(90 * MINUTE)
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("d")
        assert "First response was due 13:00 (30m ago)" in console.text
        await console.press("1")
        said = " ".join(console.text.split())
        assert "With priority urgent: first response is broken since 13:00; another priority doesn't mend that." in said
        assert "[1 urgent ! 13:00]  2 high ! 13:00   3 normal ! 13:00   4 low ! 13:00" in console.text
        assert "too many" not in said
        assert "First response was due" not in said


async def test_what_waiting_now_would_make_of_it(sqlite_url, clock, promised):
    number = mine(promised)
    promised.conversation.reply(number, "It leaves today.", grace=0)
    clock.advance(HOUR)
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("d")
        assert "Resolution due Mon 23 Nov 17:00" in console.text
        await console.press("w")
        said = " ".join(console.text.split())
        assert "If it waited for the customer from now on: nothing is due: resolution rests at 1h of 10h" in said
        assert "[w waiting now]" in console.text
        await console.press("1")
        said = " ".join(console.text.split())
        assert "With priority urgent, if it waited for the customer from now on: nothing is due" in said
        await console.press("w", "1")
        assert "Resolution due Mon 23 Nov 17:00" in console.text


async def test_nothing_would_change_what_is_resolved(sqlite_url, clock, promised):
    number = resolved(promised)
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("o")
        await console.type(f"{number}\n")
        await console.press("d")
        assert "Nothing is due: every clock of this ticket has ended." in console.text
        assert "It is resolved: nothing would change its clocks." in console.text
        await console.press("1")
        assert "With priority" not in console.text


async def test_a_ticket_without_a_promise_says_so(sqlite_url, clock, lite):
    number = mine(lite)
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("d")
        assert f"#{number} has no due time: no policy promises anything for it." in console.text


async def test_the_list_stays_while_another_ticket_comes(sqlite_url, clock, promised):
    mine(promised)
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("d")
        mine(promised, priority="urgent", customer="b@example.com")
        await console.until(lambda: console.desk.queue.total == 2)
        assert "Why this due time: #10001" in console.text
