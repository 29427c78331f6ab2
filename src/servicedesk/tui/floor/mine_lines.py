"""One's own page as lines: figures, the tickets that will be late, one's breaches and what a review said. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from servicedesk.desk.queue_views import QueueRow
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.floor.leads import Lead, in_order, named
from servicedesk.tui.floor.people import answered_lead, soon_lead
from servicedesk.tui.floor.words import cause_name, clock_name
from servicedesk.tui.widgets.line_view import Span
from servicedesk.tui.widgets.queue_columns import cells, columns_for, marks_of
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas, headed
from servicedesk.tui.wording.signs import UNICODE
from servicedesk.tui.wrap import fit, wrap

if TYPE_CHECKING:
    from servicedesk.desk.floor.views import Mine
    from servicedesk.desk.service_levels.views import BreachView, ReviewView

Spans = tuple[Span, ...]
CLOCK: Final = 15
INDENT: Final = 6
"""Cells before what a review said."""


@dataclass(frozen=True, slots=True)
class Own:
    """What one's page tells. ``late`` are the tickets that will be late; ``breaches`` newest first, and ``more``."""

    handle: str
    mine: "Mine"
    late: Sequence[QueueRow]
    breaches: "Sequence[BreachView]"
    more: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """How wide a line is, what time it is where, what people are called."""

    width: int
    now: datetime
    zone: tzinfo
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that lead somewhere, or don't."""

    lines: tuple[Spans, ...]
    target: Lead | None = None


def own_blocks(own: Own, setting: Setting) -> Iterator[Block]:
    """The whole page."""
    yield from _figures(own)
    yield from _late(own, setting)
    yield from _breaches(own, setting)


def _figures(own: Own) -> Iterator[Block]:
    load, theirs = own.mine.load, "assignee:me"
    text = ngettext("{n} open ticket", "{n} open tickets", load.live).format(n=load.live)
    yield _figure(text, Lead(text, load.live, filter=f"is:live {theirs}"), "ink")
    if load.overdue:
        text = ngettext("{n} overdue", "{n} overdue", load.overdue).format(n=load.overdue)
        yield _figure(text, Lead(text, load.overdue, filter=f"is:overdue {theirs}"), "overdue")
    if load.due_soon:
        text = ngettext("{n} due within the hour", "{n} due within the hour", load.due_soon).format(n=load.due_soon)
        yield _figure(text, soon_lead(load, theirs, own.mine.at), "at-risk")
    if load.per_hour is not None:
        text = _("{n} answers in an hour of work, as your last weeks were").format(n=f"{load.per_hour:.1f}")
        yield _figure(text, answered_lead(own.handle, load.per_hour), "ink")


def _figure(text: str, lead: Lead, role: str) -> Block:
    return Block((((text, role),),), lead)


def _late(own: Own, setting: Setting) -> Iterator[Block]:
    when = present.by_when(own.mine.until, setting.zone, setting.now)
    n = len(own.mine.late)
    if not n:
        yield Block(((), ((_("Nothing of yours will be late {when}.").format(when=when), "good"),)))
        return
    text = ngettext("{n} will be late {when} at this pace:", "{n} will be late {when} at this pace:", n)
    said = text.format(n=n, when=when)
    yield Block(((), ((said, "at-risk"),)), Lead(said, n, read=named(lambda _desk: own.mine.late)))
    width = max(20, setting.width - 2)
    rows = in_order(own.late, own.mine.late)
    columns = columns_for(width, max((len(str(row.id)) for row in rows), default=1))
    for row in rows:
        spans = cells(row, columns, marks_of(row, setting.now), UNICODE, cursor=False, selected=False)
        yield Block((tuple(spans),), Lead(f"#{row.id}", ticket=row.id))


def _breaches(own: Own, setting: Setting) -> Iterator[Block]:
    yield Block(((), ((_("YOUR BROKEN PROMISES OF FOUR WEEKS"), "label"),)))
    if not own.breaches:
        yield Block((((_("none"), "good"),),))
    for breach in own.breaches:
        name = f"#{breach.ticket} {breach.clock} {breach.started_at.isoformat()}"
        yield Block(tuple(_breach(breach, setting)), Lead(name, ticket=breach.ticket))
    if own.more:
        yield Block((((_("and older ones: servicedesk sla breaches"), "faint"),),))


def _breach(breach: "BreachView", setting: Setting) -> Iterator[Spans]:
    """Number, clock, how late, when, subject; below it what a review said."""
    when = present.moment(breach.breached_at, setting.zone, setting.now)
    late = fit("+" + present.span(breach.late), 6, right=True)
    yield (
        (f"#{breach.ticket} ", "ink"),
        (fit(clock_name(breach.clock), CLOCK), "ink"),
        (late, "overdue"),
        (f"  {fit(when, 16)} ", "quiet"),
        (clean(breach.subject).strip() or _("(no subject)"), "ink"),
    )
    text, role = (
        (_("not reviewed yet"), "faint") if breach.review is None else (_verdict(breach.review, setting), "quiet")
    )
    for part in wrap(text, max(20, setting.width - INDENT - 2)):
        yield ((" " * INDENT, "ink"), (part, role))


def _verdict(review: "ReviewView", setting: Setting) -> str:
    """``Ana: held too long, avoidable; whose: Lin. The comment.``"""
    who = clean(setting.names.get(review.reviewer, review.reviewer))
    whose = _("nobody's") if review.holder is None else clean(setting.names.get(review.holder, review.holder))
    could = _("avoidable") if review.avoidable else _("not avoidable")
    said = headed(who, commas((cause_name(review.cause), could, _("whose: {name}").format(name=whose))))
    comment = clean(review.comment).strip()
    return f"{said}. {comment}" if comment else said
