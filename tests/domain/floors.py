"""Short ways to a floor: tickets and people of the model."""

from servicedesk.domain.floor.model import Coming, Situation, Waiting, Worker

MINUTE = 60.0
HOUR = 3600.0


def ticket(
    number: int,
    due: float,
    holder: str | None = None,
    *,
    kind: str = "inquiry",
    team: str | None = None,
    language: str | None = None,
    since: float = 0.0,
) -> Waiting:
    """``due`` and ``since`` in minutes from now."""
    return Waiting(number, due * MINUTE, kind, team, language, holder, due * MINUTE, since * MINUTE)


def worker(handle: str, starts: float | None = 0.0, per_hour: float = 6.0, **more: object) -> Worker:
    """``starts`` in minutes from now; ten minutes an act unless said."""
    begins = None if starts is None else starts * MINUTE
    return Worker(handle, begins, per_hour, **({"cases": 1000} | more))  # type: ignore[arg-type]


def floor(tickets: list[Waiting], *workers: Worker, hours: float = 4.0, coming: Coming | None = None) -> Situation:
    return Situation(hours * HOUR, tuple(tickets), workers, coming or Coming())
