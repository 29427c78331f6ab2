"""Acts about what comes: follow-ups, promises that move, notes that ask for somebody, answers of carriers."""

from argparse import Namespace

from servicedesk.cli.acts import Acts, add_change, text_option, then_option
from servicedesk.cli.session import Session
from servicedesk.cli.ticket_output import print_done
from servicedesk.cli.words import read_instant, read_text, ticket_number
from servicedesk.domain.side_threads import SIDES
from servicedesk.i18n import _


def add(commands: Acts) -> None:
    again = add_change(commands, "follow-up", follow_up, _("ask again at a time unless the customer writes before"))
    when = again.add_mutually_exclusive_group(required=True)
    when.add_argument("--at", metavar="TIME", help=_("2026-11-25T09:00, or +2d 3h"))
    when.add_argument("--clear", action="store_true", help=_("don't ask again"))
    later = add_change(commands, "postpone", postpone, _("give a promise a later time; the reason stands as a note"))
    later.add_argument("promise", type=ticket_number, metavar="ID", help=_("the promise"))
    later.add_argument("--due", required=True, metavar="TIME", help=_("until when: 2026-11-25T09:00, or +2d 3h"))
    text_option(later, "--reason", _("why it takes longer"))
    gone = add_change(commands, "withdraw", withdraw, _("a promise doesn't stand any more"))
    gone.add_argument("promise", type=ticket_number, metavar="ID", help=_("the promise"))
    add_change(commands, "seen", seen, _("the note that asks for you needs nothing more"))
    answer = add_change(
        commands, "side-answer", side_answer, _("write down what a carrier, warehouse or vendor answered")
    )
    answer.add_argument("--from", dest="sender", required=True, metavar="ADDRESS", help=_("who answered"))
    answer.add_argument("--side", required=True, choices=SIDES, help=_("what they are"))
    text_option(answer, "--text", _("what they said"))
    then_option(answer)


def follow_up(session: Session, arguments: Namespace) -> int:
    at = None
    if not arguments.clear:
        at = read_instant("at", arguments.at, session.desk.clock.now(), session.zone)
    return print_done(session, session.desk.reminders.follow_up(arguments.ticket, at, version=arguments.version_seen))


def postpone(session: Session, arguments: Namespace) -> int:
    due = read_instant("due", arguments.due, session.desk.clock.now(), session.zone)
    done = session.desk.reminders.postpone(
        arguments.ticket,
        arguments.promise,
        due,
        reason=read_text("reason", arguments.reason),
        version=arguments.version_seen,
    )
    return print_done(session, done)


def withdraw(session: Session, arguments: Namespace) -> int:
    done = session.desk.reminders.withdraw(arguments.ticket, arguments.promise, version=arguments.version_seen)
    return print_done(session, done)


def seen(session: Session, arguments: Namespace) -> int:
    return print_done(session, session.desk.mentions.seen(arguments.ticket, version=arguments.version_seen))


def side_answer(session: Session, arguments: Namespace) -> int:
    done = session.desk.conversation.side_answer(
        arguments.ticket,
        read_text("text", arguments.text),
        sender=arguments.sender,
        side=arguments.side,
        then=arguments.then,
        version=arguments.version_seen,
    )
    return print_done(session, done)
