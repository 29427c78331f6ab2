"""What a ticket belongs to: a team, an order, a product."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.desk.views import Done, TicketView
from servicedesk.i18n import _
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

NONE = ""


async def team(desk: "DeskScreen", view: TicketView) -> Done | None:
    """A team, or none; whoever has the ticket keeps it."""
    row = view.row
    teams = await desk.acting.read(lambda d: d.people.teams())
    taken = _("it is that already")
    lines = [Choice(code, name, code, taken if code == view.team else None) for code, name in teams]
    lines.append(Choice(NONE, _("no team"), "", taken if view.team is None else None))
    wanted = await desk.acting.ask(Choices(_("Team of #{n}").format(n=row.id), lines))
    if wanted is None:
        return None
    return await desk.acting.change(
        _("give it to team {team}").format(team=wanted or _("none")),
        row,
        lambda d, version: d.assignment.team(row.id, wanted or None, version=version),
    )


async def order(desk: "DeskScreen", view: TicketView) -> Done | None:
    """One of the customer's orders; another customer's only after a question."""
    row = view.row
    taken = _("it is that already")

    async def source(text: str) -> Sequence[Choice[tuple[str, bool]]]:
        found = await desk.acting.read(lambda d: d.belongings.orders(row.id, text))
        lines = [
            Choice(
                (one.number, one.own),
                one.number,
                commas((present.date(one.placed_at, desk.zone, desk.now()), one.customer))
                if one.own
                else _("another customer's: {name}").format(name=one.customer),
                taken if one.number == view.order else None,
            )
            for one in found
        ]
        return lines if text.strip() or view.order is None else [*lines, Choice((NONE, True), _("no order"))]

    chosen = await desk.acting.ask(Finder(_("Order of #{n}: type a part of its number").format(n=row.id), source))
    if chosen is None:
        return None
    number, own = chosen
    if not own and not await _anothers(desk, number):
        return None
    return await desk.acting.change(
        _("order {number}").format(number=number or _("none")),
        row,
        lambda d, version: d.belongings.order(row.id, number or None, others_too=not own, version=version),
    )


async def _anothers(desk: "DeskScreen", number: str) -> bool:
    title = _("{number} is another customer's order: who reads the ticket sees it").format(number=number)
    lines = [Choice(False, _("leave it")), Choice(True, _("it belongs here"), _("a gift, a neighbour"))]
    return await desk.acting.ask(Choices(title, lines)) is True


async def product(desk: "DeskScreen", view: TicketView) -> Done | None:
    """A product by SKU or a part of its name."""
    row = view.row
    taken = _("it is that already")

    async def source(text: str) -> Sequence[Choice[str]]:
        found = await desk.acting.read(lambda d: d.belongings.products(text))
        lines = [
            Choice(
                one.sku,
                one.name,
                " ".join(part for part in (one.sku, one.name_zh) if part),
                taken if one.sku == view.product else None,
            )
            for one in found
        ]
        return lines if text.strip() or view.product is None else [Choice(NONE, _("no product")), *lines]

    sku = await desk.acting.ask(Finder(_("Product of #{n}: type a part of its name").format(n=row.id), source))
    if sku is None:
        return None
    return await desk.acting.change(
        _("product {sku}").format(sku=sku or _("none")),
        row,
        lambda d, version: d.belongings.product(row.id, sku or None, version=version),
    )
