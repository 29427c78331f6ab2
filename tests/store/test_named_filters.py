"""Filters by product and by tickets' numbers, on both engines: what they show, counted and paged."""

from tests.builders import ids

from servicedesk.desk.desk import Desk
from servicedesk.domain.filters import about_product, named_tickets
from servicedesk.store.database import Store
from servicedesk.store.tables.catalog import products
from servicedesk.store.tables.tickets import tickets

SKUS = ("ARC-1", "Lamp 2", "灯-3")


def about(desk: Desk) -> dict[str, list[int]]:
    """Two tickets in three are about a product now: SKU → numbers."""
    everything = sorted(desk.queue.numbers("is:all"))
    found: dict[str, list[int]] = {sku: everything[n :: len(SKUS) + 2] for n, sku in enumerate(SKUS)}
    store = Store(desk._work.store.address)
    with store.transaction() as connection:
        for n, (sku, numbers) in enumerate(found.items(), 1):
            connection.execute(products.insert().values(id=n, sku=sku, name=sku))
            connection.execute(tickets.update().where(tickets.c.id.in_(numbers)).values(product_id=n))
    store.close()
    return found


def test_tickets_about_a_product(filled: Desk):
    found = about(filled)
    for sku, numbers in found.items():
        assert sorted(filled.queue.numbers(f"is:all {about_product(sku)}")) == numbers
    both = f'is:all product:"{SKUS[0]},{SKUS[1]}"'
    assert sorted(filled.queue.numbers(both)) == sorted(found[SKUS[0]] + found[SKUS[1]])
    assert filled.queue.total(both) == len(found[SKUS[0]] + found[SKUS[1]])
    live = set(filled.queue.numbers("is:live"))
    assert set(filled.queue.numbers(f"is:live {about_product(SKUS[0])}")) == live & set(found[SKUS[0]])
    assert filled.queue.numbers("is:all product:NO-1") == ()


def test_tickets_by_their_numbers_whatever_their_status(filled: Desk):
    everything = filled.queue.numbers("is:all")
    wanted = [everything[n] for n in (3, 50, 1, 17, 33)]
    assert sorted(ids(filled.queue.page(named_tickets(wanted)).rows)) == sorted(wanted)
    assert filled.queue.total(named_tickets([*wanted, 10**9])) == len(wanted)
    first = filled.queue.page(named_tickets(wanted), "id", limit=2)
    second = filled.queue.page(named_tickets(wanted), "id", after=first.next, limit=9)
    assert ids(first.rows) + ids(second.rows) == sorted(wanted)
    live = set(filled.queue.numbers("is:live"))
    assert set(filled.queue.numbers(f"is:live {named_tickets(everything)}")) == live
