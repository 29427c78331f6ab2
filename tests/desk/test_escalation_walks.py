"""Random walks of random people: one open escalation a ticket, hand-overs counted, every state leads to an end."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import NOON, assert_sound, opened
from tests.conftest import Stores
from tests.desk.escalation_cases import hire_helpers
from tests.scale import sized

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.work import SeededEntropy
from servicedesk.domain.errors import Forbidden, IllegalMove, Invalid, Refused, UndoRefused
from servicedesk.domain.workflows.escalation import ESCALATION

WALKERS = ("lin", "ana", "sup", "bo", "dina", "nova")
TARGETS = ("supervisor", "skill:logistics", "skill:billing", "team:freight", "person:ana", "person:sup")
MOVES: Mapping[str, Callable[[Desk, int], object]] = {
    "accept": lambda desk, ticket: desk.escalations.accept(ticket),
    "decline": lambda desk, ticket: desk.escalations.decline(ticket, "Not mine."),
    "hand_back": lambda desk, ticket: desk.escalations.hand_back(ticket, "Give half back."),
    "complete": lambda desk, ticket: desk.escalations.complete(ticket),
    "withdraw": lambda desk, ticket: desk.escalations.withdraw(ticket),
}
OTHERS: Mapping[str, Callable[[Desk, int], object]] = {
    "undo": lambda desk, ticket: desk.history.undo(),
    "resolve": lambda desk, ticket: desk.handling.status(ticket, "resolved"),
    "reopen": lambda desk, ticket: desk.handling.status(ticket, "open"),
    "take": lambda desk, ticket: desk.assignment.take(ticket),
    "write": lambda desk, ticket: desk.conversation.message(ticket, "And now?"),
}
steps = st.lists(
    st.tuples(
        st.sampled_from(WALKERS),
        st.one_of(st.sampled_from([*MOVES, *MOVES, *OTHERS]), st.sampled_from(TARGETS).map(lambda to: f"open {to}")),
    ),
    min_size=4,
    max_size=sized(12, 40),
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, store_templates: Path) -> Iterator[Desk]:
    url = Stores("sqlite", tmp_path_factory.mktemp("walks"), store_templates).staffed()
    desk = open_desk(url, clock=ManualClock(NOON), handle="lin", entropy=SeededEntropy(5), via="test")
    hire_helpers(desk)
    yield desk
    desk.close()


def step(desk: Desk, ticket: int, what: str) -> bool:
    """Whether it was done. Whatever is refused is refused by a typed error."""
    name, _, to = what.partition(" ")
    act = (lambda: desk.escalations.open(ticket, to=to, wanted="Decide.")) if name == "open" else None
    try:
        act() if act else (MOVES | OTHERS)[name](desk, ticket)
    except (Refused, IllegalMove, Forbidden, UndoRefused, Invalid):
        return False
    return True


def check(desk: Desk, ticket: int) -> None:
    """What holds of a ticket's escalations at every moment."""
    found = desk.escalations.of_ticket(ticket)
    still_open = [one for one in found if not ESCALATION.is_final(one.state)]
    assert len(still_open) <= 1
    assert still_open in ([], [found[-1]] if found else [])
    for place, one in enumerate(found):
        assert one.hand_over <= place + 1
        assert one.hand_over < 3 or (one.line, one.person, one.team, one.skill) == (3, None, None, None)
    if still_open:
        assert desk.queue.row(ticket).status in ("new", "open", "waiting_customer", "on_hold")


def end(shop: Desk, ticket: int) -> None:
    """From wherever it stands it comes to an end."""
    found = shop.escalations.of_ticket(ticket)
    if found and found[-1].state == "open":
        ender = shop.acting_as(found[-1].sender or "sup")
        ender.escalations.withdraw(ticket)
    elif found and found[-1].state == "accepted":
        shop.acting_as("sup").escalations.complete(ticket)
    assert all(ESCALATION.is_final(one.state) for one in shop.escalations.of_ticket(ticket))


def test_walks(shop: Desk):
    tickets: list[int] = []

    @settings(max_examples=sized(20, 400))
    @given(steps)
    def walk(walked: list[tuple[str, str]]) -> None:
        ticket = opened(shop)
        tickets.append(ticket)
        for who, what in walked:
            desk = shop.acting_as(who)
            before = desk.escalations.of_ticket(ticket)
            offered = before[-1].moves if before else ()
            earlier = sum(one.state != "withdrawn" for one in before)
            done = step(desk, ticket, what)
            if what in MOVES:
                assert done == (what in offered), (who, what, before)
            if done and what.startswith("open "):
                assert desk.escalations.of_ticket(ticket)[-1].hand_over == earlier + 1
            check(desk, ticket)
        end(shop, ticket)

    walk()
    assert len(tickets) >= 20
    assert_sound(shop)
