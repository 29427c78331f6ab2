"""The floor's first screenful as blocks of lines. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from servicedesk.i18n import _, ngettext, pgettext
from servicedesk.tui.clean import clean
from servicedesk.tui.floor import words
from servicedesk.tui.floor.leads import Lead, named
from servicedesk.tui.floor.spots import Advice, Counted, Person, Spot, Staff, Unreviewed, Unwritten
from servicedesk.tui.widgets.line_view import Span
from servicedesk.tui.wording import present
from servicedesk.tui.wrap import clip, fit, wrap

if TYPE_CHECKING:
    from servicedesk.desk.floor.views import FloorView, Forecast, Inbox, Intervention, Load

Spans = tuple[Span, ...]

NAME: Final = 15
COUNTS: Final = (5, 5, 5, 6, 6)
"""Cells of a person's name, and of their figures: open, late, soon, ahead, in an hour."""
SHORT: Final = 10
"""Cells of a name in a sentence that is too long."""
OVERDUE, SOON, REST = "!", "~", "="
"""A ticket in a bar of load; the signs are those of the desk's list."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How wide a line is, what time it is, what people are called."""

    width: int
    now: datetime
    zone: tzinfo
    names: words.Names


@dataclass(frozen=True, slots=True)
class Block:
    """Lines with what the cursor stands on there, None where it doesn't stop."""

    lines: tuple[Spans, ...]
    target: Spot | None = None


def ahead_blocks(view: "FloorView", frame: Frame) -> Iterator[Block]:
    """What to do, and what happens otherwise."""
    yield _heading(_("NEXT TEN MINUTES"), first=True)
    if view.interventions:
        yield from (_advice(one, frame) for one in view.interventions)
    else:
        yield _plain(_("nothing to do: no move would save a breach"), "good" if _is_calm(view) else "quiet")
    yield _heading(_("IF NOTHING CHANGES"))
    yield from _forecast(view.forecast, frame)


def standing_blocks(view: "FloorView") -> Iterator[Block]:
    """What stands now, and what waits for a decision."""
    yield _heading(_("NOW"))
    inbox = view.inbox
    yield _figure("overdue", "overdue", Lead(_("overdue"), view.overdue, filter="is:overdue"))
    yield _figure("risk", "at-risk", Lead(_("at risk"), view.at_risk, filter="is:risk"))
    yield _figure("unassigned", "ink", Lead(_("unassigned"), inbox.unassigned, filter="is:live assignee:none"))
    yield _figure("live", "ink", Lead(_("in the queue"), view.live, filter="is:live"))
    yield _heading(_("INBOX"))
    yield Block((_count(inbox.breaches, _("breaches to look at (enter walks them)"), "overdue"),), Unreviewed())
    handed = named(lambda desk: desk.floor.behind.handed_over())
    yield _figure("handed", "at-risk", Lead(_("handed over, not taken up"), inbox.handed_over, read=handed))
    broken = named(lambda desk: desk.floor.behind.promises_broken())
    yield _figure(
        "promises",
        "overdue",
        Lead(
            ngettext("broken promise to a customer", "broken promises to customers", inbox.promises_broken),
            inbox.promises_broken,
            read=broken,
        ),
    )
    yield from _asked(inbox)


def _asked(inbox: "Inbox") -> Iterator[Block]:
    """What waits for somebody's word: escalations and approvals, with the age of the oldest."""
    escalated = named(lambda desk: desk.floor.behind.escalated())
    title = words.aged(
        ngettext("escalation not accepted", "escalations not accepted", inbox.escalations), inbox.escalation_oldest
    )
    yield _figure("escalations", "at-risk", Lead(title, inbox.escalations, read=escalated))
    if inbox.escalations_overdue:
        late = named(lambda desk: desk.floor.behind.escalated(late=True))
        lead = Lead(_("of them past their time"), inbox.escalations_overdue, read=late)
        yield _figure("escalations-late", "overdue", lead)
    waiting = named(lambda desk: desk.floor.behind.waiting_approvals())
    title = words.aged(ngettext("approval that waits", "approvals that wait", inbox.approvals), inbox.approval_oldest)
    yield _figure("approvals", "at-risk", Lead(title, inbox.approvals, read=waiting))


def load_blocks(view: "FloorView", frame: Frame, *, first: bool) -> Iterator[Block]:
    """A line an agent, and one for nobody: bar, open, overdue, due soon, breaches ahead, answers in an hour."""
    load = _in_order(view)
    room = max(0, frame.width - 2 - NAME - sum(COUNTS))
    title = fit(_("LOAD BY AGENT"), NAME + room)
    heads = (pgettext("load", "open"), _("late"), _("soon"), _("ahead"), _("/hour"))
    lines: list[Spans] = [] if first else [()]
    lines.append(
        (
            (title, "label"),
            *((fit(head, cells, right=True), "faint") for head, cells in zip(heads, COUNTS, strict=True)),
        )
    )
    yield Block(tuple(lines))
    if not load:
        yield _plain(_("nobody works here yet"), "faint")
    most = max((one.live for one in load), default=0)
    for one in load:
        yield Block((_person(one, frame, room, most),), Person(one.handle, one))
    until = present.clock_time(view.forecast.until, frame.zone)
    legend = _("late = past its due time; soon = due within the hour; ahead = late by {until} if nothing changes")
    parts = wrap(legend.format(until=until), max(20, frame.width - 2))
    yield Block(tuple(((part, "faint"),) for part in parts))


def _in_order(view: "FloorView") -> "list[Load]":
    """Who has most that is late comes first, then who has most due soon, then by name; nobody among them."""
    load = list(view.load)
    if view.unheld is not None:
        load.append(replace(view.unheld, name=_("nobody")))
    return sorted(load, key=lambda one: (-one.overdue, -one.due_soon, one.name.casefold()))


def _is_calm(view: "FloorView") -> bool:
    return not view.overdue and view.forecast.breaches <= 0


def _heading(text: str, *, first: bool = False) -> Block:
    line: Spans = ((text, "label"),)
    return Block((line,) if first else ((), line))


def _plain(text: str, role: str) -> Block:
    return Block((((text, role),),))


def _advice(one: "Intervention", frame: Frame) -> Block:
    """People are called by the part of their name that says most where there is no room for all of it."""
    text = words.intervention(one, frame.names, frame.zone)
    if cell_len(text) > frame.width - 2:
        text = words.intervention(one, lambda handle: present.short_name(frame.names(handle), SHORT), frame.zone)
    return Block(tuple(((part, "ink"),) for part in wrap(text, max(20, frame.width - 2))), Advice.of(one))


def _forecast(one: "Forecast", frame: Frame) -> Iterator[Block]:
    text, signal = words.forecast(one, frame.now, frame.zone)
    lead = Lead(text, len(one.tickets), read=named(lambda _desk: one.tickets))
    yield Block((((text, signal.value),),), Counted(("forecast",), text, (lead,)))
    if unwritten := words.newcomers(one):
        yield Block((((unwritten, "quiet"),),), Unwritten())
    yield Block((((words.who_is_here(one), "ink"),),), Staff())


def _figure(name: str, role: str, lead: Lead) -> Block:
    return Block((_count(lead.count or 0, lead.title, role),), Counted((name,), lead.title, (lead,)))


def _count(count: int, text: str, role: str) -> Spans:
    """A number and what it counts; none is nothing to worry about."""
    return ((f"{count:>4} ", role if count else "faint"), (text, "ink" if count else "faint"))


def _person(one: "Load", frame: Frame, room: int, most: int) -> Spans:
    away = words.absence(one, frame.zone)
    name: Span = (fit(clip(clean(one.name), NAME - 1), NAME), "quiet" if away else "ink")
    short = next((text for text in (away, words.absence(one, None)) if cell_len(text) < room), "")
    middle: Spans = ((short, "at-risk" if one.state == "break" else "faint"),) if short else _bar(one, room - 1, most)
    gap = room - sum(cell_len(text) for text, _role in middle)
    per_hour = "-" if one.per_hour is None else f"{one.per_hour:.1f}"
    numbers = (str(one.live), str(one.overdue), str(one.due_soon), str(one.breaches_ahead), per_hour)
    roles = ("ink", "overdue", "at-risk", "overdue", "quiet")
    figures = (
        (fit(number, cells, right=True), "faint" if number == "0" else role)
        for number, cells, role in zip(numbers, COUNTS, roles, strict=True)
    )
    return (name, *middle, (" " * gap, "ink"), *figures)


def _bar(one: "Load", room: int, most: int) -> Spans:
    """The agent's tickets, each a sign while all fit: overdue, due soon, the rest."""
    if room <= 0 or not most:
        return ()
    scale = min(1.0, room / most)
    ends = [round(scale * n) for n in (one.overdue, one.overdue + one.due_soon, one.live)]
    late, soon, rest = ends[0], max(0, ends[1] - ends[0]), max(0, ends[2] - max(ends[0], ends[1]))
    return ((OVERDUE * late, "overdue"), (SOON * soon, "at-risk"), (REST * rest, "quiet"))
