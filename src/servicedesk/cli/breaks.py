"""``servicedesk break``: take nothing new for a while, come back, and see who is away."""

from argparse import Namespace

from servicedesk.cli.handover import handed_object
from servicedesk.cli.output import Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import event_object, instant, queue_object
from servicedesk.domain.together import Fate, HandedOn
from servicedesk.i18n import _, ngettext


def configure(parser: CommandParser) -> None:
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="break_command")
    start = commands.add_parser("start", help=_("nothing new comes"), description=_("Go on a break."))
    start.add_argument(
        "--offer", action="store_true", help=_("tickets that can't wait go back to the queue, as one act")
    )
    start.set_defaults(run=start_break)
    end = commands.add_parser("end", help=_("be here again"), description=_("Come back from a break."))
    end.set_defaults(run=end_break)
    list_ = commands.add_parser("list", help=_("who is away"), description=_("List who is away."))
    list_.set_defaults(run=list_absences, table=True)


def start_break(session: Session, arguments: Namespace) -> int:
    from servicedesk.tui.wording.handover_words import drafted
    from servicedesk.tui.zone import zone_of

    desk, now = session.desk, session.desk.clock.now()
    risky, zone = desk.shifts.at_risk(), zone_of(session.options.timezone)
    offered = [
        HandedOn(row.id, Fate.QUEUE, drafted(desk.tickets.show(row.id), now, zone))
        for row in (risky if arguments.offer else ())
    ]
    done = desk.shifts.start_break(offered)
    kept = [row.id for row in risky if row.id not in done.queued]
    told = [_("on a break: nothing new comes")]
    if kept:
        told.append(ngettext("{n} ticket can't wait: {ids}", "{n} tickets can't wait: {ids}", len(kept)))
        told[-1] = told[-1].format(n=len(kept), ids=" ".join(f"#{number}" for number in kept))
    session.out.either({**handed_object(done), "at_risk": [*kept]}, "; ".join(told))
    return 1 if done.failed else 0


def end_break(session: Session, arguments: Namespace) -> int:
    del arguments
    back, now = session.desk.shifts.end_break(), session.desk.clock.now()
    n = len(back.changed)
    session.out.either(
        {
            "since": instant(back.since),
            "changed": [
                {**queue_object(one.row, now), "events": [event_object(event) for event in one.changes]}
                for one in back.changed
            ],
        },
        ngettext("back; {n} of your tickets changed", "back; {n} of your tickets changed", n).format(n=n),
    )
    return 0


def list_absences(session: Session, arguments: Namespace) -> int:
    del arguments
    away = session.desk.shifts.absences()
    session.out.sheet(
        {"absences": [{"handle": one.handle, "kind": one.kind, "since": instant(one.since)} for one in away]},
        Sheet(
            (_("handle"), _("name"), _("away"), _("since")),
            [(one.handle, one.name, one.kind, session.out.when(one.since)) for one in away],
            _("everybody is here"),
        ),
    )
    return 0
