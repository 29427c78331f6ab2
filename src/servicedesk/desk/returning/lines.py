"""Lines of a return as its rules judge them again, once more is known of them."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from servicedesk.desk.returning.judging import Ground, ground_of
from servicedesk.desk.returning.open_return import OpenReturn
from servicedesk.desk.returning.order_money import key_of
from servicedesk.desk.returning.requesting import judged
from servicedesk.domain import payloads as read
from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import Payload
from servicedesk.domain.refunds.orders import Wanted
from servicedesk.domain.refunds.quoting import Quote, QuotedLine
from servicedesk.domain.refunds.rules import Standing
from servicedesk.domain.returns import Condition, Reason, Remedy
from servicedesk.domain.rma_replay import LineState, RmaState

Value = TypeVar("Value")
NOTHING: Payload = {"net": 0, "tax": 0, "fee": 0}
"""What a line pays that doesn't come back."""


def ground_of_return(opened: OpenReturn) -> Ground | None:
    """What it was asked for by; None for one of no order, whose money nobody knows."""
    state = opened.state
    if state.order_id is None:
        return None
    return ground_of(opened.context, state.order_id, state.asked_on, state.membership, state.policy)


def check_lines(field: str, state: RmaState, given: Mapping[int, Value]) -> None:
    """Raise Invalid for a line that the return doesn't have."""
    for number in given:
        if number not in state.lines:
            known = ", ".join(str(each) for each in state.lines)
            raise Invalid(field, f"return {state.id} has no line {number}; it has {known}")


def wanted_of(
    line: LineState, *, pieces: int | None = None, condition: Condition | None = None, remedy: Remedy | None = None
) -> Wanted:
    """A line as quotes take it: the pieces that came, in the condition that was found, unless told otherwise."""
    facts = line.facts
    key = key_of(read.optional_number(facts, "order_line_id"), read.optional_number(facts, "replacement_of"))
    return Wanted(
        key or "",
        line.pieces if pieces is None else pieces,
        Reason(read.text(facts, "reason")),
        condition or Condition(line.found or read.text(facts, "condition")),
        remedy or Remedy(read.text(facts, "remedy")),
    )


def quote_lines(ground: Ground, wanted: Mapping[int, Wanted]) -> tuple[Quote | None, dict[int, QuotedLine]]:
    """The quote of lines by number; None where there are none."""
    if not wanted:
        return None, {}
    quoted = ground.quote(list(wanted.values()))
    return quoted, dict(zip(wanted, quoted.lines, strict=True))


def judge_again(opened: OpenReturn, wanted: Mapping[int, Wanted]) -> tuple[Payload, dict[int, Payload]]:
    """What its rules say of the lines that came, as events hold it: of the whole return, and by line."""
    ground = ground_of_return(opened)
    if ground is None:
        return {}, {number: {} for number in opened.state.lines}
    quoted, lines = quote_lines(ground, wanted)
    by_line = {number: judged(lines[number]) if number in lines else {**NOTHING} for number in opened.state.lines}
    return {} if quoted is None else money_of(quoted), by_line


def money_of(quoted: Quote) -> Payload:
    """The totals of a quote, as events hold them."""
    return {"fee": quoted.kept, "shipping": quoted.shipping, "refund_total": quoted.refund_total}


def refused(lines: Iterable[LineState]) -> bool:
    """Whether no line may come back."""
    return all(line.standing == Standing.REFUSED for line in lines)
