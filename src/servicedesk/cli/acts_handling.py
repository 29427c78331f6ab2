"""Acts that change what a ticket is: status, priority, kind, stage, tags, who has it, until when."""

from argparse import Namespace

from servicedesk.cli.acts import STATUSES, Acts, add_act, add_change
from servicedesk.cli.session import Session
from servicedesk.cli.ticket_output import print_done, print_taken
from servicedesk.cli.words import read_instant, read_text, ticket_number
from servicedesk.domain.errors import Refused
from servicedesk.domain.tags import tag_words
from servicedesk.domain.tickets import Kind, Nature, Priority
from servicedesk.i18n import _


def add(commands: Acts) -> None:
    _add_facts(commands)
    _add_hands(commands)
    _add_times(commands)


def _add_facts(commands: Acts) -> None:
    status = add_change(commands, "status", set_status, _("change the status"))
    status.add_argument("status", choices=STATUSES, metavar="STATUS", help=", ".join(STATUSES))
    priority = add_change(commands, "priority", set_priority, _("change the priority"))
    priority.add_argument("priority", choices=[str(value) for value in Priority], help=_("the new priority"))
    kind = add_change(commands, "kind", set_kind, _("change the kind"))
    kind.add_argument("kind", choices=[str(value) for value in Kind], help=_("the new kind"))
    stage = add_change(commands, "stage", set_stage, _("move a complaint to its next stage"))
    stage.add_argument("stage", metavar="STAGE", help=_("acknowledged, assessed, investigating, decided, …"))
    subject = add_change(commands, "subject", set_subject, _("word the subject anew"))
    subject.add_argument("text", metavar="TEXT", help=_("one line"))
    tag = add_change(commands, "tag", set_tags, _("add and remove tags"))
    tag.add_argument("add", nargs="*", metavar="TAG", help=_("tags to add"))
    tag.add_argument("--remove", action="append", default=[], metavar="TAG", help=_("may be given several times"))
    complaint = add_change(commands, "complaint", set_complaint, _("the facts of a complaint"))
    complaint.add_argument("--nature", choices=[str(value) for value in Nature], help=_("what it is about"))
    complaint.add_argument("--severity", type=int, choices=(1, 2, 3, 4), help=_("1 is the worst"))
    complaint.add_argument("--department", help=_("who is responsible"))
    complaint.add_argument("--remedy", help=_("what was offered"))
    complaint.add_argument("--accepted", choices=("yes", "no"), help=_("whether the customer accepted it"))


def _add_hands(commands: Acts) -> None:
    assign = add_change(commands, "assign", assign_ticket, _("give the ticket to somebody"))
    assign.add_argument("assignee", metavar="HANDLE", help=_("me, none, or a person's handle"))
    assign.add_argument("--team", metavar="CODE", help=_("give it to this team as well"))
    team = add_change(commands, "team", set_team, _("give the ticket to a team; whoever has it keeps it"))
    team.add_argument("team", metavar="CODE", help=_("a team's code, or none"))
    order = add_change(commands, "order", set_order, _("say which order the ticket is about"))
    order.add_argument("order", metavar="NUMBER", help=_("an order's number, or none"))
    order.add_argument("--others-too", action="store_true", help=_("also when it is another customer's"))
    product = add_change(commands, "product", set_product, _("say which product the ticket is about"))
    product.add_argument("product", metavar="SKU", help=_("a product's SKU, or none"))
    add_change(commands, "triage", take_proposal, _("take the proposed kind, priority and holder"))
    take = add_act(
        commands, "take", take_ticket, _("take a ticket: this one, or the one that needs it most"), on_ticket=False
    )
    which = take.add_mutually_exclusive_group(required=True)
    which.add_argument("ticket", nargs="?", type=ticket_number, metavar="N", help=_("the ticket's number"))
    which.add_argument("--next", action="store_true", help=_("the next one, with the reason why"))


def _add_times(commands: Acts) -> None:
    snooze = add_change(
        commands, "snooze", snooze_ticket, _("hide the ticket until a time, or the customer's next word")
    )
    snooze.add_argument("--until", required=True, metavar="TIME", help=_("2026-11-25T09:00, or +2d 3h"))
    promise = add_change(commands, "promise", note_promise, _("note what we told the customer, or how it ended"))
    promise.add_argument("--text", help=_("what was promised"))
    promise.add_argument("--due", metavar="TIME", help=_("until when: 2026-11-25T09:00, or +2d 3h"))
    promise.add_argument("--kept", type=ticket_number, metavar="ID", help=_("this promise was kept"))
    promise.add_argument("--broken", type=ticket_number, metavar="ID", help=_("this promise was broken"))
    promise.set_defaults(wrong_use=promise.error)


def set_status(session: Session, arguments: Namespace) -> int:
    done = session.desk.handling.status(arguments.ticket, arguments.status, version=arguments.version_seen)
    return print_done(session, done)


def set_priority(session: Session, arguments: Namespace) -> int:
    done = session.desk.handling.priority(arguments.ticket, arguments.priority, version=arguments.version_seen)
    return print_done(session, done)


def set_kind(session: Session, arguments: Namespace) -> int:
    done = session.desk.handling.kind(arguments.ticket, arguments.kind, version=arguments.version_seen)
    return print_done(session, done)


def set_stage(session: Session, arguments: Namespace) -> int:
    done = session.desk.handling.stage(arguments.ticket, arguments.stage, version=arguments.version_seen)
    return print_done(session, done)


def set_subject(session: Session, arguments: Namespace) -> int:
    done = session.desk.handling.subject(arguments.ticket, arguments.text, version=arguments.version_seen)
    return print_done(session, done)


def set_tags(session: Session, arguments: Namespace) -> int:
    add = [tag for typed in arguments.add for tag in tag_words(typed)]
    done = session.desk.handling.tag(arguments.ticket, add, arguments.remove, version=arguments.version_seen)
    return print_done(session, done)


def set_complaint(session: Session, arguments: Namespace) -> int:
    facts = {"nature": arguments.nature, "severity": arguments.severity, "department": arguments.department}
    facts |= {"remedy": arguments.remedy, "accepted": _YES_OR_NO.get(arguments.accepted)}
    given = {name: value for name, value in facts.items() if value is not None}
    done = session.desk.handling.complaint(arguments.ticket, **given, version=arguments.version_seen)
    return print_done(session, done)


_YES_OR_NO = {"yes": True, "no": False}


def assign_ticket(session: Session, arguments: Namespace) -> int:
    handle: str | None = arguments.assignee
    if handle == "me":
        handle = session.desk.me.handle
    done = session.desk.assignment.assign(
        arguments.ticket,
        None if handle == "none" else handle,
        team=arguments.team,
        version=arguments.version_seen,
    )
    return print_done(session, done)


def set_team(session: Session, arguments: Namespace) -> int:
    code = None if arguments.team == "none" else arguments.team
    return print_done(session, session.desk.assignment.team(arguments.ticket, code, version=arguments.version_seen))


def set_order(session: Session, arguments: Namespace) -> int:
    number = None if arguments.order == "none" else arguments.order
    others_too, seen = arguments.others_too, arguments.version_seen
    return print_done(
        session, session.desk.belongings.order(arguments.ticket, number, others_too=others_too, version=seen)
    )


def set_product(session: Session, arguments: Namespace) -> int:
    sku = None if arguments.product == "none" else arguments.product
    return print_done(session, session.desk.belongings.product(arguments.ticket, sku, version=arguments.version_seen))


def take_proposal(session: Session, arguments: Namespace) -> int:
    proposal = session.desk.triage.propose(arguments.ticket)
    if proposal is None:
        raise Refused(f"nothing is proposed for ticket {arguments.ticket}", ticket=arguments.ticket)
    return print_done(session, session.desk.triage.accept(proposal, version=arguments.version_seen))


def take_ticket(session: Session, arguments: Namespace) -> int:
    if not arguments.next:
        return print_done(session, session.desk.assignment.take(arguments.ticket))
    return print_taken(session, session.desk.assignment.take_next())


def snooze_ticket(session: Session, arguments: Namespace) -> int:
    until = read_instant("until", arguments.until, session.desk.clock.now(), session.zone)
    return print_done(session, session.desk.handling.snooze(arguments.ticket, until, version=arguments.version_seen))


def note_promise(session: Session, arguments: Namespace) -> int:
    handling, settled = session.desk.handling, arguments.kept or arguments.broken
    if settled and (arguments.text or arguments.due or (arguments.kept and arguments.broken)):
        arguments.wrong_use(_("give --text and --due for a new promise, or one of --kept and --broken"))
    if settled:
        kept = arguments.kept is not None
        done = handling.settle_promise(arguments.ticket, settled, kept=kept, version=arguments.version_seen)
        return print_done(session, done)
    if arguments.text is None or arguments.due is None:
        arguments.wrong_use(_("a new promise needs --text and --due"))
    due = read_instant("due", arguments.due, session.desk.clock.now(), session.zone)
    text = read_text("text", arguments.text)
    return print_done(session, handling.promise(arguments.ticket, text, due, version=arguments.version_seen))
