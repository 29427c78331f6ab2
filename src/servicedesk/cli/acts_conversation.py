"""Acts that add to the conversation: replies, notes, calls, the customer's messages, files."""

from argparse import Namespace
from pathlib import Path

from servicedesk.cli.acts import Acts, add_act, add_change, text_option, then_option
from servicedesk.cli.session import Session
from servicedesk.cli.ticket_output import print_done
from servicedesk.cli.words import read_bytes, read_instant, read_text, ticket_number, whole_number
from servicedesk.domain.calls import LONGEST_CALL
from servicedesk.domain.gate.findings import SOFT
from servicedesk.domain.meanwhile import Meanwhile, NewPromise
from servicedesk.i18n import _
from servicedesk.settings import LONGEST_GRACE


def add(commands: Acts) -> None:
    _add_writing(commands)
    message = add_act(commands, "message", customer_message, _("add a message of the customer"))
    text_option(message, "--text", _("what the customer wrote"))
    message.add_argument("--name", help=_("who wrote it, where that is not the ticket's customer"))
    add_change(commands, "no-reply", no_reply, _("the last message needs no reply"))
    forward = add_change(
        commands, "forward", forward_ticket, _("ask a carrier, warehouse or vendor, beside the conversation")
    )
    forward.add_argument("--to", required=True, metavar="ADDRESS", help=_("who is asked"))
    forward.add_argument("--side", required=True, choices=("carrier", "warehouse", "vendor"), help=_("what they are"))
    text_option(forward, "--text", _("what to tell them"))
    attach = add_change(commands, "attach", attach_file, _("keep a file with the ticket"))
    attach.add_argument("file", type=Path, metavar="FILE", help=_("the file to copy into the store"))
    attach.add_argument("--name", help=_("what to call it; default: the file's name"))
    attach.add_argument("--type", dest="media_type", metavar="TYPE", help=_("such as image/png; default: by the name"))
    attach.add_argument("--message", type=ticket_number, metavar="ID", help=_("the message it belongs to"))


def _add_writing(commands: Acts) -> None:
    reply = add_change(commands, "reply", write_reply, _("answer the customer"))
    text_option(reply, "--text", _("the reply"))
    then_option(reply)
    reply.add_argument(
        "--grace",
        type=whole_number(0, LONGEST_GRACE),
        default=0,
        metavar="SECONDS",
        help=_("leave it in the outbox so long, where undo recalls it; default: hand it over at once"),
    )
    reply.add_argument("--ask-again", metavar="TIME", help=_("ask again then unless the customer writes: +2d"))
    reply.add_argument("--promise", metavar="TEXT", help=_("what this reply promises; with --due"))
    reply.add_argument("--due", metavar="TIME", help=_("until when: 2026-11-25T09:00, or +2d 3h"))
    reply.add_argument(
        "--kept", action="append", type=ticket_number, default=[], metavar="ID", help=_("it keeps this promise")
    )
    reply.set_defaults(wrong_use=reply.error)
    reply.add_argument(
        "--accept",
        action="append",
        choices=SOFT,
        default=[],
        metavar="CODE",
        help=_("send it although the gate found this ({codes}); may be repeated").format(codes=", ".join(SOFT)),
    )
    note = add_change(commands, "note", write_note, _("write a note that the customer never sees"))
    text_option(note, "--text", _("the note"))
    then_option(note)
    call = add_change(commands, "call", log_call, _("log a call with the customer"))
    call.add_argument("--outcome", required=True, choices=("spoke", "voicemail"), help=_("spoke counts as a response"))
    text_option(call, "--text", _("what was said"))
    call.add_argument(
        "--seconds", type=whole_number(0, LONGEST_CALL), metavar="SECONDS", help=_("how long the call took")
    )
    then_option(call)


def write_reply(session: Session, arguments: Namespace) -> int:
    done = session.desk.conversation.reply(
        arguments.ticket,
        read_text("text", arguments.text),
        then=arguments.then,
        grace=arguments.grace,
        version=arguments.version_seen,
        accept=arguments.accept,
        meanwhile=_meanwhile(session, arguments),
    )
    if not session.options.json and not session.desk.tickets.show(done.ticket.id, messages=1).recipient:
        session.out.line(_("no address of the customer is known: the reply is kept here and reaches nobody"))
    return print_done(session, done)


def _meanwhile(session: Session, arguments: Namespace) -> Meanwhile:
    """The follow-up and promises that go with a reply."""
    if (arguments.promise is None) != (arguments.due is None):
        arguments.wrong_use(_("a promise needs both --promise and --due"))
    now, promise, again = session.desk.clock.now(), None, None
    if arguments.promise is not None:
        promise = NewPromise(arguments.promise, read_instant("due", arguments.due, now, session.zone))
    if arguments.ask_again is not None:
        again = read_instant("ask-again", arguments.ask_again, now, session.zone)
    return Meanwhile(again, promise, tuple(arguments.kept))


def write_note(session: Session, arguments: Namespace) -> int:
    text = read_text("text", arguments.text)
    done = session.desk.conversation.note(arguments.ticket, text, then=arguments.then, version=arguments.version_seen)
    return print_done(session, done)


def log_call(session: Session, arguments: Namespace) -> int:
    done = session.desk.conversation.call(
        arguments.ticket,
        read_text("text", arguments.text),
        outcome=arguments.outcome,
        seconds=arguments.seconds,
        then=arguments.then,
        version=arguments.version_seen,
    )
    return print_done(session, done)


def customer_message(session: Session, arguments: Namespace) -> int:
    text = read_text("text", arguments.text)
    return print_done(session, session.desk.conversation.message(arguments.ticket, text, name=arguments.name))


def no_reply(session: Session, arguments: Namespace) -> int:
    done = session.desk.conversation.no_reply_needed(arguments.ticket, version=arguments.version_seen)
    return print_done(session, done)


def forward_ticket(session: Session, arguments: Namespace) -> int:
    done = session.desk.conversation.forward(
        arguments.ticket,
        read_text("text", arguments.text),
        to=arguments.to,
        side=arguments.side,
        version=arguments.version_seen,
    )
    return print_done(session, done)


def attach_file(session: Session, arguments: Namespace) -> int:
    path: Path = arguments.file
    done = session.desk.conversation.attach(
        arguments.ticket,
        arguments.name or path.name,
        read_bytes(path),
        media_type=arguments.media_type,
        message_id=arguments.message,
        version=arguments.version_seen,
    )
    return print_done(session, done)
