"""A return on its way: sent, received piece by piece, inspected."""

from collections.abc import Mapping

from servicedesk.desk.approving.asking import LONGEST
from servicedesk.desk.returning.lines import check_lines, judge_again, wanted_of
from servicedesk.desk.returning.open_return import OpenReturn
from servicedesk.desk.returning.views import Finding
from servicedesk.domain import payloads as read
from servicedesk.domain.choices import chosen
from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.refunds.rules import Standing
from servicedesk.domain.returns import Condition, Disposition
from servicedesk.domain.rma_replay import LineState
from servicedesk.domain.texts import storable

LONGEST_TRACKING = 200


def ship(opened: OpenReturn, tracking: str) -> None:
    """The customer has sent it. Raises IllegalMove, Invalid."""
    number = " ".join(storable(tracking).split())
    if len(number) > LONGEST_TRACKING:
        raise Invalid("tracking", f"{len(number)} characters; at most {LONGEST_TRACKING} are kept")
    opened.move("ship", texts={"tracking": number} if number else None)
    opened.save()


def receive(opened: OpenReturn, pieces: Mapping[int, int] | None) -> None:
    """It is here: so many pieces of each line, all of them where nothing is said. Raises IllegalMove, Invalid.

    Lines that the rules refuse count as not sent unless they are named.
    """
    opened.check("receive")
    state = opened.state
    given = dict(pieces or {})
    check_lines("pieces", state, given)
    came = {number: given.get(number, _expected(line)) for number, line in state.lines.items()}
    for number, count in came.items():
        most = read.number(state.lines[number].facts, "quantity")
        if not 0 <= count <= most:
            raise Invalid("pieces", f"of line {number} 0 to {most} pieces can have come, not {count}")
    if not any(came.values()):
        raise Invalid("pieces", "no piece has come; cancel the return when none will")
    wanted = {number: wanted_of(state.lines[number], pieces=count) for number, count in came.items() if count}
    whole, lines = judge_again(opened, wanted)
    opened.move("receive", whole)
    for number, count in came.items():
        opened.record(EventType.RMA_LINE, {"line": number, "received": count, **lines[number]})
    opened.save()


def inspect(opened: OpenReturn, findings: Mapping[int, Finding]) -> None:
    """What was found of each line that came, and where its pieces go; its rules judge it anew by that.

    Raises IllegalMove, and Invalid for lines that are missing, unknown or never came.
    """
    opened.check("inspect")
    state = opened.state
    check_lines("findings", state, findings)
    for number, line in state.lines.items():
        if line.pieces and number not in findings:
            raise Invalid("findings", f"nothing is said of line {number}")
        if not line.pieces and number in findings:
            raise Invalid("findings", f"nothing of line {number} has come")
    checked = {number: _checked(finding) for number, finding in findings.items()}
    wanted = {number: wanted_of(state.lines[number], condition=each[0]) for number, each in checked.items()}
    whole, lines = judge_again(opened, wanted)
    opened.move("inspect", whole)
    for number, (condition, disposition, note) in checked.items():
        payload: Payload = {"line": number, "found": str(condition), "disposition": str(disposition), **lines[number]}
        opened.record(EventType.RMA_LINE, payload, {"note": note} if note else None)
    opened.save()


def _checked(finding: Finding) -> tuple[Condition, Disposition, str]:
    note = storable(finding.note).strip()
    if len(note) > LONGEST:
        raise Invalid("note", f"{len(note)} characters; at most {LONGEST} are kept")
    condition = chosen("condition", Condition, finding.condition)
    return condition, chosen("disposition", Disposition, finding.disposition), note


def _expected(line: LineState) -> int:
    return 0 if line.standing == Standing.REFUSED else read.number(line.facts, "quantity")
