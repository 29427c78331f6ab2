"""A supervisor reviews breaches one by one: what is proposed, what is written down, taken back and proved."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import DAY, HOUR, MINUTE, assert_sound, opened, resolved, types_of, verified

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.service_levels.views import ReviewView
from servicedesk.domain.errors import Forbidden, Invalid, NotFound, UndoRefused

ALWAYS = """\
calendars:
  always: {timezone: Europe/Berlin, week: 24/7}
policies:
  - name: urgent
    when: {priority: urgent}
    calendar: always
    targets: {first_response: 10m, resolution: 4h}
  - name: everything
    calendar: always
    targets: {first_response: 1h, resolution: 4h}
"""
FIRST = "first_response"


@pytest.fixture
def shop(desk: Desk, tmp_path: Path) -> Desk:
    """``lin`` at a shop that answers within an hour, day and night."""
    file = tmp_path / "policies.yaml"
    file.write_text(ALWAYS, encoding="utf-8")
    desk.acting_as("sup").policies.set([file])
    return desk


@pytest.fixture
def sup(shop: Desk) -> Desk:
    return shop.acting_as("sup")


@pytest.fixture
def breached(shop: Desk, clock: ManualClock) -> int:
    """A ticket that ``ana`` took after forty minutes and nobody answered for two hours."""
    ticket = opened(shop)
    clock.advance(40 * MINUTE)
    shop.acting_as("ana").assignment.take(ticket)
    clock.advance(80 * MINUTE)
    shop.upkeep.sweep()
    return ticket


def review_of(desk: Desk, ticket: int) -> ReviewView | None:
    return desk.reviews.breach(ticket, FIRST).review


def test_the_proposal_says_whose_time_it_was(sup: Desk, breached: int):
    found = sup.reviews.proposal(breached, FIRST)
    assert (found.holder, found.status, found.cause, found.avoidable) == (None, "open", "taken_late", True)
    assert found.worked == ((None, 2400), ("ana", 1200))


def test_time_that_rests_blames_nobody(sup: Desk, shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    shop.conversation.reply(ticket, "Which one?", grace=0, then="waiting_customer")
    shop.assignment.assign(ticket, "ana")
    clock.advance(3 * DAY)
    shop.conversation.message(ticket, "The blue one.")
    shop.acting_as("ana").assignment.assign(ticket, "lin")
    clock.advance(5 * HOUR)
    found = sup.reviews.proposal(ticket, "resolution")
    assert (found.holder, found.cause) == ("lin", "held")
    assert found.worked == (("lin", 4 * 3600),)


def test_a_target_that_got_shorter_is_told_as_such(sup: Desk, shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    shop.assignment.assign(ticket, "ana")
    clock.advance(30 * MINUTE)
    shop.handling.priority(ticket, "urgent")
    clock.advance(MINUTE)
    found = sup.reviews.proposal(ticket, FIRST)
    assert (found.holder, found.cause, found.avoidable) == ("ana", "target_changed", False)


def test_the_unreviewed_are_walked_one_by_one(sup: Desk, shop: Desk, clock: ManualClock):
    tickets = []
    for _ in range(3):
        tickets.append(opened(shop))
        clock.advance(MINUTE)
    clock.advance(HOUR)
    newest = sup.reviews.next()
    assert newest is not None
    assert newest.ticket == tickets[2]
    sup.reviews.review(newest.ticket, newest.clock, newest.started_at, holder=None, cause="unassigned", avoidable=True)
    passed_over = sup.reviews.next()
    assert passed_over is not None
    assert passed_over.ticket == tickets[1]
    last = sup.reviews.next(after=passed_over)
    assert last is not None
    assert last.ticket == tickets[0]
    assert sup.reviews.next(after=last) is None
    assert len(sup.reviews.open().rows) == 2
    assert_sound(shop)


def test_a_review_is_written_down_and_changes_nothing_else(sup: Desk, shop: Desk, breached: int, clock: ManualClock):
    before = shop.queue.row(breached)
    clock.advance(MINUTE)
    done = sup.reviews.review(breached, FIRST, holder="ana", cause="held", avoidable=True, comment="Took it too late.")
    assert review_of(sup, breached) == ReviewView("ana", "open", "held", True, "Took it too late.", "sup", clock.now())
    assert types_of(shop, breached)[-1] == "breach_reviewed"
    payload = shop.tickets.events(breached)[-1].payload
    assert set(payload) == {"clock", "started", "holder", "status", "cause", "avoidable", "comment"}
    assert "late" not in str(payload["comment"])
    assert done.ticket.updated_at == before.updated_at
    assert_sound(shop)


def test_a_review_makes_nobodys_screen_stale(sup: Desk, shop: Desk, breached: int):
    version = shop.queue.row(breached).version
    sup.reviews.review(breached, FIRST, holder=None, cause="taken_late", avoidable=True)
    shop.conversation.reply(breached, "Sorry, it took long.", grace=0, version=version)
    assert_sound(shop)


def test_a_second_review_replaces_the_first_and_undo_brings_it_back(sup: Desk, shop: Desk, breached: int):
    sup.reviews.review(breached, FIRST, holder="ana", cause="held", avoidable=True, comment="first")
    first = review_of(sup, breached)
    second_act = sup.reviews.review(
        breached, FIRST, holder=None, cause="outside", avoidable=False, comment="second", status="new"
    )
    second = review_of(sup, breached)
    assert second is not None
    assert (second.holder, second.cause, second.comment, second.status) == (None, "outside", "second", "new")
    undone = sup.history.undo()
    assert (undone.undone, undone.name) == (second_act.act_id, "review_breach")
    assert review_of(sup, breached) == first
    assert_sound(shop)
    sup.history.undo()
    assert review_of(sup, breached) is None
    assert len(sup.reviews.open().rows) == 1
    assert_sound(shop)


def test_an_undo_of_a_review_can_be_undone(sup: Desk, shop: Desk, breached: int):
    sup.reviews.review(breached, FIRST, holder="ana", cause="held", avoidable=True, comment="as it was")
    before = review_of(sup, breached)
    undone = sup.history.undo()
    sup.history.undo(undone.act_id)
    assert review_of(sup, breached) == before
    assert_sound(shop)


def test_an_earlier_review_is_not_undone_below_a_later_one(sup: Desk, breached: int):
    earlier = sup.reviews.review(breached, FIRST, holder="ana", cause="held", avoidable=True)
    sup.reviews.review(breached, FIRST, holder=None, cause="other", avoidable=True)
    with pytest.raises(UndoRefused) as caught:
        sup.history.undo(earlier.act_id)
    assert caught.value.details["theirs"]


def test_undoing_an_agents_act_leaves_the_review(sup: Desk, shop: Desk, breached: int):
    shop.handling.tag(breached, ["late"])
    sup.reviews.review(breached, FIRST, holder="ana", cause="held", avoidable=True, comment="stays")
    shop.history.undo()
    found = review_of(sup, breached)
    assert found is not None
    assert found.comment == "stays"
    assert_sound(shop)


def test_a_ticket_that_has_ended_is_reviewed_and_closes_in_time(sup: Desk, shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    clock.advance(2 * HOUR)
    shop.conversation.reply(ticket, "It leaves today.", grace=0, then="resolved")
    clock.advance(6 * DAY)
    sup.reviews.review(ticket, FIRST, holder=None, cause="unassigned", avoidable=True)
    clock.advance(DAY + MINUTE)
    shop.upkeep.sweep()
    assert shop.queue.row(ticket).status == "closed"
    sup.reviews.review(ticket, FIRST, holder=None, cause="outside", avoidable=False)
    assert_sound(shop)


def test_a_review_leaves_a_handover_standing(sup: Desk, shop: Desk, breached: int):
    from servicedesk.domain.together import Fate, HandedOn

    ana = shop.acting_as("ana")
    ana.shifts.hand_over([HandedOn(breached, Fate.QUEUE, "wants a lamp", None)])
    assert shop.tickets.show(breached).handover is not None
    sup.reviews.review(breached, FIRST, holder=None, cause="unassigned", avoidable=True)
    assert shop.tickets.show(breached).handover is not None
    assert_sound(shop)


def test_what_can_not_be_reviewed(sup: Desk, shop: Desk, breached: int, clock: ManualClock):
    in_time = resolved(shop)
    for number in (in_time, breached + 50):
        with pytest.raises(NotFound):
            sup.reviews.review(number, FIRST, holder=None, cause="held", avoidable=True)
        with pytest.raises(NotFound):
            sup.reviews.proposal(number, FIRST)
    with pytest.raises(NotFound):
        sup.reviews.proposal(breached, FIRST, clock.now())
    with pytest.raises(NotFound):
        sup.reviews.review(breached, FIRST, holder="zoe", cause="held", avoidable=True)
    for wrong in ({"cause": "weather"}, {"status": "lost"}, {"comment": "x" * 4001}):
        with pytest.raises(Invalid):
            sup.reviews.review(breached, FIRST, **({"holder": None, "cause": "held", "avoidable": True} | wrong))
    with pytest.raises(Invalid):
        sup.reviews.proposal(breached, "alarm")
    for asks in (shop.reviews.open, shop.reviews.next, lambda: shop.reviews.proposal(breached, FIRST)):
        with pytest.raises(Forbidden):
            asks()
    with pytest.raises(Forbidden):
        shop.reviews.review(breached, FIRST, holder=None, cause="held", avoidable=True)


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE breach_reviews SET avoidable = NOT avoidable", "the review of its first_response breach differs"),
        ("UPDATE breach_reviews SET comment = 'never mind'", "the comment on its first_response breach was altered"),
        ("DELETE FROM breach_reviews", "the review of its first_response breach differs"),
        ("UPDATE breach_reviews SET clock = 'resolution'", "its resolution breach has a review that no event"),
    ],
)
def test_verify_sees_a_review_that_was_altered(sup: Desk, shop: Desk, breached: int, sql: str, problem: str):
    from sqlalchemy import text

    sup.reviews.review(breached, FIRST, holder="ana", cause="held", avoidable=True, comment="late")
    with shop._work.store.transaction() as connection:
        connection.execute(text(sql))
    assert any(problem in one.problem for one in verified(shop).problems)


def test_an_erased_comment_is_no_alteration(sup: Desk, shop: Desk, breached: int):
    from sqlalchemy import text

    sup.reviews.review(breached, FIRST, holder="ana", cause="held", avoidable=True, comment="Mara was rude")
    with shop._work.store.transaction() as connection:
        connection.execute(text("UPDATE breach_reviews SET comment = '', salt = :none"), {"none": b""})
    assert_sound(shop)
    sup.reviews.review(breached, FIRST, holder=None, cause="other", avoidable=True, comment="second")
    sup.history.undo()
    found = review_of(sup, breached)
    assert found is not None
    assert (found.cause, found.comment) == ("held", "")
    assert_sound(shop)


def test_agents_read_what_was_found_of_their_own_breaches_and_of_no_others(sup: Desk, shop: Desk, breached: int):
    sup.reviews.review(breached, FIRST, holder="ana", cause="taken_late", avoidable=True, comment="Take them sooner.")
    found = review_of(shop.acting_as("ana"), breached)
    assert found is not None
    assert (found.cause, found.avoidable, found.comment, found.reviewer) == (
        "taken_late",
        True,
        "Take them sooner.",
        "sup",
    )
    for asks in (
        lambda: review_of(shop, breached),
        lambda: shop.acting_as("ana").reviews.proposal(breached, FIRST),
        shop.acting_as("ana").reviews.open,
    ):
        with pytest.raises(Forbidden):
            asks()
    sup.reviews.review(breached, FIRST, holder="lin", cause="other", avoidable=False)
    assert review_of(shop, breached) == review_of(shop.acting_as("ana"), breached)


def test_the_newest_cycle_is_meant_unless_one_is_named(sup: Desk, shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    clock.advance(2 * HOUR)
    shop.conversation.no_reply_needed(ticket)
    clock.advance(timedelta(minutes=5))
    shop.conversation.message(ticket, "Hello?")
    clock.advance(90 * MINUTE)
    newest, older = sup.breaches.page().rows
    assert older.clock == newest.clock == FIRST
    assert sup.reviews.breach(ticket, FIRST) == newest
    assert sup.reviews.breach(ticket, FIRST, older.started_at) == older


def test_a_breach_is_explained_by_the_policies_it_was_counted_by(sup: Desk, breached: int, tmp_path: Path):
    """Until a sweep has counted the ticket by newer ones."""
    before = sup.reviews.proposal(breached, FIRST)
    file = tmp_path / "longer.yaml"
    file.write_text(ALWAYS.replace("first_response: 1h, ", ""), encoding="utf-8")
    sup.policies.set([file])
    assert sup.reviews.proposal(breached, FIRST) == before
    assert sup.clocks.explain(breached).cycles[0].rule == "everything"
    sup.upkeep.sweep()
    found = sup.clocks.explain(breached).cycles[0]
    assert (found.clock, found.state, found.breached_at is not None) == (FIRST, "cancelled", True)
    assert sup.reviews.proposal(breached, FIRST) == before
    assert_sound(sup)
