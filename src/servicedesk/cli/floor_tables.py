"""``servicedesk floor table``: every table of the floor by its name, for scripts and spreadsheets."""

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from servicedesk.cli.acts import Acts
from servicedesk.cli.data_sheet import data_sheet
from servicedesk.cli.floor_shapes import inbox_counts, load_rows, step_object
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import instant
from servicedesk.domain.events import Json
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk

Rows = Sequence[dict[str, Json]]

LOAD: Final = (
    *("handle", "name", "state", "live", "waiting", "due_soon", "overdue", "breaches_ahead", "per_hour"),
    *("until", "stuck_on", "stuck"),
)
STEP: Final = ("what", "tickets", "kind", "source", "target", "saves", "by", "minutes")


def add(commands: Acts) -> None:
    parser = commands.add_parser(
        "table",
        help=_("a table of the floor or of its charts"),
        description=_("Print a table of the floor or of its charts by the keys of its JSON."),
    )
    parser.add_argument("table_name", metavar="NAME", choices=list(TABLES), help=", ".join(TABLES))
    parser.set_defaults(run=show, table=True)


def show(session: Session, arguments: Namespace) -> int:
    keys, read = TABLES[arguments.table_name]
    rows = read(session.desk)
    session.out.sheet({"table": arguments.table_name, "rows": [*rows]}, data_sheet(keys, rows, _("nothing")))
    return 0


def _inbox(desk: "Desk") -> Rows:
    view = desk.floor.now()
    now: dict[str, Json] = {"overdue": view.overdue, "at_risk": view.at_risk, "live": view.live}
    return [{"what": what, "tickets": n} for what, n in (now | inbox_counts(view.inbox)).items()]


def _forecast(desk: "Desk") -> Rows:
    return [{"ticket": ticket} for ticket in desk.floor.now().forecast.tickets]


def _due(desk: "Desk") -> Rows:
    return [{"from": instant(at), "due": n} for at, n in desk.reports.charts().due_curve]


def _volume(desk: "Desk") -> Rows:
    return [{"hour": hour, "opened": came, "resolved": done} for hour, came, done in desk.reports.charts().volume]


def _attainment(desk: "Desk") -> Rows:
    return [
        {"day": one.day, "clock": one.clock, "in_time": one.met, "breached": one.breached, "open": one.open}
        for one in desk.reports.charts().attainment
    ]


def _age(desk: "Desk") -> Rows:
    return [{"age": band, "live": n} for band, n in desk.reports.charts().ageing]


def _products(desk: "Desk") -> Rows:
    return [{"sku": sku, "name": name, "tickets": n} for sku, name, n in desk.reports.charts().products]


TABLES: Final[Mapping[str, tuple[Sequence[str], Callable[["Desk"], Rows]]]] = {
    "proposals": (STEP, lambda desk: [step_object(one) for one in desk.floor.now().interventions]),
    "forecast": (("ticket",), _forecast),
    "load": (LOAD, lambda desk: load_rows(desk.floor.now())),
    "inbox": (("what", "tickets"), _inbox),
    "due": (("from", "due"), _due),
    "volume": (("hour", "opened", "resolved"), _volume),
    "attainment": (("day", "clock", "in_time", "breached", "open"), _attainment),
    "age": (("age", "live"), _age),
    "products": (("sku", "name", "tickets"), _products),
}
"""The columns of each table, and where its rows come from."""
