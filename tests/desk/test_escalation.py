"""A ticket is passed to those who can help, and comes back with a verdict."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import update
from tests.builders import DAY, HOUR, MINUTE, NOON, assert_sound, complaint_at, opened
from tests.desk.escalation_cases import hire_helpers, last, sent

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Forbidden, IllegalMove, Invalid, NotFound, Refused, StaleVersion, UndoRefused
from servicedesk.i18n import use_language
from servicedesk.store import people
from servicedesk.store.tables.workflows import event_texts


@pytest.fixture
def shop(lite: Desk) -> Desk:
    hire_helpers(lite)
    return lite


def test_it_goes_there_and_back(shop: Desk, clock: ManualClock):
    ticket, bo = opened(shop, customer="mara@example.com"), shop.acting_as("bo")
    shop.assignment.take(ticket)
    shop.escalations.open(ticket, to="skill:logistics", wanted="Where is it?")
    waiting = last(shop, ticket)
    assert (waiting.state, waiting.skill, waiting.line, waiting.sender) == ("open", "logistics", 2, "lin")
    assert waiting.moves == ("withdraw",)
    assert waiting.sent_by_me
    assert not waiting.mine
    assert shop.queue.row(ticket).assignee == "lin", "it stays with its holder until somebody accepts"
    assert [one.ticket_id for one in bo.escalations.inbox()] == [ticket]
    bo.escalations.accept(ticket)
    view = bo.tickets.show(ticket)
    assert (view.row.assignee, view.line, view.escalations[0].taken_by) == ("bo", 2, "bo")
    assert view.escalations[0].moves == ("hand_back", "complete")
    assert bo.escalations.inbox() == ()
    assert [one.ticket_id for one in bo.escalations.accepted()] == [ticket]
    clock.advance(HOUR)
    bo.escalations.hand_back(ticket, "It is at the depot in Kassel.")
    view = shop.tickets.show(ticket)
    assert (view.row.assignee, view.line) == ("lin", 1)
    (mine,) = shop.escalations.sent()
    assert (mine.state, mine.answer, mine.ended_by) == ("handed_back", "It is at the depot in Kassel.", "bo")
    assert mine.ended_at == clock.now()
    assert mine.moves == ()
    assert_sound(shop)


def test_completed_it_stays_with_who_accepted(shop: Desk):
    ticket = opened(shop)
    sent(shop, ticket, "person:dina")
    dina = shop.acting_as("dina")
    dina.escalations.accept(ticket)
    dina.escalations.complete(ticket, "Paid back.")
    assert shop.queue.row(ticket).assignee == "dina"
    assert (last(shop, ticket).state, last(shop, ticket).answer) == ("completed", "Paid back.")


def test_an_unheld_ticket_goes_back_to_the_sender(shop: Desk):
    ticket = opened(shop)
    sent(shop, ticket, "team:freight")
    bo = shop.acting_as("bo")
    bo.escalations.accept(ticket)
    bo.escalations.hand_back(ticket, "No.")
    assert shop.queue.row(ticket).assignee == "lin"


def test_who_left_gets_nothing_back(shop: Desk):
    ticket = opened(shop)
    shop.assignment.assign(ticket, "ana")
    sent(shop, ticket, "skill:logistics")
    bo = shop.acting_as("bo")
    bo.escalations.accept(ticket)
    with shop._work.store.transaction() as connection:
        people.change(connection, shop.people.get("ana").id, {"active": False})
    bo.escalations.hand_back(ticket, "No.")
    assert shop.queue.row(ticket).assignee == "lin"


def test_declined_it_never_left(shop: Desk):
    ticket = opened(shop)
    shop.assignment.take(ticket)
    sent(shop, ticket, "skill:billing")
    shop.acting_as("dina").escalations.decline(ticket, "That is freight.")
    assert shop.queue.row(ticket).assignee == "lin"
    assert (last(shop, ticket).state, last(shop, ticket).answer) == ("declined", "That is freight.")
    with pytest.raises(Invalid):
        shop.acting_as("dina").escalations.decline(ticket, "  ")


def test_the_third_goes_to_the_supervisors(shop: Desk):
    ticket = opened(shop)
    bo = shop.acting_as("bo")
    for n in (1, 2):
        assert sent(shop, ticket, "skill:logistics").hand_over == n
        bo.escalations.decline(ticket, "Not mine.")
    assert shop.escalations.propose(ticket, "skill:billing").target == "supervisor"
    third = sent(shop, ticket, "skill:billing")
    assert (third.hand_over, third.line, third.skill) == (3, 3, None)


def test_withdrawn_ones_are_not_counted(shop: Desk):
    ticket = opened(shop)
    for _ in range(4):
        assert sent(shop, ticket).hand_over == 1
        shop.escalations.withdraw(ticket)
    sent(shop, ticket)
    shop.history.undo()
    assert sent(shop, ticket).hand_over == 1, "and what was undone never was"


def test_one_at_a_time(shop: Desk):
    ticket = opened(shop)
    sent(shop, ticket)
    with pytest.raises(Refused) as error:
        sent(shop.acting_as("ana"), ticket)
    assert error.value.details["by"] == "lin"
    assert "sent by lin" in error.value.message


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        ("skill:magic", Invalid),
        ("team:nobody", NotFound),
        ("person:nobody", NotFound),
        ("person:lin", Refused),
        ("person:nova", Refused),
        ("person:boss", Refused),
        ("skill", Invalid),
        ("supervisor:ana", Invalid),
        ("somebody", Invalid),
        ("", Invalid),
    ],
)
def test_a_target_that_reaches_nobody_is_refused(shop: Desk, to: str, kind: type[Exception]):
    ticket = opened(shop)
    with pytest.raises(kind):
        sent(shop, ticket, to)
    assert shop.escalations.of_ticket(ticket) == ()
    assert shop.tickets.show(ticket).row.status == "new", "nothing half done"


@pytest.mark.parametrize("field", ["tried", "wanted"])
def test_evidence_and_request_are_required(shop: Desk, field: str):
    ticket, words = opened(shop), {"tried": "Looked.", "wanted": "Decide."}
    with pytest.raises(Invalid) as error:
        shop.escalations.open(ticket, to="supervisor", reason="other", **(words | {field: " \n"}))
    assert error.value.details["field"] == field


def test_the_only_supervisor_can_not_ask_himself(shop: Desk):
    ticket, sup = opened(shop), shop.acting_as("sup")
    with shop._work.store.transaction() as connection:
        for person in people.everybody(connection):
            if "supervisor" in person["roles"] and person["handle"] != "sup":
                people.change(connection, person["id"], {"roles": "admin"})
    with pytest.raises(Refused) as error:
        sent(sup, ticket)
    assert error.value.details["why"] == "nobody"
    assert "supervisor" not in sup.escalations.propose(ticket).targets


@pytest.mark.parametrize("status", ["resolved", "spam"])
def test_a_ticket_that_ended_is_not_escalated(shop: Desk, status: str):
    ticket = opened(shop)
    shop.handling.status(ticket, status)
    with pytest.raises(Refused):
        sent(shop, ticket)


@pytest.mark.parametrize("who", ["ana", "dina", "nova", "coach", "boss", "lin"])
def test_others_may_neither_accept_nor_decline(shop: Desk, who: str):
    ticket = opened(shop)
    sent(shop, ticket, "skill:logistics")
    desk = shop.acting_as(who)
    for act in (desk.escalations.accept, lambda number: desk.escalations.decline(number, "No.")):
        with pytest.raises(Forbidden) as error:
            act(ticket)
        if who in ("ana", "dina", "lin"):
            assert error.value.details["needs"][0] == "bo"
            assert "sup" in error.value.details["needs"]
    if who != "boss":
        assert last(desk, ticket).moves == (("withdraw",) if who == "lin" else ())


def test_a_supervisor_may_always(shop: Desk):
    ticket, sup = opened(shop), shop.acting_as("sup")
    sent(shop, ticket, "person:dina")
    assert sup.escalations.inbox() == (), "it doesn't wait for them"
    assert last(sup, ticket).mine
    assert last(sup, ticket).moves == ("accept", "decline", "withdraw")
    sup.escalations.accept(ticket)
    assert shop.tickets.show(ticket).row.assignee == "sup"


def test_only_who_accepted_answers(shop: Desk):
    ticket = opened(shop)
    sent(shop, ticket, "team:freight")
    shop.acting_as("bo").escalations.accept(ticket)
    with pytest.raises(Forbidden) as error:
        shop.escalations.hand_back(ticket, "Mine again.")
    assert error.value.details["needs"][0] == "bo"
    with pytest.raises(Forbidden):
        shop.acting_as("dina").escalations.complete(ticket)
    with pytest.raises(IllegalMove) as illegal:
        shop.escalations.withdraw(ticket)
    assert illegal.value.details["by"] == "bo"
    assert illegal.value.details["legal"] == ["hand_back", "complete"]


def test_who_stands_in_is_asked_too(shop: Desk, clock: ManualClock):
    ticket, ana = opened(shop), shop.acting_as("ana")
    shop.acting_as("dina").delegations.give("ana", clock.now() + DAY)
    sent(shop, ticket, "skill:billing")
    assert [one.ticket_id for one in ana.escalations.inbox()] == [ticket]
    assert last(ana, ticket).asks_me
    assert ana.queue.total("escalated:me") == 1
    clock.advance(2 * DAY)
    assert ana.escalations.inbox() == ()
    assert ana.queue.total("escalated:me") == 0
    with pytest.raises(Forbidden):
        ana.escalations.accept(ticket)


def test_a_sender_gains_nothing_by_delegating(shop: Desk, clock: ManualClock):
    ticket, sup, ana = opened(shop), shop.acting_as("sup"), shop.acting_as("ana")
    sup.delegations.give("ana", clock.now() + DAY)
    sent(sup, ticket)
    assert ana.escalations.inbox() == ()
    assert ana.queue.total("inbox:me") == 0
    with pytest.raises(Forbidden):
        ana.escalations.accept(ticket)


def test_the_filters_and_the_inbox_agree(shop: Desk):
    targets = ["supervisor", "skill:logistics", "team:freight", "person:ana", "skill:billing"]
    for to in targets:
        sent(shop, opened(shop), to)
    for who in ("lin", "ana", "sup", "spec", "bo", "dina", "nova", "coach"):
        desk = shop.acting_as(who)
        waits = {one.ticket_id for one in desk.escalations.waiting() if one.asks_me}
        assert {one.ticket_id for one in desk.escalations.inbox()} == waits
        assert desk.queue.total("escalated:me") == desk.queue.total("inbox:me") == len(waits)
        assert shop.queue.total(f"escalated:{who}") == len(waits)
    assert shop.queue.total("escalated:any") == len(targets)
    assert shop.queue.total("escalated:any is:live kind:inquiry") == len(targets)
    shop.handling.snooze(shop.escalations.waiting()[0].ticket_id, NOON + DAY)
    assert shop.queue.total("escalated:any") == len(targets), "what sleeps is asked all the same"
    with pytest.raises(Invalid):
        shop.queue.total("inbox:ana")


def test_everybody_has_the_view(shop: Desk):
    view = next(view for view in shop.queue.views() if view.name == "Asked of me")
    sent(shop, opened(shop), "person:ana")
    assert [row.subject for row in shop.acting_as("ana").queue.page(view.filter, view.sort).rows] == ["A lamp"]


# what goes with it


@pytest.mark.parametrize(
    ("end", "waiting", "accepted"),
    [("resolved", "withdrawn", "completed"), ("spam", "withdrawn", "completed")],
)
def test_the_end_of_the_ticket_ends_it(shop: Desk, end: str, waiting: str, accepted: str):
    first, second = opened(shop), opened(shop)
    for ticket in (first, second):
        sent(shop, ticket, "team:freight")
    shop.acting_as("bo").escalations.accept(second)
    for ticket in (first, second):
        shop.handling.status(ticket, end)
    assert (last(shop, first).state, last(shop, second).state) == (waiting, accepted)
    shop.history.undo()
    assert last(shop, second).state == "accepted"
    assert_sound(shop)


def test_the_customers_clocks_run_on(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    sent(shop, ticket)
    assert shop.queue.row(ticket).waiting_since == NOON
    assert [row.id for row in shop.queue.page("is:waiting").rows] == [ticket]


def test_late_is_said(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    assert sent(shop, ticket).accept_by == NOON + 15 * MINUTE
    clock.advance(16 * MINUTE)
    assert last(shop, ticket).overdue
    shop.acting_as("sup").escalations.accept(ticket)
    assert not last(shop, ticket).overdue


MOVES: list[tuple[str, Callable[[Desk, int], object]]] = [
    ("sup", lambda desk, ticket: desk.escalations.accept(ticket)),
    ("sup", lambda desk, ticket: desk.escalations.decline(ticket, "No.")),
    ("lin", lambda desk, ticket: desk.escalations.withdraw(ticket)),
]


@pytest.mark.parametrize(("who", "move"), MOVES)
def test_each_move_can_be_undone(shop: Desk, who: str, move: Callable[[Desk, int], object]):
    ticket = opened(shop)
    shop.assignment.take(ticket)
    before = sent(shop, ticket)
    move(shop.acting_as(who), ticket)
    shop.acting_as(who).history.undo()
    assert last(shop, ticket) == before
    assert shop.queue.row(ticket).assignee == "lin"
    assert_sound(shop)


def test_an_end_can_not_be_undone_past_the_next_one(shop: Desk):
    """Else two would be open."""
    ticket, sup = opened(shop), shop.acting_as("sup")
    sent(shop, ticket)
    act = sup.escalations.decline(ticket, "No.").act_id
    sent(shop, ticket)
    with pytest.raises(UndoRefused):
        sup.history.undo(act)
    shop.history.undo()
    sup.history.undo(act)
    assert [one.state for one in shop.escalations.of_ticket(ticket)] == ["open"]


def test_a_stale_screen_is_told(shop: Desk):
    ticket = opened(shop)
    version = shop.queue.row(ticket).version
    shop.acting_as("ana").conversation.note(ticket, "Look here.")
    with pytest.raises(StaleVersion):
        shop.escalations.open(ticket, to="supervisor", wanted="Decide.", version=version)
    assert shop.escalations.of_ticket(ticket) == ()


def test_a_ticket_that_is_not_escalated(shop: Desk):
    ticket = opened(shop)
    for act in (shop.escalations.accept, shop.escalations.withdraw, shop.escalations.complete):
        with pytest.raises(Refused):
            act(ticket)
    with pytest.raises(NotFound):
        shop.escalations.propose(1)


# who has the ticket


def test_who_has_the_ticket_is_not_asked_for_it(shop: Desk):
    """``bo`` has it and ``cy`` knows logistics too: another's wish reaches ``cy`` alone."""
    ticket, bo = opened(shop), shop.acting_as("bo")
    bo.assignment.take(ticket)
    alone = shop.escalations.propose(ticket, "skill:logistics")
    assert (alone.names, alone.holder, alone.mine) == (("bo",), "bo", False), "nobody else is there"
    assert "person:bo" not in alone.targets
    assert bo.escalations.propose(ticket).mine
    shop.acting_as("boss").people.add("cy", roles=("specialist",), skills=("logistics",))
    assert shop.escalations.propose(ticket, "skill:logistics").names == ("cy",)
    sent(shop, ticket, "skill:logistics")
    assert bo.escalations.inbox() == ()
    assert bo.tickets.show(ticket).escalations[0].moves == ()
    with pytest.raises(Forbidden):
        bo.escalations.accept(ticket)
    (waiting,) = shop.acting_as("cy").escalations.inbox()
    assert waiting.asks_me
    shop.acting_as("cy").escalations.accept(ticket)
    shop.acting_as("cy").escalations.hand_back(ticket, "No.")
    assert shop.queue.row(ticket).assignee == "bo"
    assert_sound(shop)


# the words


@pytest.fixture
def in_chinese() -> Iterator[None]:
    use_language("zh_CN")
    yield
    use_language(None)


@pytest.mark.parametrize(
    ("languages", "chinese"), [(("de", "en"), False), (("zh-CN", "en"), True), (("zh",), True), ((), True)]
)
def test_the_words_are_such_that_who_is_asked_reads_them(
    shop: Desk, in_chinese: None, languages: tuple[str, ...], chinese: bool
):
    shop.acting_as("boss").people.add("cy", roles=("specialist",), skills=("quality",), languages=languages)
    ticket = opened(shop)
    proposal = shop.escalations.propose(ticket, "skill:quality")
    for text in (proposal.wanted, proposal.tried):
        assert text.isascii() != chinese
    shop.escalations.open(ticket, to="skill:quality")
    assert (last(shop, ticket).wanted, last(shop, ticket).tried) == (proposal.wanted, proposal.tried)


def test_one_who_does_not_read_it_is_enough_for_english(shop: Desk, in_chinese: None):
    boss, ticket = shop.acting_as("boss"), opened(shop)
    boss.people.add("cy", roles=("specialist",), skills=("quality",), languages=("zh",))
    boss.people.add("di", roles=("specialist",), skills=("quality",), languages=("de", "en"))
    assert shop.escalations.propose(ticket, "skill:quality").wanted.isascii()


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/Berlin", "waited since 2026-11-21 13:00 CET."),
        ("America/Sao_Paulo", "waited since 2026-11-21 09:00 UTC-0300."),
        ("UTC", "waited since 2026-11-21 12:00 UTC."),
    ],
)
def test_times_in_the_evidence_name_their_zone(shop: Desk, zone: str, text: str):
    with shop._work.store.transaction() as connection:
        people.set_setting(connection, "timezone", zone)
    assert text in shop.escalations.propose(opened(shop)).tried


# proposals


def test_one_sentence_suffices(shop: Desk, clock: ManualClock):
    ticket = complaint_at(shop, "acknowledged", subject="Where is my parcel")
    shop.handling.complaint(ticket, nature="delivery")
    shop.conversation.reply(ticket, "We asked the carrier.", grace=0)
    shop.conversation.forward(ticket, "Where is it?", to="DPD", side="carrier")
    shop.handling.promise(ticket, "News", clock.now() + DAY)
    shop.conversation.message(ticket, "Well?")
    proposal = shop.escalations.propose(ticket)
    assert (proposal.target, proposal.reason, proposal.why) == ("skill:logistics", "expertise", "nature")
    assert [fact.code for fact in proposal.evidence] == ["waits", "replied", "asked", "promised"]
    assert proposal.names == ("bo",)
    assert "skill:billing" in proposal.targets
    assert "person:lin" not in proposal.targets
    shop.escalations.open(ticket, wanted="What can I tell her?")
    one = last(shop, ticket)
    assert one.tried == proposal.tried
    assert "Asked the carrier" in one.tried
    assert one.wanted == "What can I tell her?"
    assert (proposal.holder, proposal.mine) == (None, False)
    assert (one.skill, one.reason, one.accept_by) == ("logistics", "expertise", proposal.accept_by)


@pytest.mark.parametrize(
    ("facts", "target", "why"),
    [
        ({"kind": "complaint", "severity": 1}, "supervisor", "severity"),
        ({"kind": "complaint", "nature": "privacy"}, "supervisor", "nature"),
        ({"kind": "complaint", "nature": "billing"}, "skill:billing", "nature"),
        ({"kind": "inquiry", "subject": "发票抬头"}, "skill:billing", "topic"),
        ({"kind": "inquiry", "subject": "parcel"}, "skill:logistics", "topic"),
        ({"kind": "complaint", "nature": "product_quality"}, "supervisor", "nobody"),
    ],
)
def test_where_it_should_go(shop: Desk, facts: dict[str, object], target: str, why: str):
    severity, nature = facts.pop("severity", None), facts.pop("nature", None)
    ticket = opened(shop, "Please help.", **facts)
    if severity or nature:
        shop.handling.complaint(ticket, **{k: v for k, v in (("severity", severity), ("nature", nature)) if v})
    found = shop.escalations.propose(ticket)
    assert (found.target, found.why) == (target, why)


def test_who_declined_is_not_proposed_again(shop: Desk):
    ticket = opened(shop, subject="parcel")
    shop.escalations.open(ticket)
    shop.acting_as("bo").escalations.decline(ticket, "No.")
    found = shop.escalations.propose(ticket)
    assert (found.target, found.why, found.value) == ("supervisor", "declined", "logistics")


def test_a_specialist_passes_on_what_is_his_own(shop: Desk):
    ticket = opened(shop, subject="parcel")
    found = shop.acting_as("bo").escalations.propose(ticket)
    assert (found.target, found.reason) == ("supervisor", "authority")


def test_evidence_is_erased_with_its_salt(shop: Desk):
    """``verify`` says nothing of a text that was erased, and something of one that was altered."""
    ticket = opened(shop)
    sent(shop, ticket)
    with shop._work.store.transaction() as connection:
        connection.execute(update(event_texts).values(body="", salt=b""))
    assert last(shop, ticket).tried == ""
    assert_sound(shop)


def test_a_persons_escalation_makes_screens_stale(shop: Desk):
    ticket = opened(shop)
    version = shop.queue.row(ticket).version
    sent(shop.acting_as("ana"), ticket)
    with pytest.raises(StaleVersion):
        shop.handling.priority(ticket, "high", version=version)
