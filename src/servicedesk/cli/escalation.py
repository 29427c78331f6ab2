"""``servicedesk escalation``: pass a ticket to those who can help, take it, answer, and see what became of it."""

from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import Final

from servicedesk.cli.acts import Acts, add_act, add_change, text_option
from servicedesk.cli.escalation_shapes import escalation_object, proposal_object, target
from servicedesk.cli.output import Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.ticket_output import print_done
from servicedesk.cli.words import read_text, ticket_number
from servicedesk.desk.workflow_views import EscalationView
from servicedesk.domain.events import Json
from servicedesk.i18n import _, pgettext

WANTED: Final = 80
"""Cells of what is wanted in a list."""


def configure(parser: CommandParser) -> None:
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="escalation_command")
    _add_lists(commands)
    _add_open(commands)
    add_change(commands, "accept", accept, _("take over an escalated ticket"))
    decline = add_change(commands, "decline", decline_one, _("say that it isn't yours to solve"))
    text_option(decline, "--reason", _("why"))
    back = add_change(commands, "hand-back", hand_back, _("give the ticket back to its sender with a verdict"))
    text_option(back, "--verdict", _("what you found or decided"))
    done = add_change(commands, "complete", complete, _("what was asked for is done; the ticket stays with you"))
    text_option(done, "--word", _("a word on it"), required=False)
    add_change(commands, "withdraw", withdraw, _("take an escalation back that nobody has accepted"))


def _add_lists(commands: Acts) -> None:
    what = _("escalations that wait for you")
    parser = add_act(commands, "list", list_some, what, on_ticket=False)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--sent", action="store_true", help=_("those you sent, and what became of them"))
    which.add_argument("--accepted", action="store_true", help=_("those you have accepted and not ended"))
    which.add_argument("--all", action="store_true", help=_("all that wait, for whomever"))
    which.add_argument("--ticket", type=ticket_number, metavar="N", help=_("those of one ticket"))
    parser.set_defaults(table=True)


def _add_open(commands: Acts) -> None:
    from servicedesk.domain.workflows.escalation import EscalationReason

    to = _("supervisor, skill:NAME, team:CODE or person:HANDLE; default: as proposed")
    propose = add_act(commands, "propose", show_proposal, _("to whom a ticket should go, why, and what was tried"))
    propose.add_argument("--to", metavar="TARGET", help=to)
    parser = add_change(commands, "open", open_one, _("escalate a ticket; what you don't say is proposed"))
    parser.add_argument("--to", metavar="TARGET", help=to)
    parser.add_argument(
        "--reason", choices=[str(reason) for reason in EscalationReason], help=_("default: as proposed")
    )
    text_option(parser, "--tried", _("what was tried; default: told from the ticket"), required=False)
    text_option(parser, "--wanted", _("what you ask for"), required=False)


def list_some(session: Session, arguments: Namespace) -> int:
    found = _found(session, arguments)
    data: dict[str, Json] = {"escalations": [escalation_object(one) for one in found]}
    columns = (
        _("ticket"),
        _("state"),
        _("to"),
        _("reason"),
        pgettext("sender", "from"),
        _("sent"),
        _("accept by"),
        _("wanted"),
    )
    rows = [
        (
            str(one.ticket_id),
            one.state,
            target(one),
            one.reason,
            one.sender or one.rule or "",
            session.out.when(one.opened_at),
            ("! " if one.overdue else "") + session.out.when(one.accept_by),
            " ".join(one.wanted.split()),
        )
        for one in found
    ]
    session.out.sheet(data, Sheet(columns, rows, _("no escalations"), WANTED))
    return 0


def _found(session: Session, arguments: Namespace) -> Sequence[EscalationView]:
    group = session.desk.escalations
    if arguments.ticket is not None:
        return group.of_ticket(arguments.ticket)
    if arguments.sent:
        return group.sent()
    if arguments.accepted:
        return group.accepted()
    read: Callable[[], Sequence[EscalationView]] = group.waiting if arguments.all else group.inbox
    return read()


def show_proposal(session: Session, arguments: Namespace) -> int:
    found = session.desk.escalations.propose(arguments.ticket, arguments.to)
    if session.options.json:
        session.out.json(proposal_object(found))
        return 0
    session.out.facts(
        {
            _("to"): f"{found.target} ({', '.join(found.names)})",
            _("reason"): found.reason,
            _("accept by"): session.out.when(found.accept_by),
        }
    )
    session.out.block(found.tried)
    session.out.block(found.wanted)
    return 0


def open_one(session: Session, arguments: Namespace) -> int:
    done = session.desk.escalations.open(
        arguments.ticket,
        tried=None if arguments.tried is None else read_text("tried", arguments.tried),
        wanted=None if arguments.wanted is None else read_text("wanted", arguments.wanted),
        reason=arguments.reason,
        to=arguments.to,
        version=arguments.version_seen,
    )
    if not session.options.json:
        _tell(session, session.desk.escalations.of_ticket(arguments.ticket)[-1], arguments.to)
    return print_done(session, done)


def _tell(session: Session, one: EscalationView, asked_for: str | None) -> None:
    """Where it went, and why when that isn't what was asked for."""
    to = target(one)
    if asked_for not in (None, to):
        text = _("hand-over {n}: from the third on a ticket goes to the supervisors")
        session.out.line(text.format(n=one.hand_over))
    session.out.line(
        _("waits for {target}, to be accepted by {time}").format(target=to, time=session.out.when(one.accept_by))
    )


def accept(session: Session, arguments: Namespace) -> int:
    return print_done(session, session.desk.escalations.accept(arguments.ticket, version=arguments.version_seen))


def decline_one(session: Session, arguments: Namespace) -> int:
    reason = read_text("reason", arguments.reason)
    done = session.desk.escalations.decline(arguments.ticket, reason, version=arguments.version_seen)
    return print_done(session, done)


def hand_back(session: Session, arguments: Namespace) -> int:
    verdict = read_text("verdict", arguments.verdict)
    done = session.desk.escalations.hand_back(arguments.ticket, verdict, version=arguments.version_seen)
    return print_done(session, done)


def complete(session: Session, arguments: Namespace) -> int:
    word = "" if arguments.word is None else read_text("word", arguments.word)
    return print_done(
        session, session.desk.escalations.complete(arguments.ticket, word, version=arguments.version_seen)
    )


def withdraw(session: Session, arguments: Namespace) -> int:
    return print_done(session, session.desk.escalations.withdraw(arguments.ticket, version=arguments.version_seen))
