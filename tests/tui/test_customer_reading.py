"""The customer beside the ticket is read when somebody can see them, and then at once."""

from tests.builders import opened
from tests.tui.driving import console_at

from servicedesk.settings import Settings


def of_customers(console) -> list[int]:
    """The tickets whose customers are read from now on."""
    read: list[int] = []
    tickets = console.app.fittings.link.desk.tickets
    customer = tickets.customer

    def counted(ticket_id: int):
        read.append(ticket_id)
        return customer(ticket_id)

    tickets.customer = counted
    return read


async def test_nobody_is_read_for_a_pane_that_is_hidden(sqlite_url, clock, lite):
    numbers = [opened(lite, subject=f"Lamp {n}", customer=f"c{n}@example.com", name=f"Customer {n}") for n in range(3)]
    for number in numbers:
        lite.assignment.take(number)
    async with console_at(sqlite_url, clock, size=(120, 36)) as console:
        read = of_customers(console)
        await console.press("down", "up")
        assert read == []
        await console.press("enter", "4")
        (seen,) = set(read)
        assert f"Customer {numbers.index(seen)}" in console.text
        assert f"c{numbers.index(seen)}@example.com" in console.text


async def test_beside_the_ticket_the_customer_follows(sqlite_url, clock, lite):
    for number in [opened(lite, subject=f"Lamp {n}", customer=f"c{n}@example.com") for n in range(2)]:
        lite.assignment.take(number)
    async with console_at(sqlite_url, clock, size=(160, 45)) as console:
        await console.press("down")
        await console.until(lambda: "c1@example.com" in console.text)
        await console.press("up")
        await console.until(lambda: "c0@example.com" in console.text)


async def test_panes_that_wait_for_enter(sqlite_url, clock, lite):
    for number in [opened(lite, f"The text of {n}", subject=f"Lamp {n}") for n in range(2)]:
        lite.assignment.take(number)
    async with console_at(sqlite_url, clock, settings=Settings(timezone="UTC", follow="enter")) as console:
        await console.press("down", "up", "down")
        await console.pilot.pause(0.1)
        await console.settle()
        assert "The text of" not in console.text
        await console.press("enter")
        assert "The text of 1" in console.text
