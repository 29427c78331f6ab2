"""The end of a return: every line that came ends, and what is paid back is counted at that moment.

The order's money is held meanwhile: of returns that complete at once the second counts what the first paid back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from servicedesk.desk.returning.judging import Ground, beyond_limit, refuse_unpaid
from servicedesk.desk.returning.lines import NOTHING, check_lines, ground_of_return, money_of, quote_lines, wanted_of
from servicedesk.desk.returning.open_return import OpenReturn
from servicedesk.desk.returning.requesting import judged
from servicedesk.desk.returning.views import Ending
from servicedesk.domain import payloads as read
from servicedesk.domain.choices import chosen
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.refunds.orders import Wanted
from servicedesk.domain.refunds.quoting import QuotedLine
from servicedesk.domain.refunds.rules import Standing
from servicedesk.domain.returns import Outcome, Remedy, usual_outcome
from servicedesk.domain.rma_replay import LineState, RmaState
from servicedesk.store import customers
from servicedesk.store.database import Connection, RowMapping

_NOTHING_BACK: Payload = {"fee": 0, "shipping": 0, "refund_total": 0}
_REMEDIES = {Outcome.REFUNDED: Remedy.REFUND, Outcome.EXCHANGED: Remedy.EXCHANGE, Outcome.REPAIRED: Remedy.REPAIR}


@dataclass(frozen=True, slots=True)
class _Trade:
    """An exchange: what it sends, what was paid for the pieces it takes, and what the customer pays on top."""

    sku: str
    worth: int | None
    difference: int


@dataclass(slots=True)
class _Settlement:
    """How a return ends: its money, and each line's."""

    whole: Payload = field(default_factory=dict)
    lines: dict[int, QuotedLine] = field(default_factory=dict)
    trades: dict[int, _Trade] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return read.optional_number(self.whole, "refund_total") or 0

    @property
    def back(self) -> int:
        """What cheaper replacements give back."""
        return sum(max(0, -trade.difference) for trade in self.trades.values())


def complete(opened: OpenReturn, endings: Mapping[int, Ending]) -> None:
    """End every line that came: as told, else as the customer asked, or sent back where the rules don't take it.

    Raises IllegalMove, Invalid, NotFound, and Refused for what the rules, the payment or the limit forbid.
    """
    opened.check("complete")
    state = opened.state
    check_lines("endings", state, endings)
    ended = _endings(state, endings)
    ground = ground_of_return(opened)
    settled = _Settlement()
    if ground is None:
        _refuse_money(state, ended)
    else:
        settled = _settle(opened, ground, ended)
        _check_limit(opened, settled, ground.sheet.order.currency)
    opened.move("complete", settled.whole)
    for number, ending in ended.items():
        opened.record(EventType.RMA_LINE, _line(number, ending, settled))
    opened.save()


def usual_ending(line: LineState, granted: bool) -> Ending:
    """How a line ends unless somebody says otherwise; ``granted``: an approval lets it back outside its window too."""
    if line.standing == Standing.REFUSED or (line.standing == Standing.OUTSIDE and not granted):
        return Ending(str(Outcome.SENT_BACK))
    return Ending(str(usual_outcome(Remedy(read.text(line.facts, "remedy")))))


def _endings(state: RmaState, given: Mapping[int, Ending]) -> dict[int, Ending]:
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


def _settle(opened: OpenReturn, ground: Ground, ended: Mapping[int, Ending]) -> _Settlement:
    state = opened.state
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
    settled = _Settlement(whole, lines)
    settled.trades = _trades(opened, ground, wanted, ended, settled.total)
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
    opened: OpenReturn, ground: Ground, wanted: Mapping[int, Wanted], ended: Mapping[int, Ending], total: int
) -> dict[int, _Trade]:
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
        product = _replacement(opened.context.connection, sku)
        difference = 0
        if sku != item.sku:
            difference = _price(product, order.currency) * each.quantity - worth
            difference = max(difference, -max(0, left))
        left += difference
        found[number] = _Trade(sku, worth, difference)
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


def _check_limit(opened: OpenReturn, settled: _Settlement, currency: str) -> None:
    """Raise Refused where more would be paid than was approved, and who acts may not grant that much."""
    state, granted = opened.state, opened.state.granted or 0
    paid = settled.total + settled.back
    if paid <= granted:
        return
    alone = settled.back if state.approval is not None else paid
    if beyond_limit(opened.context.work, opened.context.connection, alone, currency):
        raise Refused(
            f"return {state.id} would pay {paid} back, {granted} was approved: that takes somebody with a higher limit",
            rma=state.id,
            amount=paid,
            granted=granted,
            currency=currency,
        )


def _line(number: int, ending: Ending, settled: _Settlement) -> Payload:
    """How a line ended, as its event holds it."""
    payload: Payload = {"line": number, "outcome": ending.outcome}
    if ending.outcome == Outcome.SENT_BACK:
        payload["disposition"] = None
    quoted = settled.lines.get(number)
    payload |= {**NOTHING} if quoted is None else judged(quoted)
    if quoted is not None and ending.outcome == Outcome.REFUNDED:
        payload["amount"] = quoted.refund
    if (trade := settled.trades.get(number)) is not None:
        payload |= {"replacement": trade.sku, "worth": trade.worth, "difference": trade.difference}
    return payload
