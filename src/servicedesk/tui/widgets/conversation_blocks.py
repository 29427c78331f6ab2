"""A conversation as lines of spans: pure, so that what is shown can be read without a screen."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as calendar_date
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from typing import Final, NamedTuple

from rich.cells import cell_len

from servicedesk.desk.views import EventView, MessageView
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.quoting import Part, parts
from servicedesk.tui.widgets.line_view import Span
from servicedesk.tui.wording import present
from servicedesk.tui.wording.event_words import event_line, is_told, what
from servicedesk.tui.wording.joined import headed, semicolons
from servicedesk.tui.wording.signs import Signs
from servicedesk.tui.wrap import body_lines, clip

GUTTER: Final = 3
"""Cells before the text: cursor, bar, blank."""
MEASURE: Final = 96
"""The longest line of text that is still easy to read."""
FIRST_LINES: Final = 60
"""Lines of a message shown at first; ``MORE_LINES`` more come with each enter."""
MORE_LINES: Final = 400
ALL_LINES: Final = 20_000
"""Lines shown of a message in which something was found."""
_SHORT_QUOTE: Final = 2


class Stop(NamedTuple):
    """A place for the focus cursor: ``older``, ``message``, ``fold``, ``more`` or ``events``.

    ``id`` is the message's, or the first event's seq; ``part`` the fold's place in its message.
    """

    kind: str
    id: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """What stands after the cursor's column. ``ground`` is the name of its colour, ``""`` the plain one.

    ``source``: the message and its part whose words stand here, in the second span; None for all other lines.
    """

    spans: tuple[Span, ...]
    ground: str = ""
    stop: Stop | None = None
    source: tuple[int, int] | None = None


BLANK: Final = Line(())


@dataclass(frozen=True, slots=True)
class Look:
    """What the layout depends on beside the conversation itself. ``width`` is that of the whole widget."""

    ticket_id: int | None
    width: int
    zone: tzinfo
    now: datetime
    signs: Signs
    names: Mapping[str, str]

    @property
    def measure(self) -> int:
        return measure_of(self.width)


def measure_of(width: int) -> int:
    """Cells of a line of words in a conversation of that width."""
    return max(1, min(width - GUTTER - 1, MEASURE))


@dataclass(frozen=True, slots=True)
class Folds:
    """What the reader has opened: folds and runs of events by their stop, and lines shown of long messages."""

    open: frozenset[Stop] = frozenset()
    lines: Mapping[int, int] | None = None

    def limit(self, message_id: int) -> int:
        return (self.lines or {}).get(message_id, FIRST_LINES)


MessageLines = Callable[[MessageView], list[Line]]


def conversation(
    messages: Iterable[MessageView],
    events: Iterable[EventView],
    look: Look,
    folds: Folds,
    new_since: datetime | None,
    lines_of: MessageLines,
) -> Iterator[Line]:
    """All lines of a stretch, oldest first. ``lines_of`` lays out one message (and may remember it)."""
    day: calendar_date | None = None
    waiting_for_new = new_since is not None
    first = True
    for item in _in_order(messages, events):
        at = item.sent_at if isinstance(item, MessageView) else item[0].at
        local = at.astimezone(look.zone).date()
        if not first:
            yield BLANK
        if local != day:
            yield _rule(present.day(at, look.zone, look.now), "faint", look)
            day = local
        if waiting_for_new and new_since is not None and at > new_since and isinstance(item, MessageView):
            waiting_for_new = False
            if not first:
                yield _rule(_("new since you last looked"), "strong", look)
        first = False
        yield from lines_of(item) if isinstance(item, MessageView) else event_lines(item, look, folds)


def older_line(count: int, look: Look) -> Line:
    """The line above the first message while older ones aren't shown."""
    words = ngettext("{n} older message", "{n} older messages", count).format(n=count)
    text = f"{look.signs.older} {words}  " + _("(enter)")
    return Line(((" ", "ink"), (" " + text, "quiet")), stop=Stop("older", 0))


def message_lines(message: MessageView, look: Look, folds: Folds) -> list[Line]:
    """One message: its head, its text with quotes and signature folded, its attachments."""
    ground = "note" if message.visibility == "internal" else ""
    bar = _bar(message, look.signs)
    lines = [head_line(message, look)]
    shown = parts(message.body)
    room = folds.limit(message.id)
    for index, part in enumerate(shown):
        fold = Stop("fold", message.id, index)
        if part.kind != "text" and part.lines > _SHORT_QUOTE:
            lines.append(_fold_line(part, fold, folds, bar, ground, look))
            if fold not in folds.open:
                continue
        role = "ink" if part.kind == "text" else "faint"
        text = list(islice(_tidy(body_lines(part.text, look.measure)), room + 1))
        lines.extend(Line((bar, (" " + line, role)), ground, source=(message.id, index)) for line in text[:room])
        if len(text) > room:
            left = len(part.text) - sum(map(len, text)) + sum(len(later.text) for later in shown[index + 1 :])
            lines.append(_more_line(message.id, left, bar, ground))
            break
        room -= len(text)
    lines.extend(_attachments(message, bar, ground, look))
    return lines


def head_line(message: MessageView, look: Look) -> Line:
    """Who, when, how, and how far it has come."""
    ground = "note" if message.visibility == "internal" else ""
    spans: list[Span] = [_bar(message, look.signs), (" ", "ink")]
    label = _label(message)
    if label:
        spans.append((label + " ", "at-risk" if ground else "quiet"))
    spans.append((clip(_author(message), 40, look.signs.ellipsis), "strong"))
    spans.append(("  " + present.clock_time(message.sent_at, look.zone), "quiet"))
    how = _how(message, look).strip()
    if how:
        spans.append(("  " + how, "faint"))
    words, signal = present.delivery(message, look.now)
    if words:
        spans.append(("  " + words, signal.value))
    return Line(tuple(spans), ground, Stop("message", message.id))


def event_lines(events: list[EventView], look: Look, folds: Folds) -> list[Line]:
    """A run of events: one dim line, or each on its own once opened."""
    stop = Stop("events", events[0].seq)
    told = [event_line(event, look.names, look.zone) for event in events]
    dot = f"{look.signs.dot} "
    if len(told) == 1:
        return [Line((("  ", "ink"), (dot + told[0], "faint")), stop=stop)]
    count = ngettext("{n} event", "{n} events", len(told)).format(n=len(told))
    if stop not in folds.open:
        ending = "  " + _("(enter)")
        words = semicolons(what(event, look.names, look.zone) for event in events)
        summary = clip(dot + headed(count, words), max(8, look.measure - cell_len(ending)), look.signs.ellipsis)
        return [Line((("  ", "ink"), (summary + ending, "faint")), stop=stop)]
    opened = [Line((("  ", "ink"), (f"{dot}{count}", "faint")), stop=stop)]
    opened.extend(Line((("    ", "ink"), (line, "faint"))) for line in told)
    return opened


def _in_order(messages: Iterable[MessageView], events: Iterable[EventView]) -> Iterator[MessageView | list[EventView]]:
    """Messages and runs of events between them, by time."""
    waiting = sorted(filter(is_told, events), key=lambda event: (event.at, event.seq))
    taken = 0
    for message in messages:
        upto = taken
        while upto < len(waiting) and waiting[upto].at < message.sent_at:
            upto += 1
        if upto > taken:
            yield waiting[taken:upto]
            taken = upto
        yield message
    if taken < len(waiting):
        yield waiting[taken:]


def _rule(text: str, role: str, look: Look) -> Line:
    rule = look.signs.rule
    label = f" {clip(text, max(1, look.measure - 8), look.signs.ellipsis)} "
    filled = rule * max(0, look.measure - 2 - cell_len(label))
    return Line(((" ", "ink"), (" " + rule * 2, "rule"), (label, role), (filled, "rule")))


def _bar(message: MessageView, signs: Signs) -> Span:
    if message.author == "customer":
        return signs.customer_bar, "bar-customer"
    if message.medium == "side":
        return signs.our_bar, "faint"
    return signs.our_bar, "bar-ours"


def _author(message: MessageView) -> str:
    name = clean(message.author_name).strip() or clean(message.handle or "").strip()
    if name:
        return name
    return {"customer": _("customer"), "system": _("automatic")}.get(message.author, _("one of us"))


def _label(message: MessageView) -> str:
    if message.medium == "side":
        return _("SIDE {who}").format(who=present.side_name(message.side or ""))
    if message.medium == "translation":
        return _("TRANSLATION")
    if message.medium == "handover":
        return _("HANDED OVER")
    return _("NOTE") if message.visibility == "internal" else ""


def _how(message: MessageView, look: Look) -> str:
    """The way it came or went, where it isn't the usual one, and the ticket it came with."""
    words = {"call": _("call"), "voicemail": _("voicemail"), "auto": _("automatic reply")}.get(message.medium)
    way = words or (_channel(message.channel) if message.visibility == "public" else "")
    if message.seconds is not None:
        way = _("{way}, {length}").format(way=way, length=present.said_span(timedelta(seconds=message.seconds)))
    if message.ticket_id == look.ticket_id:
        return way
    return f"{way}  " + _("from #{number}").format(number=message.ticket_id)


def _channel(channel: str) -> str:
    names = {
        "mail": _("mail"),
        "chat": _("chat"),
        "phone": _("phone"),
        "form": _("web form"),
        "social": _("social media"),
        "marketplace": _("marketplace"),
        "local": "",
    }
    return names.get(channel, clean(channel))


def _fold_line(part: Part, stop: Stop, folds: Folds, bar: Span, ground: str, look: Look) -> Line:
    n = part.lines
    if part.kind == "quote":
        words = ngettext("> quoted, {n} line", "> quoted, {n} lines", n).format(n=n)
    else:
        words = ngettext("-- signature, {n} line", "-- signature, {n} lines", n).format(n=n)
    action = _("(enter folds)") if stop in folds.open else _("(enter)")
    return Line((bar, (f" {words}  {action}", "faint")), ground, stop)


def _more_line(message_id: int, left: int, bar: Span, ground: str) -> Line:
    text = _("{size} more  (enter)").format(size=present.size(max(1, left)))
    return Line((bar, (" " + text, "quiet")), ground, Stop("more", message_id))


def _attachments(message: MessageView, bar: Span, ground: str, look: Look) -> Iterator[Line]:
    """``[photo.jpg 47 kB]``, as many on a line as fit."""
    row = ""
    for attachment in message.attachments:
        name = clip(clean(attachment.name).strip() or _("unnamed file"), 40, look.signs.ellipsis)
        label = f"[{name} {present.size(attachment.size)}]"
        if row and cell_len(row) + cell_len(label) + 1 > look.measure:
            yield Line((bar, (" " + row, "quiet")), ground)
            row = ""
        row = f"{row} {label}".strip()
    if row:
        yield Line((bar, (" " + row, "quiet")), ground)


def _tidy(lines: Iterable[str]) -> Iterator[str]:
    """No blank lines at the ends, no two together."""
    blanks = 0
    started = False
    for line in lines:
        if not line.strip():
            blanks += 1
            continue
        if blanks and started:
            yield ""
        blanks, started = 0, True
        yield line
