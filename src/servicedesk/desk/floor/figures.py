"""The model's answers as the floor shows them: instants instead of seconds, names beside handles."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from servicedesk.desk.floor.situation import BREAK, Standing
from servicedesk.desk.floor.views import HERE, NOBODY, Forecast, Intervention, Load, TicketEffect
from servicedesk.domain.errors import Invalid
from servicedesk.domain.floor.forecasting import Expected, band
from servicedesk.domain.floor.interventions import Step
from servicedesk.domain.floor.model import Situation
from servicedesk.domain.floor.rates import PRIOR_CASES
from servicedesk.store.database import RowMapping

SEED: Final = 1
"""The same floor shows the same band."""
WHATS: Final = ("move", "assign", "back", "talk")


def forecast(standing: Standing, model: Situation, ahead: Expected) -> Forecast:
    """What a model of the floor says of the time until its end."""
    drawn = band(model, Random(SEED))
    states = [standing.present[handle].state for handle in standing.people]
    late = ahead.breaches
    return Forecast(
        standing.until,
        late,
        min(late, drawn.low),
        max(late, drawn.high),
        ahead.missed,
        len(states),
        states.count(HERE),
        states.count(BREAK),
        sum(1 for one in model.tickets if 0 < one.due <= model.ends),
        standing.left_out,
        drawn.runs,
        ahead.newcomers,
    )


def intervention_view(step: Step, standing: Standing) -> Intervention:
    return Intervention(
        step.what,
        step.tickets,
        step.kind,
        step.source,
        step.target,
        step.saves,
        None if step.by is None else standing.at + timedelta(seconds=step.by),
        step.minutes,
        tuple(standing.versions.get(ticket, 0) for ticket in step.tickets),
    )


def step_of(intervention: Intervention, standing: Standing, left: frozenset[int]) -> Step:
    """An intervention for the model, without the tickets that are ``left``. Raises Invalid for one that can't be."""
    one = intervention
    known = {worker.handle for worker in standing.model.workers}
    named = one.target if one.what in ("move", "assign") else one.source
    if one.what not in WHATS or named not in known:
        raise Invalid("intervention", f"there is no {one.what} for {named}")
    return Step(one.what, tuple(t for t in one.tickets if t not in left), one.kind, one.source, one.target)


def ticket_effects(
    standing: Standing, tickets: Iterable[int], before: Expected, after: Expected
) -> tuple[TicketEffect, ...]:
    """When somebody gets to each of the tickets without a step and with it; those that aren't due by then are out."""
    holders = {one.id: one.holder for one in standing.model.tickets}
    return tuple(
        TicketEffect(
            ticket,
            standing.due[ticket],
            holders[ticket],
            _instant(standing.at, before.done, ticket),
            _instant(standing.at, after.done, ticket),
        )
        for ticket in tickets
        if ticket in holders
    )


def _instant(at: datetime, done: Mapping[int, float], ticket: int) -> datetime | None:
    seconds = done.get(ticket)
    return None if seconds is None else at + timedelta(seconds=seconds)


def load_views(standing: Standing, loads: Iterable[RowMapping], ahead: Expected) -> tuple[Load, ...]:
    """Everybody's work: who has most overdue first, then most due soon, then by name."""
    holders = {one.id: one.holder for one in standing.model.tickets}
    late = [holders[ticket] for ticket in ahead.missed]
    rows = {row["assignee_id"]: row for row in loads}
    found = []
    for worker in standing.model.workers:
        present, row = standing.present[worker.handle], rows.get(standing.ids[worker.handle])
        live, waiting, due_soon, overdue = _counts(row)
        found.append(
            Load(
                worker.handle,
                standing.people[worker.handle].name,
                live,
                waiting,
                due_soon,
                overdue,
                late.count(worker.handle),
                worker.per_hour if worker.cases >= PRIOR_CASES else None,
                present.state,
                present.until,
                worker.stuck_on,
                worker.stuck,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.overdue, -one.due_soon, one.name.casefold(), one.handle)))


def nobodys_load(loads: Iterable[RowMapping], standing: Standing, ahead: Expected) -> Load | None:
    """The tickets that nobody holds, for the sums of the loads to be those of the floor; None without any."""
    row = next((row for row in loads if row["assignee_id"] is None), None)
    if row is None:
        return None
    holders = {one.id: one.holder for one in standing.model.tickets}
    live, waiting, due_soon, overdue = _counts(row)
    late = sum(1 for ticket in ahead.missed if holders[ticket] is None)
    return Load(NOBODY, "", live, waiting, due_soon, overdue, late, None, HERE, None)


def _counts(row: RowMapping | None) -> tuple[int, int, int, int]:
    """Live, waiting, due soon, overdue."""
    if row is None:
        return 0, 0, 0, 0
    return int(row["live"]), int(row["waiting"]), int(row["due_soon"]), int(row["overdue"])
