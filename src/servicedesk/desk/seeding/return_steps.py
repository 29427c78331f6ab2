"""Steps of a seeded conversation that open a return and move it on."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from servicedesk.desk.desk import Desk
from servicedesk.desk.returning.views import Ending, Finding, LineWanted
from servicedesk.desk.seeding.stage import Played, Stage
from servicedesk.desk.seeding.step import ReturnSeed, Step
from servicedesk.domain.errors import NotFound, Refused
from servicedesk.domain.returns import RmaStage

RETURN_VERBS = ("rma", "rma_stage")


class _OfLine(Protocol):
    """A part of a step that is about one line of the return."""

    @property
    def sku(self) -> str: ...


Part = TypeVar("Part", bound=_OfLine)
Value = TypeVar("Value")


def play_return(stage: Stage, desk: Desk, play: Played, step: Step) -> None:
    """Open the return of a step, or take the one it names to the stage it says."""
    if step.rma is not None:
        _request(desk, play, step.rma)
        return
    rma = play.rmas.get(step.key) if step.key is not None else next(iter(play.rmas.values()), None)
    if rma is None:
        raise Refused("there is no return to move yet" if step.key is None else f"there is no return {step.key!r}")
    returns = desk.returns
    match step.rma_stage:
        case RmaStage.APPROVED:
            returns.approve(rma, stage.text(step.why, play))
        case RmaStage.DECLINED:
            returns.decline(rma, stage.text(step.reason or "", play))
        case RmaStage.IN_TRANSIT:
            returns.ship(rma, step.tracking)
        case RmaStage.RECEIVED:
            returns.receive(rma, _by_line(desk, rma, step.pieces, lambda said: said.quantity) or None)
        case RmaStage.INSPECTED:
            returns.inspect(
                rma, _by_line(desk, rma, step.findings, lambda said: Finding(said.found, said.disposition, said.note))
            )
        case RmaStage.COMPLETED:
            returns.complete(
                rma, _by_line(desk, rma, step.outcomes, lambda said: Ending(said.outcome, said.replacement))
            )
        case RmaStage.CANCELLED:
            returns.cancel(rma)
        case _:
            raise Refused("a return is requested by a step of its own: rma")


def _request(desk: Desk, play: Played, seed: ReturnSeed) -> None:
    lines = [LineWanted(line.sku, line.quantity, line.reason, line.condition, line.remedy) for line in seed.lines]
    evidence = [_file(desk, play, name) for name in seed.evidence]
    _, play.rmas[seed.key] = desk.returns.request(play.ticket_id, lines, attachments=evidence)


def _file(desk: Desk, play: Played, name: str) -> int:
    """The ticket's attachment of that name, the last where there are several."""
    numbers = [file.id for file in desk.tickets.show(play.ticket_id).attachments if file.name == name]
    if not numbers:
        raise NotFound("attachment", name)
    return numbers[-1]


def _by_line(desk: Desk, rma: int, said: Sequence[Part], value: Callable[[Part], Value]) -> dict[int, Value]:
    """By the number of the line. Parts about the same article take its lines in their order."""
    lines, found = list(desk.returns.get(rma).lines), dict[int, Value]()
    for part in said:
        line = next((line for line in lines if line.sku == part.sku), None)
        if line is None:
            raise NotFound("line of the return", part.sku)
        lines.remove(line)
        found[line.id] = value(part)
    return found
