"""``servicedesk floor``: what a supervisor sees first, one's own figures, and how often the forecast is right."""

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from servicedesk.cli import floor_tables
from servicedesk.cli.data_sheet import data_sheet
from servicedesk.cli.floor_shapes import floor_object, forecast_object, load_object, load_rows
from servicedesk.cli.output import Output, Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.progress import progress_bar
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import instant
from servicedesk.cli.words import whole_number
from servicedesk.domain.events import Json
from servicedesk.i18n import _, ngettext

if TYPE_CHECKING:
    from servicedesk.desk.floor.simulating import Checked, Held
    from servicedesk.desk.floor.views import FloorView, Forecast, Intervention, Load

RUNS = 100
HELD = ("at", "until", "low", "said", "high", "broke", "newcomers", "inside")
"""The columns of the check's CSV: a line a forecast."""


def configure(parser: CommandParser) -> None:
    parser.set_defaults(run=show, table=True)
    commands = parser.add_subparsers(metavar=_("COMMAND"), dest="floor_command")
    mine = commands.add_parser("mine", help=_("your own figures"), description=_("Print your own figures."))
    mine.set_defaults(run=show_mine)
    forecast = commands.add_parser(
        "forecast", help=_("what will be late if nothing changes"), description=_("Print the forecast, or check it.")
    )
    forecast.add_argument(
        "--check", action="store_true", help=_("play days of the demo shop and count how often it is right")
    )
    forecast.add_argument(
        "--runs", type=whole_number(1, 10_000), default=RUNS, metavar="N", help=_("forecasts to check; default: 100")
    )
    forecast.add_argument(
        "--seed", type=whole_number(0, 2**31), default=1, metavar="S", help=_("which days are played; default: 1")
    )
    forecast.set_defaults(run=show_forecast)
    floor_tables.add(commands)


def show(session: Session, arguments: Namespace) -> int:
    del arguments
    view, out = session.desk.floor.now(), session.out
    if session.options.csv:
        out.sheet(None, data_sheet(floor_tables.LOAD, load_rows(view)))
        return 0
    loads = Sheet(
        (_("handle"), _("name"), _("state"), _("live"), _("waiting"), _("due soon"), _("overdue"), _("ahead"), _("/h")),
        [*map(_load_cells, view.load), *_unheld_cells(view)],
        _("nobody works here"),
    )
    out.sheet(floor_object(view), loads, "\n".join(_below(view, out)))
    return 0


def _below(view: "FloorView", out: Output) -> list[str]:
    """What stands below the loads, for people."""
    steps = [_step_sentence(one, out) for one in view.interventions]
    return [_forecast_sentence(view.forecast, out), *steps]


def show_mine(session: Session, arguments: Namespace) -> int:
    del arguments
    mine = session.desk.floor.mine()
    load = mine.load
    line = _("{live} live, {waiting} waiting, {soon} due within the hour, {overdue} overdue; {late} late by {until}")
    found: dict[str, Json] = {
        **load_object(load),
        "at": instant(mine.at),
        "until": instant(mine.until),
        "late": [*mine.late],
    }
    if session.options.csv:
        session.out.sheet(found, data_sheet([*found], [found]))
        return 0
    session.out.either(
        found,
        line.format(
            live=load.live,
            waiting=load.waiting,
            soon=load.due_soon,
            overdue=load.overdue,
            late=len(mine.late),
            until=session.out.when(mine.until),
        ),
    )
    return 0


def show_forecast(session: Session, arguments: Namespace) -> int:
    if not arguments.check:
        forecast = session.desk.floor.now().forecast
        found = forecast_object(forecast)
        if session.options.csv:
            session.out.sheet(found, data_sheet([*found], [found]))
        else:
            session.out.either(found, _forecast_sentence(forecast, session.out))
        return 0
    from servicedesk.desk.floor.simulating import check_forecasts
    from servicedesk.paths import shipped_seeds

    with progress_bar(_("playing days of the demo shop")) as progress:
        checked = check_forecasts(shipped_seeds(), arguments.runs, arguments.seed, progress)
    found = checked_object(checked)
    if session.options.csv:
        session.out.sheet(found, data_sheet(HELD, map(held_object, checked.held)))
    else:
        session.out.either(found, "\n".join(checked_lines(checked)))
    return 0


def checked_lines(checked: "Checked") -> list[str]:
    """What many forecasts were worth, in three lines."""
    n = len(checked.held)
    inside = ngettext(
        "{n} forecast: the truth lay in the band {inside} times ({share:.0%}); four in five is claimed",
        "{n} forecasts: the truth lay in the band {inside} times ({share:.0%}); four in five is claimed",
        n,
    )
    out = _("on average {broke:.1f} breaches came; a forecast was out by {error:.1f}, its mean error was {bias:+.1f}")
    width = _("the band was {width:.1f} wide; {newcomers:.1f} of the breaches were of customers who wrote later")
    return [
        inside.format(n=n, inside=checked.inside, share=checked.inside / n),
        out.format(broke=checked.broke, error=checked.error, bias=checked.bias),
        width.format(width=checked.width, newcomers=checked.newcomers),
    ]


def checked_object(checked: "Checked") -> dict[str, Json]:
    """The same as JSON, with every forecast."""
    return {
        "inside": checked.inside,
        "broke": checked.broke,
        "error": checked.error,
        "bias": checked.bias,
        "width": checked.width,
        "newcomers": checked.newcomers,
        "forecasts": [held_object(one) for one in checked.held],
    }


def held_object(one: "Held") -> dict[str, Json]:
    """One forecast beside what came, by the keys of ``HELD``."""
    return {
        "at": instant(one.at),
        "until": instant(one.until),
        "low": one.low,
        "said": one.said,
        "high": one.high,
        "broke": one.broke,
        "newcomers": one.newcomers,
        "inside": one.inside,
    }


def _forecast_sentence(one: "Forecast", out: Output) -> str:
    text = ngettext(
        "{n} breach by {until} ({low} to {high}); {here} of {people} here, {away} on break",
        "{n} breaches by {until} ({low} to {high}); {here} of {people} here, {away} on break",
        one.breaches,
    )
    return text.format(
        n=one.breaches,
        until=out.when(one.until),
        low=one.low,
        high=one.high,
        here=one.here,
        people=one.people,
        away=one.on_break,
    )


def _step_sentence(one: "Intervention", out: Output) -> str:
    numbers = " ".join(f"#{ticket}" for ticket in one.tickets)
    match one.what:
        case "move":
            text = _("move {tickets} from {source} to {target}")
        case "assign":
            text = _("give {tickets} to {target}")
        case "back":
            text = _("call {source} back from the break")
        case _:
            text = _("talk to {source}: {tickets} for {minutes} minutes")
    said = text.format(tickets=numbers, source=one.source, target=one.target, minutes=one.minutes)
    by = "" if one.by is None else f" ({out.when(one.by)})"
    return _("{what}: saves {n}{by}").format(what=said, n=one.saves, by=by) if one.saves else said


def _load_cells(one: "Load") -> tuple[str, ...]:
    numbers = (one.live, one.waiting, one.due_soon, one.overdue, one.breaches_ahead)
    per_hour = "" if one.per_hour is None else f"{one.per_hour:.1f}"
    return (one.handle, one.name, one.state, *map(str, numbers), per_hour)


def _unheld_cells(view: "FloorView") -> list[tuple[str, ...]]:
    """The row of nobody, so that the rows add up to the figures of the floor; nobody is nowhere."""
    if view.unheld is None:
        return []
    return [_load_cells(replace(view.unheld, name=_("nobody"), state=""))]
