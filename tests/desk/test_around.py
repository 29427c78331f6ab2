"""What surrounds a ticket: drafts, attachments, threads, people, search, opening a store."""

import pytest
from sqlalchemy import text
from tests.builders import CAST, MINUTE, NOON, assert_sound, bodies, opened

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.work import ActIds, SeededEntropy
from servicedesk.domain.errors import Forbidden, Invalid, NotFound, Refused, StoreUnavailable
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store

# drafts


def test_a_draft_is_kept_a_person_a_ticket_and_a_mode(desk: Desk):
    ticket, other = opened(desk), opened(desk)
    desk.drafts.save(ticket, "reply", "Dear", 4)
    desk.drafts.save(ticket, "reply", "Dear Mara", 9)
    desk.drafts.save(ticket, "note", "hm")
    desk.drafts.save(other, "reply", "else")
    ana = desk.acting_as("ana")
    assert ana.drafts.load(ticket) == ()
    assert [(draft.mode, draft.body, draft.caret) for draft in desk.drafts.load(ticket)] == [
        ("note", "hm", 0),
        ("reply", "Dear Mara", 9),
    ]
    assert desk.tickets.show(ticket).drafts == desk.drafts.load(ticket)
    assert ana.tickets.show(ticket).drafts == ()


def test_saying_it_drops_the_draft(lite: Desk):
    ticket = opened(lite)
    for mode in ("reply", "note"):
        lite.drafts.save(ticket, mode, "Dear")
    lite.conversation.reply(ticket, "Dear Mara")
    assert [draft.mode for draft in lite.drafts.load(ticket)] == ["note"]
    lite.conversation.note(ticket, "Dear")
    assert lite.drafts.load(ticket) == ()


def test_an_empty_draft_and_a_discarded_one_are_gone(lite: Desk):
    ticket = opened(lite)
    lite.drafts.save(ticket, "reply", "x")
    lite.drafts.save(ticket, "reply", "")
    assert lite.drafts.load(ticket) == ()
    lite.drafts.save(ticket, "note", "x")
    lite.drafts.discard(ticket, "note")
    lite.drafts.discard(ticket, "note")
    assert lite.drafts.load(ticket) == ()


def test_drafts_that_are_refused(lite: Desk):
    ticket = opened(lite)
    with pytest.raises(Invalid):
        lite.drafts.save(ticket, "poem", "x")
    with pytest.raises(NotFound):
        lite.drafts.save(99_999, "reply", "x")
    for handle in ("coach", "boss"):
        with pytest.raises(Forbidden):
            lite.acting_as(handle).drafts.save(ticket, "reply", "x")
    lite.acting_as("nova").drafts.save(ticket, "reply", "for approval")


def test_a_draft_is_no_event_and_no_change(lite: Desk):
    ticket = opened(lite)
    version = lite.queue.row(ticket).version
    lite.drafts.save(ticket, "reply", "x")
    assert lite.queue.row(ticket).version == version


# attachments


def test_a_file_is_kept_once_and_named_often(desk: Desk):
    ticket, other = opened(desk), opened(desk)
    data = bytes(range(256)) * 10
    desk.conversation.attach(ticket, "box.jpg", data)
    desk.conversation.attach(other, "same.bin", data, media_type="image/jpeg")
    one, two = desk.tickets.show(ticket).attachments[0], desk.tickets.show(other).attachments[0]
    assert (one.sha256, one.size, one.media_type) == (two.sha256, 2_560, "image/jpeg")
    assert desk.tickets.attachment(one.id) == (one, data)
    assert desk.tickets.attachment(two.id) == (two, data)
    store = Store(parse_address(desk._work.store.address.url))
    with store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM blobs")).scalar() == 1
    store.close()
    assert_sound(desk)


def test_files_that_are_refused(lite: Desk, monkeypatch):
    ticket = opened(lite)
    monkeypatch.setattr("servicedesk.desk.conversation.MAX_FILE", 10)
    with pytest.raises(Invalid):
        lite.conversation.attach(ticket, "big.bin", b"x" * 11)
    with pytest.raises(Invalid):
        lite.conversation.attach(ticket, " ", b"x")
    with pytest.raises(NotFound):
        lite.conversation.attach(ticket, "x", b"x", message_id=99)
    with pytest.raises(NotFound):
        lite.tickets.attachment(99)
    lite.conversation.attach(ticket, "empty", b"")
    assert lite.tickets.attachment(1)[1] == b""


# threads


def test_a_thread_in_pages(desk: Desk, clock: ManualClock):
    ticket = opened(desk, "0")
    for n in range(1, 25):
        clock.advance(MINUTE * (n % 2))
        desk.conversation.note(ticket, str(n))
    page = desk.tickets.show(ticket, messages=10).thread
    pages = [page]
    while page.older:
        page = desk.tickets.thread(ticket, before=page.messages[0].id, limit=7)
        pages.insert(0, page)
    assert [int(m.body) for page in pages for m in page.messages] == list(range(25))
    assert [page.older for page in pages] == [0, 1, 8, 15]
    assert bodies(desk, ticket) == [str(n) for n in range(25)]
    assert desk.tickets.thread(ticket, before=99_999).messages == ()


# people


def test_people(desk: Desk):
    assert {person.handle for person in desk.people.all()} > {member.handle for member in CAST}
    boss = desk.acting_as("boss")
    new = boss.people.add(
        "kim-2", name="Kim", roles=["agent", "specialist", "agent"], skills=["billing"], languages=["en", "zh"]
    )
    assert (new.roles, new.skills, new.languages, new.teams, new.active) == (
        ("agent", "specialist"), ("billing",), ("en", "zh"), (), True,
    )  # fmt: skip
    assert desk.acting_as("kim-2").me == new
    assert_sound(desk)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"handle": "lin"}, Refused),
        ({"handle": ""}, Invalid),
        ({"handle": "a b"}, Invalid),
        ({"handle": "é"}, Invalid),
        ({"handle": "x" * 41}, Invalid),
        ({"handle": "--"}, Invalid),
        ({"roles": []}, Invalid),
        ({"roles": ["king"]}, Invalid),
        ({"teams": ["ghosts"]}, NotFound),
    ],
)
def test_people_that_are_refused(lite: Desk, facts: dict, error: type[Exception]):
    before = len(lite.people.all())
    with pytest.raises(error):
        lite.acting_as("boss").people.add(**({"handle": "kim", "roles": ["agent"]} | facts))
    assert len(lite.people.all()) == before


@pytest.mark.parametrize("handle", ["lin", "sup", "spec", "nova", "coach"])
def test_only_admins_add_people(lite: Desk, handle: str):
    with pytest.raises(Forbidden):
        lite.acting_as(handle).people.add("kim", roles=["agent"])


def test_nobody_of_that_name(lite: Desk):
    with pytest.raises(NotFound):
        lite.people.get("ghost")
    with pytest.raises(NotFound):
        lite.acting_as("ghost")


# opening a store


def test_a_new_store_has_somebody_who_may_everything(empty_url: str, clock: ManualClock):
    desk = open_desk(empty_url, clock=clock)
    assert desk.me.roles == ("admin", "agent", "supervisor")
    assert next(view.name for view in desk.queue.views()) == "Mine"
    ticket = opened(desk)
    desk.close()
    again = open_desk(empty_url, clock=clock)
    assert again.queue.row(ticket).subject == "A lamp"
    assert len(again.people.all()) == 1
    assert again.proof.verify().problems == ()
    again.close()


def test_nobody_opens_a_store_as_a_ghost(url: str):
    with pytest.raises(NotFound):
        open_desk(url, handle="ghost")


@pytest.mark.parametrize("address", ["", "   ", "mysql://x", "sqlite:///", "ftp://a/b"])
def test_addresses_that_are_none(address: str):
    with pytest.raises(StoreUnavailable):
        open_desk(address)


def test_an_address_hides_its_password():
    assert parse_address("postgresql://lin:secret@db:5432/shop").shown == "postgresql://lin@db:5432/shop"
    assert "secret" not in parse_address("postgres://lin:secret@db/shop").shown


def test_the_same_seed_and_clock_give_the_same_events(sqlite_stores):
    heads = []
    for _ in range(2):
        desk = open_desk(sqlite_stores.staffed(), handle="lin", clock=ManualClock(NOON), entropy=SeededEntropy(7))
        ticket = opened(desk)
        desk.conversation.reply(ticket, "Yes")
        heads.append(desk.tickets.events(ticket))
        desk.close()
    assert heads[0] == heads[1]


def test_act_ids_sort_in_the_order_of_acts():
    ids = ActIds(SeededEntropy(1))
    given = [ids.next(NOON + n // 3 * MINUTE / 60_000) for n in range(300)]
    assert given == sorted(given)
    assert len(set(given)) == 300
