"""``servicedesk sla explain``: why a ticket is due when it is, and what would change that."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from servicedesk.cli.acts import Acts, add_act
from servicedesk.cli.output import Output, Sheet
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import instant, ledger_object
from servicedesk.desk.service_levels.views import CycleView, LedgerView
from servicedesk.domain.events import Json
from servicedesk.domain.tickets import Priority
from servicedesk.i18n import _


def add(commands: Acts) -> None:
    parser = add_act(commands, "explain", explain, _("why a ticket is due when it is, second by second"))
    parser.add_argument(
        "--priority", choices=[str(priority) for priority in Priority], help=_("what this priority would make of it")
    )
    parser.add_argument("--waiting", action="store_true", help=_("what waiting for the customer would make of it"))
    parser.set_defaults(table=True)


def explain(session: Session, arguments: Namespace) -> int:
    """The cycles of every clock with their segments; what is only supposed stands beside what is."""
    clocks = session.desk.clocks
    view = clocks.explain(arguments.ticket)
    supposed = None
    if arguments.priority is not None or arguments.waiting:
        supposed = clocks.explain(arguments.ticket, priority=arguments.priority, waiting_now=arguments.waiting)
    if session.options.json or session.options.csv:
        session.out.sheet(_object(view, supposed, arguments), _segments_sheet(session.out, view.cycles))
    else:
        _print(session, view, supposed, arguments)
    return 0


def _object(view: LedgerView, supposed: LedgerView | None, arguments: Namespace) -> dict[str, Json]:
    found = ledger_object(view)
    if supposed is not None:
        found["supposed"] = {
            "priority": arguments.priority,
            "waiting": arguments.waiting,
            "rule": supposed.rule or None,
            "due_at": instant(supposed.due_at),
            "due_clock": supposed.due_clock,
            "breached_at": instant(min((at for one in supposed.cycles if (at := _broken(one))), default=None)),
        }
    return found


def _broken(cycle: CycleView) -> datetime | None:
    """Since when a cycle that goes on is broken, which nothing that is only supposed would mend."""
    return cycle.breached_at if cycle.ended_at is None else None


def _print(session: Session, view: LedgerView, supposed: LedgerView | None, arguments: Namespace) -> None:
    from servicedesk.tui.wording.due_words import clock_name
    from servicedesk.tui.wording.ledger_words import cycle_words, other_zone, why
    from servicedesk.tui.zone import zone_of

    out, now, zone = session.out, session.desk.clock.now(), zone_of(session.options.timezone)
    first = f"#{view.ticket}  {why(view, now, zone)}"
    shop = other_zone(view, now, zone)
    if shop:
        zones = _("times in {zone}; the calendar is in {shop}").format(zone=_zone_name(zone, now), shop=shop)
        first += f"  ({zones})"
    out.line(first, style="bold")
    if supposed is not None:
        out.line(why(supposed, now, zone, arguments.priority, waiting=arguments.waiting), style="bold")
    for cycle in view.cycles:
        out.line("")
        out.line(f"{clock_name(cycle.clock)}: {cycle_words(cycle, now, zone)[0]}", style="bold")
        out.table(_cycle_sheet(cycle, now, zone))


def _zone_name(zone: tzinfo, now: datetime) -> str:
    """``Europe/Madrid``, ``UTC``; a zone without a name of the world's is called as this machine calls it."""
    key: object = getattr(zone, "key", None)
    return key.removeprefix("Etc/") if isinstance(key, str) else now.astimezone(zone).tzname() or "UTC"


def _cycle_sheet(cycle: CycleView, now: datetime, zone: tzinfo) -> Sheet:
    """Its segments; the last line is their sum, which is what the clock used of its target."""
    from servicedesk.tui.wording.joined import commas
    from servicedesk.tui.wording.ledger_words import broken_in, exactly, segment_words, worked
    from servicedesk.tui.wording.present import status_name

    rows = [
        (
            _moment(segment.start, zone),
            _moment(segment.end, zone),
            exactly(counted) if segment.worked else "",
            commas(filter(None, (segment_words(segment), broken_in(segment, cycle, now, zone)))),
            status_name(segment.status),
            segment.holder or _("nobody"),
        )
        for segment, counted in zip(cycle.segments, _whole_seconds(cycle), strict=True)
    ]
    target = _("of {target}, “{rule}”").format(target=worked(cycle.target), rule=cycle.rule)
    rows.append((_("used"), "", exactly(cycle.used), target, "", ""))
    columns = (_("from"), _("until"), _("counted"), _("why"), _("status"), _("held by"))
    return Sheet(columns, rows, "")


def _whole_seconds(cycle: CycleView) -> Iterator[timedelta]:
    """The working time of each segment in whole seconds that add up to those used: parts of seconds are carried on."""
    second, sum_before = timedelta(seconds=1), timedelta()
    for segment in cycle.segments:
        total = sum_before + segment.worked
        yield (total // second - sum_before // second) * second
        sum_before = total


def _moment(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).strftime("%a %Y-%m-%d %H:%M:%S")


def _segments_sheet(out: Output, cycles: tuple[CycleView, ...]) -> Sheet:
    """Every segment of every cycle, a line each."""
    columns = ("clock", "cycle", "from", "to", "state", "working_s", "status", "holder")
    rows = [
        (
            cycle.clock,
            instant(cycle.started_at) or "",
            instant(segment.start) or "",
            instant(segment.end) or "",
            segment.state,
            f"{segment.worked.total_seconds():g}",
            segment.status,
            segment.holder or "",
        )
        for cycle in cycles
        for segment in cycle.segments
    ]
    return Sheet(columns, rows, "")
