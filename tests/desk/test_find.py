"""Find anything: whatever is known of a ticket, a customer or an order leads to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from tests.builders import DAY, MINUTE, NOON, assert_sound, closed, opened, resolved
from tests.conftest import Stores
from tests.scale import sized

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.looking import Looking
from servicedesk.paths import shipped_seeds
from servicedesk.store import catalog
from servicedesk.store import customers as customer_rows
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.returns import rmas
from servicedesk.store.tables.tickets import tickets


def store_of(desk: Desk) -> Store:
    return Store(parse_address(desk._work.store.address.url))


def add_order(desk: Desk, number: str, customer: int = 1, tracking: str = "") -> int:
    """An order of the first customer, say, with a parcel where it has a tracking number."""
    store = store_of(desk)
    with store.transaction() as connection:
        lines = [{"product_id": None, "title": "Lamp", "quantity": 1, "unit_price": 100, "tax_rate": "0"}]
        boxes = [{"carrier": "DHL", "tracking": tracking, "status": "label"}] if tracking else []
        values = {"number": number, "customer_id": customer, "channel": "web", "currency": "EUR", "placed_at": NOON}
        order = catalog.add_order(connection, values, lines, boxes)
    store.close()
    return order


@pytest.fixture
def findable(desk: Desk) -> dict[str, int]:
    """A customer with an order and a parcel, and others."""
    mara = opened(desk, customer="mara@example.com", name="Mara Costa", phone="+49 30 1234567", subject="Lampe kaputt")
    lili = opened(desk, "屏幕不亮", customer="lili@example.cn", name="李莉", subject="投诉：灯坏了")
    maria = opened(desk, customer="maria@example.com", name="Mária Kos", subject="50% off_er")
    order = add_order(desk, "55-1203", tracking="00340434 1112")
    with store_of(desk).transaction() as connection:
        connection.execute(update(tickets).where(tickets.c.id == mara).values(order_id=order))
    return {"mara": mara, "lili": lili, "maria": maria}


@pytest.mark.parametrize(
    ("wanted", "who", "why"),
    [
        ("{mara}", "mara", "ticket"),
        ("#{mara}", "mara", "ticket"),
        ("＃{mara}", "mara", "ticket"),
        ("55-1203", "mara", "order"),
        ("551203", "mara", "order"),
        ("55 1203", "mara", "order"),
        ("1203", "mara", "order"),
        ("55-12", "mara", "order"),
        ("003404341112", "mara", "tracking"),
        ("0034 0434 1112", "mara", "tracking"),
        ("1112", "mara", "tracking"),
        ("MARA@example.com ", "mara", "email"),
        ("mara@exam", "mara", "email"),
        ("lili@example", "lili", "email"),
        ("+49301234567", "mara", "phone"),
        ("+49 (30) 123-4567", "mara", "phone"),
        ("0049 30 1234567", "mara", "phone"),
        ("030 1234567", "mara", "phone"),
        ("1234567", "mara", "phone"),
        ("4567", "mara", "phone"),
        ("34567", "mara", "phone"),
        ("mara co", "mara", "name"),
        ("costa mara", "mara", "name"),
        ("Costa, Mara", "mara", "name"),
        ("cost", "mara", "name"),
        ("maria", "maria", "name"),
        ("MÁRIA", "maria", "name"),
        ("李", "lili", "name"),
        ("莉", "lili", "name"),
        ("lili", "lili", "name"),
        ("ll", "lili", "name"),
        ("灯坏", "lili", "subject"),
        ("灯坏了", "lili", "subject"),
        ("kaputt lampe", "mara", "subject"),
        ("lamp kap", "mara", "subject"),
        ("50%", "maria", "subject"),
        ("off_er", "maria", "subject"),
        ("屏幕", "lili", "message"),
        ("costa kaputt", "mara", "words"),
        ("李莉 屏幕", "lili", "message"),
    ],
)
def test_finding(desk: Desk, findable: dict[str, int], wanted: str, who: str, why: str):
    first, *others = desk.search.find(wanted.format(**findable))
    assert (first.ticket_id, first.why) == (findable[who], why)
    assert findable[who] not in [hit.ticket_id for hit in others]


def test_finding_several_and_none(desk: Desk, findable: dict[str, int]):
    assert {hit.ticket_id for hit in desk.search.find("mar")} == {findable["mara"], findable["maria"]}
    for nothing in ("  ", "", "no such thing", "9" * 30, "xyzzy", "#", "*", '"', "\0"):
        assert desk.search.find(nothing) == (), nothing
    assert len(desk.search.find("example", limit=1)) <= 1
    assert desk.search.find("lampe", limit=0) == ()


CHINESE = (
    ("陈静", ("陈静", "静", "chenjing", "chen jing", "cj", "chenj", "jing", "CHEN")),
    ("李晓明", ("lxm", "lixiaoming", "晓明", "xiaoming", "li xiaoming")),
    ("单雄信", ("shanxiongxin", "sxx")),
    ("曾国", ("zengguo", "zg")),
    ("欧阳娜", ("ouyang", "oyn", "ouyangna")),
    ("吕布", ("lvbu", "lyubu", "lubu", "lb")),
    ("尉迟恭", ("yuchi", "ycg")),
    ("Jürgen Groß", ("jurgen", "juergen", "gross", "groß", "jürgen")),
    ("Łukasz Øster", ("lukasz", "oster")),
    ("O'Brien-Smith", ("o'brien", "brien", "smith")),
    ("山田 花子", ("山田", "花子", "子")),
    ("김민수", ("김민수", "민수")),
)


def test_names_are_found_as_people_type_them(desk: Desk):
    for n, (name, spelled) in enumerate(CHINESE):
        ticket = opened(desk, "x", customer=f"c{n}@example.org", name=name, subject="y")
        for wanted in spelled:
            found = [hit.ticket_id for hit in desk.search.find(wanted)]
            assert ticket in found, (name, wanted)
            assert name in {hit.name for hit in desk.customers.lookup(wanted, limit=20)}, (name, wanted)


def test_a_customer_and_an_order_without_a_ticket_are_found(desk: Desk):
    wrote = opened(desk)
    add_order(desk, "55-1203")
    (order,) = desk.search.find("55-1203")[:1]
    assert (order.what, order.ticket_id, order.label, order.customer_id, order.who) == (
        "order",
        None,
        "55-1203",
        1,
        "Mara",
    )
    assert [hit.ticket_id for hit in desk.search.find("55-1203")] == [None, wrote]
    store = store_of(desk)
    with store.transaction() as connection:
        values = {"id": 77, "name": "Nobody Wrote", "name_folded": "nobody wrote", "salt": b"s", "created_at": NOON}
        customer_rows.add(connection, values)
    store.close()
    (hit,) = desk.search.find("nobody")
    assert (hit.what, hit.id, hit.customer_id, hit.ticket_id) == ("customer", 77, 77, None)


def test_open_before_closed_and_new_before_old(desk: Desk, clock: ManualClock):
    numbers = []
    for _ in range(3):
        numbers.append(opened(desk, subject="Torch"))
        clock.advance(DAY)
    ended = resolved(desk, subject="Torch")
    assert [hit.ticket_id for hit in desk.search.find("torch")] == [*numbers[::-1], ended]
    assert [hit.ticket_id for hit in desk.search.find("Mara")] == [*numbers[::-1], ended]


def test_closed_tickets_are_found(desk: Desk, clock: ManualClock):
    ticket = closed(desk, clock, subject="Torch")
    (hit,) = desk.search.find("torch")
    assert (hit.ticket_id, hit.status) == (ticket, "closed")


def test_four_digits_mean_the_ends_of_numbers(desk: Desk):
    """The end of a ticket's, a phone's, an order's number: the open ones first; a whole number before all."""
    ticket = opened(desk, phone="+49 30 5550001", subject="by ticket and phone")
    assert ticket == 10_001 or desk._work.store.address.engine != "sqlite"
    ending = str(ticket)[-4:]
    other = opened(desk, customer="o@example.com", name="Other", phone=f"030 555{ending}", subject="by phone")
    assert {hit.ticket_id for hit in desk.search.find(ending)} == {ticket, other}
    resolved_first = desk.search.find(ending)
    assert all(hit.why in ("ticket", "phone") for hit in resolved_first)
    add_order(desk, ending)
    assert desk.search.find(ending)[0].why == "order"


def test_a_return_is_found_by_its_number(desk: Desk):
    ticket = opened(desk, kind="return", subject="Back it goes")
    store = store_of(desk)
    with store.transaction() as connection:
        connection.execute(
            insert(rmas).values(
                id=4711, ticket_id=ticket, stage="requested", opened_at=NOON, updated_at=NOON, version=1, head=""
            )
        )
    store.close()
    for wanted in ("4711", "RMA 4711", "rma-4711", "rma#4711"):
        assert desk.search.find(wanted)[0].ticket_id == ticket, wanted


def test_what_is_said_later_is_found_and_what_changes_is_found_anew(desk: Desk):
    ticket = opened(desk)
    assert desk.search.find("zeppelin") == ()
    desk.conversation.note(ticket, "He means the Zeppelin lamp.")
    (hit,) = desk.search.find("zeppelin")
    assert (hit.ticket_id, hit.why, hit.found) == (ticket, "message", "He means the Zeppelin lamp.")
    desk.handling.subject(ticket, "Dirigible")
    assert desk.search.find("dirig")[0].why == "subject"
    desk.handling.subject(ticket, "Balloon")
    assert desk.search.find("dirigible") == ()
    desk.history.undo()
    assert desk.search.find("dirigible")[0].ticket_id == ticket
    assert desk.search.find("balloon") == ()
    assert_sound(desk)


def test_a_recalled_reply_is_not_found(desk: Desk):
    ticket = opened(desk)
    desk.conversation.reply(ticket, "You get a zeppelin.", grace=60)
    assert desk.search.find("zeppelin")
    desk.history.undo()
    assert desk.search.find("zeppelin") == ()


def test_a_message_that_was_split_off_is_found_at_its_new_ticket(desk: Desk):
    ticket = opened(desk)
    desk.conversation.message(ticket, "And my zeppelin?")
    message = desk.tickets.everything_said(ticket)[-1].id
    child = desk.joining.split(ticket, message).ticket.id
    assert child in [hit.ticket_id for hit in desk.search.find("zeppelin")]
    assert ticket not in [hit.ticket_id for hit in desk.search.find("zeppelin")]


def test_a_long_thread_with_one_word_is_one_hit(desk: Desk):
    talk, other = opened(desk, "torch"), opened(desk, "torch", customer="x@example.com", name="X")
    for _ in range(120):
        desk.conversation.message(talk, "torch")
    assert {hit.ticket_id for hit in desk.search.find("torch")} == {talk, other}


HOSTILE = (
    '"', '""', "' OR 1=1 --", "NEAR(a b)", "a AND", "NOT a", "a*", "*", "^a", "words:a", "(", ")", "{a b}", "-", "%",
    "_", "50%", "\\", "a\0b", "\ud800", "\x1b]2;x\x07", "🙂", "＃＄％", "：", "'a' & 'b'", "a:*", "!a", "<->",
    "a | b", "\u202e", "x" * 10_000, "灯" * 10_000, "1" * 10_000, "a " * 5_000, "é" * 500, "ﬃ" * 100, "٣٤٥٦", "१२३४",
    "²³¹⁰", "Ⅷ", "½",
)  # fmt: skip


def test_whatever_is_typed_is_data(desk: Desk):
    opened(desk, "a b words NEAR", subject='She said "a*" AND left')
    for text in HOSTILE:
        assert isinstance(desk.search.find(text), tuple), text
        assert isinstance(desk.customers.lookup(text), tuple), text


def test_hostile_texts_are_kept_and_found(desk: Desk):
    for n, text in enumerate(HOSTILE):
        body = f"zeppelin {text}"
        ticket = opened(
            desk, body, subject=text if text.strip() else "y", customer=f"h{n}@example.com", name=text or "n"
        )
        desk.handling.subject(ticket, "calm")
    assert len(desk.search.find("zeppelin", limit=100)) == len(HOSTILE)
    assert len(desk.search.find("calm", limit=100)) == len(HOSTILE)


def test_a_search_given_up_finds_nothing(desk: Desk, findable: dict[str, int]):
    looking = Looking()
    looking.give_up()
    assert desk.search.find("lampe", looking=looking) == ()
    assert desk.search.find("lampe", looking=Looking())[0].ticket_id == findable["mara"]


def test_recent_ones_are_those_one_read_last(desk: Desk, findable: dict[str, int]):
    assert desk.search.recent() == ()
    for n, who in enumerate(("maria", "lili", "mara")):
        desk.presence.mark_read(findable[who], NOON + n * MINUTE)
    assert [hit.ticket_id for hit in desk.search.recent()] == [findable[who] for who in ("mara", "lili", "maria")]
    assert [hit.ticket_id for hit in desk.search.recent(1, but=findable["mara"])] == [findable["lili"]]
    assert desk.acting_as("ana").search.recent() == ()


# customers


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ("{mara}", "ticket"),
        ("55-1203", "order"),
        ("00340434 1112", "tracking"),
        ("mara@example.com", "email"),
        ("mara@", "email"),
        ("030 1234567", "phone"),
        ("4567", "phone"),
        ("costa mara", "name"),
    ],
)
def test_who_calls(desk: Desk, findable: dict[str, int], wanted: str, why: str):
    first = desk.customers.lookup(wanted.format(**findable))[0]
    assert (first.name, first.why, first.open_count, first.ticket_count) == ("Mara Costa", why, 1, 1)
    assert (first.last_ticket_id, first.last_subject, first.last_order) == (findable["mara"], "Lampe kaputt", "55-1203")


def test_everything_of_a_customer_page_by_page(desk: Desk, clock: ManualClock):
    numbers = []
    for n in range(12):
        numbers.append(opened(desk, subject=f"Lamp {n}"))
        clock.advance(DAY)
    orders = [add_order(desk, f"55-{n:04}") for n in range(5)]
    customer = desk.customers.lookup("mara@example.com")[0].id
    view = desk.customers.show(customer, tickets=5, orders=2)
    assert (view.ticket_count, view.order_count, view.open_count) == (12, 5, 12)
    assert [ticket.id for ticket in view.tickets] == numbers[::-1][:5]
    rest = desk.customers.tickets(customer, after=view.tickets[-1].id)
    assert [ticket.id for ticket in rest] == numbers[::-1][5:]
    assert [order.id for order in view.orders] == orders[::-1][:2]
    assert [order.id for order in desk.customers.orders(customer, after=view.orders[-1].id)] == orders[::-1][2:]


# whatever there is


def make_shop(url: str) -> None:
    """The demo shop and some made-up tickets."""
    desk = open_desk(url, clock=ManualClock(NOON), via="seed")
    desk.seeding.load(shipped_seeds())
    desk.generation.generate(150, seed=3)
    desk.close()


@pytest.fixture
def shop(stores: Stores) -> Iterator[Desk]:
    opened_shop = open_desk(stores.copy_of("findable shop", make_shop), clock=ManualClock(NOON), via="test")
    yield opened_shop
    opened_shop.close()


def test_every_customer_is_found_by_every_identity(shop: Desk):
    store = store_of(shop)
    with store.read() as connection:
        everybody = list(connection.execute(select(customers.c.id, customers.c.name)))
    store.close()
    assert len(everybody) > 100
    for number, name in everybody[:: sized(suite=12, soak=1)]:
        view = shop.customers.show(number)
        for known in view.identities:
            found = shop.search.find(known.value, limit=40)
            assert number in [hit.customer_id for hit in found], known
            assert shop.customers.lookup(known.value)[0].id == number, known
        if known := [one for one in view.identities if one.kind == "phone"]:
            ending = "".join(filter(str.isdigit, known[0].value))[-4:]
            assert number in [hit.id for hit in shop.customers.lookup(ending, limit=40)]
        for order in view.orders:
            assert number in [hit.customer_id for hit in shop.search.find(order.number)], order.number
            for parcel in order.parcels:
                assert number in [hit.customer_id for hit in shop.search.find(parcel.tracking)], parcel.tracking
        for part in name.split():
            assert number in [hit.id for hit in shop.customers.lookup(f"{name} {part}", limit=40)], name
    shop.close()


@given(data=st.data())
def test_a_word_of_a_message_leads_to_its_ticket(lite_shop: tuple[Desk, list[int]], data: st.DataObject):
    desk, answered = lite_shop
    ticket = data.draw(st.sampled_from(answered))
    said = data.draw(st.sampled_from(desk.tickets.everything_said(ticket)))
    words = [word for word in said.body.split() if sum(map(str.isalnum, word)) > 1]
    if not words:
        return
    begin = data.draw(st.integers(0, len(words) - 1))
    some = " ".join(words[begin : begin + data.draw(st.integers(1, 4))])
    found = desk.search.find(some, limit=1_000)
    assert ticket in [hit.ticket_id for hit in found], (some, said.body)


@pytest.fixture(scope="module")
def lite_shop(tmp_path_factory: pytest.TempPathFactory, store_templates: Path) -> tuple[Desk, list[int]]:
    url = Stores("sqlite", tmp_path_factory.mktemp("shop"), store_templates).copy_of("findable shop", make_shop)
    desk = open_desk(url, clock=ManualClock(NOON), via="test")
    everything = [row.id for row in desk.queue.page("is:all", "id", limit=1_000).rows]
    return desk, [ticket for ticket in everything if desk.tickets.everything_said(ticket)]


def test_finding_while_others_write(desk: Desk, findable: dict[str, int]):
    """A read sees one state; nobody waits."""
    ways: list[Callable[[], object]] = [lambda: desk.search.find("lampe"), lambda: desk.customers.lookup("mara")]
    store = store_of(desk)
    with store.transaction():
        for way in ways:
            assert way()
    store.close()
