"""The floor as JSON. ``stuck`` and ``minutes`` are minutes; instants are UTC."""

from typing import TYPE_CHECKING

from servicedesk.cli.shapes import instant
from servicedesk.domain.events import Json

if TYPE_CHECKING:
    from servicedesk.desk.floor.views import FloorView, Forecast, Inbox, Intervention, Load


def floor_object(view: "FloorView") -> dict[str, Json]:
    """The floor as ``floor`` prints it; the schema is ``floor.json``."""
    return {
        "at": instant(view.at),
        "swept_at": instant(view.swept_at),
        "interventions": [step_object(one) for one in view.interventions],
        "forecast": forecast_object(view.forecast),
        "load": [load_object(one) for one in view.load],
        "unheld": None if view.unheld is None else unheld_object(view.unheld),
        "inbox": inbox_object(view.inbox),
        "overdue": view.overdue,
        "at_risk": view.at_risk,
        "live": view.live,
    }


def step_object(one: "Intervention") -> dict[str, Json]:
    """A proposal."""
    return {
        "what": one.what,
        "tickets": [*one.tickets],
        "versions": [*one.versions],
        "kind": one.kind,
        "source": one.source,
        "target": one.target,
        "saves": one.saves,
        "by": instant(one.by),
        "minutes": one.minutes,
    }


def forecast_object(one: "Forecast") -> dict[str, Json]:
    """What will be late if nothing changes; ``tickets`` with the first due first."""
    return {
        "until": instant(one.until),
        "breaches": one.breaches,
        "low": one.low,
        "high": one.high,
        "tickets": [*one.tickets],
        "newcomers": one.newcomers,
        "people": one.people,
        "here": one.here,
        "on_break": one.on_break,
        "weighed": one.weighed,
        "left_out": one.left_out,
    }


def unheld_object(one: "Load") -> dict[str, Json]:
    """What nobody holds, by the keys of a load that mean something there."""
    return {
        "live": one.live,
        "waiting": one.waiting,
        "due_soon": one.due_soon,
        "overdue": one.overdue,
        "breaches_ahead": one.breaches_ahead,
    }


def load_object(one: "Load") -> dict[str, Json]:
    """One person's work."""
    return {
        "handle": one.handle,
        "live": one.live,
        "waiting": one.waiting,
        "due_soon": one.due_soon,
        "overdue": one.overdue,
        "breaches_ahead": one.breaches_ahead,
        "per_hour": one.per_hour,
        "state": one.state,
        "until": instant(one.until),
        "stuck_on": one.stuck_on,
        "stuck": one.stuck,
    }


def inbox_object(one: "Inbox") -> dict[str, Json]:
    """How much asks for a decision, and for how many seconds the oldest escalation and approval have."""
    return {
        **inbox_counts(one),
        "escalation_oldest": one.escalation_oldest,
        "approval_oldest": one.approval_oldest,
    }


def inbox_counts(one: "Inbox") -> dict[str, Json]:
    """How much asks for a decision."""
    return {
        "breaches": one.breaches,
        "handed_over": one.handed_over,
        "promises_broken": one.promises_broken,
        "unassigned": one.unassigned,
        "escalations": one.escalations,
        "escalations_overdue": one.escalations_overdue,
        "approvals": one.approvals,
    }


def load_rows(view: "FloorView") -> list[dict[str, Json]]:
    """A row a person with their name; the last one has what nobody holds, where there is any."""
    rows = [{"name": one.name, **load_object(one)} for one in view.load]
    if view.unheld is not None:
        rows.append({"handle": view.unheld.handle, **unheld_object(view.unheld)})
    return rows
