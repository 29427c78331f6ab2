"""The customer beside the ticket, from 24 columns on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from servicedesk.desk.views import EarlierTicket, IdentityView, OrderLineView
from servicedesk.tui.widgets.customer_pane import CustomerPane


async def shown(pane, app, views, lines, customer, ticket=None, size=(38, 40)) -> list[str]:
    async with app.run_test(size=size) as pilot:
        pane.show(customer, ticket or views.ticket(), views.now)
        await pilot.pause()
        return [line.strip() for line in lines(pane)]


async def test_who_they_are(views, host, lines) -> None:
    pane = CustomerPane()
    customer = views.customer(note="Twice moved house.")
    painted = await shown(pane, host(pane), views, lines, customer)
    assert painted[0].split() == ["Mara", "Costa", "vip"]
    assert painted[1:3] == ["their time 07:00, writes English,", "since 2024"]
    assert painted[3:6] == ["1 open ticket", "mara@example.com", "Twice moved house."]


async def test_the_key_to_everything_is_named_where_there_is_one(views, host, lines) -> None:
    pane = CustomerPane()
    pane.key = "i"
    painted = await shown(pane, host(pane), views, lines, views.customer(open_count=3))
    assert "3 open tickets  (i: everything)" in painted


async def test_the_tickets_order_comes_first_with_its_parcel(views, host, lines) -> None:
    pane = CustomerPane()
    other = replace(views.order("55-0999"), id=2)
    own = views.order(parcels=(views.parcel(delivered_at=views.now - timedelta(days=2)),))
    painted = await shown(pane, host(pane), views, lines, views.customer(orders=(other, own), order_count=14))
    assert "ORDER 55-1203" in painted
    assert "DHL: delivered 18 Nov 12:00" in painted
    assert painted.index("ORDER 55-1203") < painted.index("13 other orders")
    assert any(line.startswith("55-0999") and line.endswith("EUR 89.00") for line in painted)
    assert any(line.startswith("1 x Lamp Aurora") and line.endswith("89.00") for line in painted)


async def test_what_a_parcels_state_rests_on(views, host, lines) -> None:
    pane = CustomerPane()
    stuck = views.parcel(scanned_at=views.now - timedelta(days=4, hours=2), promised_at=views.now - timedelta(days=2))
    painted = await shown(pane, host(pane), views, lines, views.customer(orders=(views.order(parcels=(stuck,)),)))
    at = painted.index("DHL: ! stuck 4 days, 2 days late")
    assert painted[at + 1 : at + 4] == ["last scan Mon 16 Nov 10:00, Porto", "promised for 18 Nov", "0034"]


async def test_earlier_tickets_with_status(views, host, lines) -> None:
    pane = CustomerPane()
    painted = await shown(pane, host(pane), views, lines, views.customer())
    assert "3 orders, 0 returns, 2 tickets" in painted
    assert any(line.startswith("R 10388  resolved") for line in painted)
    assert "Return of a kettle" in painted


async def test_the_ticket_itself_is_not_among_the_earlier(views, host, lines) -> None:
    pane = CustomerPane()
    own = EarlierTicket(10432, "inquiry", "open", "this one", views.now)
    painted = await shown(pane, host(pane), views, lines, views.customer(tickets=(own,)))
    assert "this one" not in "\n".join(painted)


async def test_nobody_known(views, host, lines) -> None:
    pane = CustomerPane()
    ticket = views.ticket(order=None, order_text="my lamp order", product_text="a lamp")
    painted = await shown(pane, host(pane), views, lines, None, ticket)
    assert painted[0] == "Nobody knows yet who this customer is."[: len(painted[0])]
    assert "ORDER my lamp order" in painted
    assert "PRODUCT a lamp" in painted


@pytest.mark.parametrize("zone", ["Nowhere/Atlantis", "../../etc/passwd", "", "\x00", "/etc"])
async def test_an_unknown_zone_is_left_out(views, host, lines, zone: str) -> None:
    pane = CustomerPane()
    painted = await shown(pane, host(pane), views, lines, views.customer(timezone=zone))
    assert "their time" not in "\n".join(painted)


async def test_it_scrolls(views, host, lines) -> None:
    pane = CustomerPane()
    async with host(pane).run_test(size=(30, 6)) as pilot:
        pane.show(views.customer(), views.ticket(), views.now)
        await pilot.press("end")
        assert "Return of a kettle" in lines(pane)[-1]
        await pilot.press("up", "pageup", "down", "pagedown", "home")
        assert "Mara" in lines(pane)[0]
        await pilot.press("end")
        pane.show(views.customer(id=2, name="Bo"), views.ticket(), views.now)
        await pilot.pause()
        assert "Bo" in lines(pane)[0]
        pane.clear()
        await pilot.pause()
        assert not "".join(lines(pane)).strip()


@pytest.mark.parametrize("width", [24, 38, 50])
async def test_hostile_text_stays_text(width: int, views, host, lines, hostile) -> None:
    pane = CustomerPane()
    async with host(pane).run_test(size=(width, 90)):
        for text in [*hostile, "x" * 100_000]:
            parcel = views.parcel(carrier=text, tracking=text, scan=text, status=text)
            order_lines = (OrderLineView(text, text, 10**9, 10**12, text),)
            order = views.order(text, currency=text, lines=order_lines, parcels=(parcel,))
            customer = views.customer(
                name=text,
                membership=text,
                language=text,
                timezone=text,
                note=text,
                identities=(IdentityView(text, text),),
                orders=(order, views.order("2", currency=text, parcels=(parcel,))),
                tickets=(EarlierTicket(1, text, text, text, views.now),),
            )
            ticket = views.ticket(order=text, order_text=text, product=text, rmas=(views.rma(text, text),))
            pane.show(customer, ticket, views.now)
            lines(pane)
            pane.show(None, ticket, views.now)
            lines(pane)
