"""How a return would end, and what is paid back of it: counted as the order's money stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from servicedesk.desk.returning.judging import Ground, beyond_limit, ground_shown, refuse_unpaid
from servicedesk.desk.returning.lines import check_lines, money_of, quote_lines, wanted_of
from servicedesk.desk.returning.views import Ending, EndQuote
from servicedesk.desk.work import Work
from servicedesk.domain import payloads as read
from servicedesk.domain.choices import chosen
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.events import Payload
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.refunds.orders import Wanted
from servicedesk.domain.refunds.quoting import QuotedLine
from servicedesk.domain.refunds.rules import Standing
from servicedesk.domain.returns import Outcome, Remedy, usual_outcome
from servicedesk.domain.rma_replay import LineState, RmaState
from servicedesk.domain.workflows.rma import RMA
from servicedesk.store import customers
from servicedesk.store.database import Connection, RowMapping

_NOTHING_BACK: Payload = {"fee": 0, "shipping": 0, "refund_total": 0}
_REMEDIES = {Outcome.REFUNDED: Remedy.REFUND, Outcome.EXCHANGED: Remedy.EXCHANGE, Outcome.REPAIRED: Remedy.REPAIR}


@dataclass(frozen=True, slots=True)
class Trade:
    """An exchange: what it sends, what was paid for the pieces it takes, and what the customer pays on top."""

    sku: str
    worth: int | None
    difference: int


@dataclass(slots=True)
class Settlement:
    """How a return ends: its money, and each line's."""

    whole: Payload = field(default_factory=dict)
    lines: dict[int, QuotedLine] = field(default_factory=dict)
    trades: dict[int, Trade] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return read.optional_number(self.whole, "refund_total") or 0

    @property
    def difference(self) -> int:
        """What the exchanges cost the customer in all; negative where they get something."""
        return sum(trade.difference for trade in self.trades.values())

    @property
    def back(self) -> int:
        """What cheaper replacements give back."""
        return sum(max(0, -trade.difference) for trade in self.trades.values())


def foretold(work: Work, connection: Connection, state: RmaState, given: Mapping[int, Ending]) -> EndQuote:
    """What ending it so would pay now, to look at. Raises as ``complete`` does."""
    RMA.after(state.stage, "complete")
    check_lines("endings", state, given)
    ground = ground_shown(connection, work.clock.now(), state)
    settled = settle(connection, state, ground, endings_of(state, given))
    if ground is not None:
        check_limit(work, connection, state, settled)
    differences = tuple((number, trade.difference) for number, trade in settled.trades.items() if trade.difference)
    currency = None if ground is None else ground.sheet.order.currency
    return EndQuote(currency, settled.total, differences)


def usual_ending(line: LineState, granted: bool) -> Ending:
    """How a line ends unless somebody says otherwise; ``granted``: an approval lets it back outside its window too."""
    if line.standing == Standing.REFUSED or (line.standing == Standing.OUTSIDE and not granted):
        return Ending(str(Outcome.SENT_BACK))
    return Ending(str(usual_outcome(Remedy(read.text(line.facts, "remedy")))))


def endings_of(state: RmaState, given: Mapping[int, Ending]) -> dict[int, Ending]:
    """How each line that came ends, checked."""
    found = {}
    for number, line in state.lines.items():
        if not line.pieces:
            if number in given:
                raise Invalid("endings", f"nothing of line {number} has come")
            continue
        ending = given.get(number) or usual_ending(line, state.approval is not None)
        outcome = chosen("outcome", Outcome, ending.outcome)
        if ending.replacement is not None and outcome is not Outcome.EXCHANGED:
            raise Invalid("replacement", f"line {number} is {outcome}: only an exchange sends another article")
        found[number] = Ending(str(outcome), ending.replacement)
    return found


def settle(connection: Connection, state: RmaState, ground: Ground | None, ended: Mapping[int, Ending]) -> Settlement:
    """The money of a return that ends so. Raises NotFound, Invalid, and Refused for what rules or payment forbid."""
    if ground is None:
        _refuse_money(state, ended)
        return Settlement()
    wanted: dict[int, Wanted] = {
        number: wanted_of(state.lines[number], remedy=_REMEDIES[Outcome(ending.outcome)])
        for number, ending in ended.items()
        if ending.outcome != Outcome.SENT_BACK
    }
    quoted, lines = quote_lines(ground, wanted)
    for number, line in lines.items():
        _check_standing(state, number, line, ended[number])
    whole: Payload = {
        **(_NOTHING_BACK if quoted is None else money_of(quoted)),
        "currency": ground.sheet.order.currency,
    }
    if state.approval is not None and state.granted is not None and quoted is not None:
        whole["refund_total"] = min(quoted.refund_total, state.granted)
    settled = Settlement(whole, lines)
    settled.trades = _trades(connection, ground, wanted, ended, settled.total)
    pays = any(ending.outcome == Outcome.REFUNDED for ending in ended.values())
    if pays or any(trade.sku != ground.sheet.item(wanted[number].id).sku for number, trade in settled.trades.items()):
        refuse_unpaid(ground.sheet)
    return settled


def _check_standing(state: RmaState, number: int, line: QuotedLine, ending: Ending) -> None:
    if line.standing is Standing.REFUSED:
        reason = f"the rule {line.rule!r} doesn't take line {number} back"
    elif line.standing is Standing.OUTSIDE and state.approval is None:
        reason = f"line {number} is outside the window of {line.rule!r}, and nobody has granted that"
    else:
        return
    raise Refused(reason, rma=state.id, line=number, rule=line.rule, legal=[str(Outcome.SENT_BACK)])


def _trades(
    connection: Connection,
    ground: Ground,
    wanted: Mapping[int, Wanted],
    ended: Mapping[int, Ending],
    total: int,
) -> dict[int, Trade]:
    """The exchanges: their pieces follow those that are paid back."""
    order = ground.sheet.order
    taken = {line.id: order.pieces_refunded(line.id) for line in order.lines}
    for each in wanted.values():
        if each.remedy is Remedy.REFUND:
            taken[each.id] += each.quantity
    left = order.left - total
    found = {}
    for number, each in wanted.items():
        if each.remedy is not Remedy.EXCHANGE:
            continue
        pieces, before = order.pieces[each.id], taken[each.id]
        taken[each.id] += each.quantity
        worth = pieces.gross(taken[each.id]) - pieces.gross(before)
        item = ground.sheet.item(each.id)
        sku = ended[number].replacement or item.sku
        product = _replacement(connection, sku)
        difference = 0
        if sku != item.sku:
            difference = _price(product, order.currency) * each.quantity - worth
            difference = max(difference, -max(0, left))
        left += difference
        found[number] = Trade(sku, worth, difference)
    return found


def _replacement(connection: Connection, sku: str) -> RowMapping:
    """An article to send; raises NotFound, Refused for one that isn't sold any more."""
    product = customers.product_by_sku(connection, sku)
    if product is None:
        raise NotFound("product", sku)
    if product["stage"] == LifecycleStage.WITHDRAWN:
        legal = [product["successor_sku"]] if product["successor_sku"] else []
        raise Refused(f"{sku} isn't sold any more; name another article to send", sku=sku, legal=legal)
    return product


def _price(product: RowMapping, currency: str) -> int:
    if product["currency"] != currency:
        reason = f"{product['sku']} is priced in {product['currency']}, the order was paid in {currency}"
        raise Invalid("replacement", reason)
    price: int = product["price"]
    return price


def _refuse_money(state: RmaState, ended: Mapping[int, Ending]) -> None:
    """A return of no order knows no price: nothing can be paid back."""
    for number, ending in ended.items():
        if ending.outcome == Outcome.REFUNDED or ending.replacement is not None:
            legal = [str(each) for each in Outcome if each is not Outcome.REFUNDED]
            raise Refused(f"return {state.id} is of no order: nothing was paid here", line=number, legal=legal)


def check_limit(work: Work, connection: Connection, state: RmaState, settled: Settlement) -> None:
    """Raise Refused where more would be paid than was approved, and who acts may not grant that much."""
    granted, currency = state.granted or 0, str(settled.whole.get("currency") or "")
    paid = settled.total + settled.back
    if paid <= granted:
        return
    alone = settled.back if state.approval is not None else paid
    ticket_id, order_id = state.ticket_id, state.order_id
    if beyond_limit(work, connection, alone, currency, ticket_id=ticket_id, order_id=order_id, besides=state.id):
        raise Refused(
            f"return {state.id} would pay {paid} back, {granted} was approved: that takes somebody with a higher limit",
            rma=state.id,
            amount=paid,
            granted=granted,
            currency=currency,
        )
