"""The end of a return: every line that came ends, and what is paid back is counted at that moment.

The order's money is held meanwhile: of returns that complete at once the second counts what the first paid back.
"""

from collections.abc import Mapping

from servicedesk.desk.returning.lines import NOTHING, check_lines, ground_of_return
from servicedesk.desk.returning.open_return import OpenReturn
from servicedesk.desk.returning.requesting import judged
from servicedesk.desk.returning.settling import Settlement, check_limit, endings_of, settle
from servicedesk.desk.returning.views import Ending
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.returns import Outcome


def complete(opened: OpenReturn, endings: Mapping[int, Ending]) -> None:
    """End every line that came: as told, else as the customer asked, or sent back where the rules don't take it.

    Raises IllegalMove, Invalid, NotFound, and Refused for what the rules, the payment or the limit forbid.
    """
    opened.check("complete")
    state = opened.state
    check_lines("endings", state, endings)
    ended = endings_of(state, endings)
    ground = ground_of_return(opened)
    settled = settle(opened.context.connection, state, ground, ended)
    if ground is not None:
        check_limit(opened.context.work, opened.context.connection, state, settled)
    opened.move("complete", settled.whole)
    for number, ending in ended.items():
        opened.record(EventType.RMA_LINE, _line(number, ending, settled))
    opened.save()


def _line(number: int, ending: Ending, settled: Settlement) -> Payload:
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
