"""What a ticket's rows say after its last event is what a replay at any later instant finds."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.streams import CREATED, START, moved, said, ticket_stream
from tests.domain.test_sla_rules import ALWAYS

from servicedesk.domain.events import Payload, micros
from servicedesk.domain.sla.book import PolicyBook, Version
from servicedesk.domain.sla.facts import Clock, Policy
from servicedesk.domain.sla.history import facts_of
from servicedesk.domain.sla.policies import PolicySet, Rule
from servicedesk.domain.sla.replay import replay
from servicedesk.domain.sla.standing import outstanding, standing

HOUR = 3600
CALENDAR = {"always": ALWAYS._calendar}


def book(*targets: int) -> PolicyBook:
    """Hours: first and next response, resolution, and the same for what is urgent."""
    rules = [
        Rule(name, "always", Policy({clock: hours * HOUR for clock, hours in zip(Clock, some, strict=True)}), when)
        for name, when, some in (
            ("urgent", {"priority": frozenset({"urgent"})}, targets[3:]),
            ("all", {}, targets[:3]),
        )
    ]
    return PolicyBook([Version(1, micros(START) - 1, PolicySet(tuple(rules), CALENDAR))])


STEPS = st.one_of(
    st.just(("ask", "")),
    st.just(("answer", "")),
    st.tuples(st.just("status"), st.sampled_from(["open", "on_hold", "resolved", "waiting_customer"])),
    st.tuples(st.just("priority"), st.sampled_from(["urgent", "normal"])),
)
HOURS = st.integers(1, 6)


@given(st.lists(STEPS, max_size=12), st.tuples(*[HOURS] * 6), st.integers(1, 40))
@settings(max_examples=max(200, settings().max_examples))
def test_rows_say_what_a_later_replay_finds(steps: list[tuple[str, str]], targets: tuple[int, ...], later: int):
    happened: list[tuple[str, Payload]] = [CREATED, said(1, "customer")]
    status = "new"
    for number, (what, to) in enumerate(steps, 2):
        match what:
            case "ask":
                happened.append(said(number, "customer"))
            case "answer":
                happened.append(said(number, "agent", "handed_over"))
            case "status" if to != status:
                happened.append(moved(status, to))
                status = to
            case "priority":
                happened.append(("priority", {"from": "normal", "to": to}))
            case _:
                pass
    history, policies = ticket_stream(*happened), book(*targets)
    now = micros(history[-1].at + timedelta(hours=later)) - 1
    expected = {
        (clock, cycle.started_at): (cycle.state, cycle.warned_at, cycle.breached_at)
        for clock, cycles in replay(facts_of(history, policies), None, now).clocks.items()
        for cycle in cycles
    }
    rows = standing(history, policies, status)
    found = {
        one.key: (
            one.state,
            one.warned_at or (one.warn_due_at if one.warn_due_at is not None and one.warn_due_at <= now else None),
            one.breached_at or (one.due_at if one.due_at is not None and one.due_at < now else None),
        )
        for one in rows.clocks
    }
    assert found == expected
    told = {
        (payload["clock"], payload["started"]): payload["at"]
        for kind, payload in outstanding(history, rows, now)
        if kind == "sla_breached"
    }
    assert told == {(str(key[0]), key[1]): breach for key, (_, _, breach) in expected.items() if breach is not None}
