"""``servicedesk return request|approve|decline|ship|receive|inspect|complete|cancel``: the acts on a return.

A line of a return is named by its number in ``return show``, or by its article's SKU.
"""

from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence

from servicedesk.cli.acts import Acts, Run
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.return_shapes import print_return, rma_object
from servicedesk.cli.session import Session
from servicedesk.cli.words import read_text, ticket_number
from servicedesk.desk.returning.views import Ending, Finding, LineWanted
from servicedesk.desk.views import Done, RmaView
from servicedesk.domain.errors import Invalid
from servicedesk.i18n import _


def add(commands: Acts) -> None:
    request = _act(commands, "request", request_return, _("ask for a return of the ticket's order"), on_ticket=True)
    request.add_argument(
        "--line",
        action="append",
        required=True,
        metavar="SKU:QTY:REASON:CONDITION:REMEDY",
        help=_("what comes back, such as LMP-ARC:1:damaged:opened:refund; may be given several times"),
    )
    request.add_argument(
        "--attachment",
        action="append",
        type=ticket_number,
        default=[],
        metavar="ID",
        help=_("a file of the ticket that shows it; may be given several times"),
    )
    approve = _act(commands, "approve", approve_return, _("let it come back, or ask for the approval it takes"))
    approve.add_argument("--why", default="", metavar="TEXT", help=_("for whoever approves it; - reads standard input"))
    decline = _act(commands, "decline", decline_return, _("don't take it back"))
    decline.add_argument("--reason", required=True, metavar="TEXT", help=_("why not; - reads standard input"))
    ship = _act(commands, "ship", ship_return, _("it is on its way to us"))
    ship.add_argument("--tracking", default="", metavar="NUMBER", help=_("the parcel's number"))
    receive = _act(commands, "receive", receive_return, _("it is here"))
    _lines(receive, "LINE:PIECES", _("how many pieces came of a line; default: all of every line"))
    inspect = _act(commands, "inspect", inspect_return, _("what was found of each line"))
    found = _("its condition, where it goes and a note, such as 7:used:refurbish:scratched; default: as was said")
    _lines(inspect, "LINE:CONDITION[:DISPOSITION[:NOTE]]", found)
    complete = _act(commands, "complete", complete_return, _("end every line and pay back"))
    ended = _("refunded, exchanged (and the SKU sent), repaired or sent_back; default: as was asked for")
    _lines(complete, "LINE:OUTCOME[:SKU]", ended)
    _act(commands, "cancel", cancel_return, _("the customer keeps it"))


def _act(commands: Acts, name: str, run: Run, what: str, *, on_ticket: bool = False) -> CommandParser:
    parser = commands.add_parser(name, help=what, description=what)
    if on_ticket:
        parser.add_argument("ticket", type=ticket_number, metavar="N", help=_("the ticket's number"))
    else:
        parser.add_argument("rma", type=ticket_number, metavar="RMA", help=_("the return's number"))
    parser.add_argument(
        "--if-version",
        type=ticket_number,
        dest="version_seen",
        metavar="V",
        help=_("refuse when others changed the ticket after this version"),
    )
    parser.set_defaults(run=run)
    return parser


def _lines(parser: CommandParser, form: str, what: str) -> None:
    parser.add_argument("--line", action="append", default=[], metavar=form, help=what)


def request_return(session: Session, arguments: Namespace) -> int:
    lines = [_wanted(word) for word in arguments.line]
    done, rma_id = session.desk.returns.request(
        arguments.ticket, lines, attachments=arguments.attachment, version=arguments.version_seen
    )
    return _print(session, done, rma_id)


def approve_return(session: Session, arguments: Namespace) -> int:
    why = read_text("why", arguments.why)
    return _moved(session, arguments, lambda rma, seen: session.desk.returns.approve(rma, why, version=seen))


def decline_return(session: Session, arguments: Namespace) -> int:
    reason = read_text("reason", arguments.reason)
    return _moved(session, arguments, lambda rma, seen: session.desk.returns.decline(rma, reason, version=seen))


def ship_return(session: Session, arguments: Namespace) -> int:
    number: str = arguments.tracking
    return _moved(session, arguments, lambda rma, seen: session.desk.returns.ship(rma, number, version=seen))


def receive_return(session: Session, arguments: Namespace) -> int:
    rma = session.desk.returns.get(arguments.rma)
    pieces = {line: _pieces(word, rest) for word, line, rest in _named(rma, arguments.line, 1)}
    return _moved(session, arguments, lambda rma, seen: session.desk.returns.receive(rma, pieces, version=seen))


def inspect_return(session: Session, arguments: Namespace) -> int:
    """Lines that aren't named are in the condition that was said."""
    from servicedesk.domain.choices import chosen
    from servicedesk.domain.returns import Condition, usual_disposition

    rma = session.desk.returns.get(arguments.rma)
    findings = {
        line.id: Finding(line.condition, usual_disposition(Condition(line.condition)))
        for line in rma.lines
        if line.received
    }
    for _word, line, (condition, *rest) in _named(rma, arguments.line, 3):
        disposition = rest[0] if rest else usual_disposition(chosen("condition", Condition, condition))
        findings[line] = Finding(condition, disposition, rest[1] if rest[1:] else "")
    return _moved(session, arguments, lambda rma, seen: session.desk.returns.inspect(rma, findings, version=seen))


def complete_return(session: Session, arguments: Namespace) -> int:
    rma = session.desk.returns.get(arguments.rma)
    endings = {
        line: Ending(outcome, rest[0] if rest else None)
        for _word, line, (outcome, *rest) in _named(rma, arguments.line, 2)
    }
    return _moved(session, arguments, lambda rma, seen: session.desk.returns.complete(rma, endings, version=seen))


def cancel_return(session: Session, arguments: Namespace) -> int:
    return _moved(session, arguments, lambda rma, seen: session.desk.returns.cancel(rma, version=seen))


def _moved(session: Session, arguments: Namespace, act: Callable[[int, int | None], Done]) -> int:
    return _print(session, act(arguments.rma, arguments.version_seen), arguments.rma)


def _print(session: Session, done: Done, rma_id: int) -> int:
    """The ticket that the act left behind, and the return."""
    from servicedesk.cli.ticket_output import print_done, summary

    rma = session.desk.returns.get(rma_id)
    if session.options.json:
        return print_done(session, done, rma=rma_object(rma))
    print_return(session, rma)
    if not _has_paid(rma):
        return print_done(session, done)
    session.out.line(summary(done.ticket))
    session.out.line(_("the money is on its way: this can't be undone"), style="dim")
    return 0


def _has_paid(rma: RmaView) -> bool:
    """Whether it has ended and money has moved by it."""
    return rma.stage == "completed" and bool(rma.refund_total or any(line.difference for line in rma.lines))


def _wanted(word: str) -> LineWanted:
    """``SKU:QTY:REASON:CONDITION:REMEDY``; raises Invalid. A SKU may hold colons of its own."""
    parts = word.rsplit(":", 4)
    if len(parts) != 5 or not parts[0]:
        raise Invalid("line", _("expected SKU:QTY:REASON:CONDITION:REMEDY, not {given!r}").format(given=word))
    sku, quantity, reason, condition, remedy = parts
    return LineWanted(sku, _whole(word, quantity), reason, condition, remedy)


def _named(rma: RmaView, words: Iterable[str], most: int) -> Iterable[tuple[str, int, Sequence[str]]]:
    """Each word with its line's number and what is said of it, at most so many parts. Raises Invalid."""
    seen: set[int] = set()
    for word in words:
        name, *rest = word.split(":", most)
        if not rest or not all(rest[:1]):
            raise Invalid("line", _("expected a line and what is said of it, not {given!r}").format(given=word))
        line = _line(rma, name)
        if line in seen:
            raise Invalid("line", _("line {line} is named twice").format(line=name))
        seen.add(line)
        yield word, line, rest


def _line(rma: RmaView, name: str) -> int:
    """A line by its number, or by its SKU where one line only has it. Raises Invalid naming the lines there are."""
    found = [line.id for line in rma.lines if name in (str(line.id), line.sku)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{line.id} {line.sku}" for line in rma.lines)
    raise Invalid("line", _("{name!r} is no line of return {id}; it has {known}").format(
        name=name, id=rma.id, known=known))  # fmt: skip


def _pieces(word: str, rest: Sequence[str]) -> int:
    return _whole(word, rest[0])


def _whole(word: str, given: str) -> int:
    """A number of pieces, as it is written; whether so many can be is the desk's to say."""
    digits = given.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise Invalid(
            "line", _("expected a number of pieces, not {given!r} in {word!r}").format(given=given, word=word)
        )
    return int(given)
