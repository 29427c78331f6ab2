"""Slips of a shift: the break and the way back, where one was, the card of the day. Each is a list to choose from."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final

from servicedesk.desk.together_views import Back, DayCard, LastTicket
from servicedesk.desk.views import QueueRow
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present
from servicedesk.tui.wording.event_words import event_line, is_told
from servicedesk.tui.wording.joined import headed, semicolons
from servicedesk.tui.wrap import clip

SHOWN: Final = 6
"""Tickets named in the body of a slip."""
STAY: Final = 0
"""Chosen by who goes nowhere; tickets count from 1."""


def at_risk_slip(rows: Sequence[QueueRow], now: datetime) -> Choices[bool]:
    """Before a break: what shouldn't wait through it. True offers it to the team, False keeps it."""
    n = len(rows)
    title = ngettext("Break: {n} of your tickets shouldn't wait", "Break: {n} of your tickets shouldn't wait", n)
    lines = [
        f"{row.id} {present.row_time(row, now)[0]} {present.customer_name(row)}: {present.subject(row)}" for row in rows
    ]
    more = [_("and {n} more").format(n=n - SHOWN)] if n > SHOWN else []
    return Choices(
        title.format(n=n),
        [
            Choice(True, _("offer them"), _("back to the queue, each with a line that says how it stands")),
            Choice(False, _("keep them"), _("they wait until you are back")),
        ],
        body="\n".join([*lines[:SHOWN], *more]),
    )


def back_slip(
    back: Back, places: Sequence[LastTicket], names: Mapping[str, str], now: datetime, zone: tzinfo
) -> Choices[int]:
    """After a break: where one was, and what others did meanwhile; answers the ticket to go to."""
    title = _("Back after {length}. You were here:").format(length=present.said_span(now - back.since))
    here = {last.row.id for last in places}
    changed = [last for last in back.changed if last.row.id not in here]
    lines = [_place(last, names, now, zone) for last in (*places, *changed)]
    return Choices(title, [*lines, Choice(STAY, _("stay"), _("go on where the screen is"))])


def where_slip(places: Sequence[LastTicket], names: Mapping[str, str], now: datetime, zone: tzinfo) -> Choices[int]:
    """The tickets one was on last, with half-written words and what changed; answers the ticket to go to."""
    return Choices(_("Where you were"), [_place(last, names, now, zone) for last in places])


def _place(last: LastTicket, names: Mapping[str, str], now: datetime, zone: tzinfo) -> Choice[int]:
    row = last.row
    label = headed(f"#{row.id} {present.customer_name(row)}", present.subject(row))
    hints = [half_written(last.draft.body)] if last.draft is not None else []
    told = [event_line(event, names, zone, now) for event in last.changes if is_told(event)]
    came = [event for event in last.changes if event.type == "message"]
    if came:
        hints.append(ngettext("{n} new message", "{n} new messages", len(came)).format(n=len(came)))
    if told:
        hints.append(told[-1])
    if not last.changes and last.read_at is not None:
        hints.append(_("nothing new since {time}").format(time=present.moment(last.read_at, zone, now)))
    return Choice(row.id, clip(label, 44), semicolons(hints))


def half_written(body: str) -> str:
    """The end of a half-written text, in quotes: where the sentence stops is what one goes on with."""
    words = " ".join(clean(body, lines=True).split())
    tail = words if len(words) <= 40 else f"…{words[-39:]}"
    return _("“{text}”").format(text=tail)


def day_slip(card: DayCard, now: datetime, zone: tzinfo) -> Choices[int]:
    """One's own day; answers the ticket to go to."""
    answered = ngettext("{n} answered", "{n} answered", card.answered).format(n=card.answered)
    resolved = ngettext("{n} resolved", "{n} resolved", card.resolved).format(n=card.resolved)
    lines = [
        Choice(
            one.ticket_id,
            _("promised on #{n}").format(n=one.ticket_id),
            f"{clean(one.text)} {present.by_when(one.due_at, zone, now)}",
        )
        for one in card.promises
    ]
    if (kind := card.kind_word) is not None:
        words = " ".join(clean(kind.text, lines=True).split())
        who = clean(kind.name).strip() or _("a customer")
        lines.append(
            Choice(kind.ticket_id, _("{who} wrote").format(who=who), _("“{text}”").format(text=clip(words, 200)))
        )
    body = "" if card.promises else _("Nothing is promised for tomorrow.")
    title = _("Your day: {answered}, {resolved}").format(answered=answered, resolved=resolved)
    return Choices(title, [*lines, Choice(STAY, _("close"))], at=len(lines), body=body)
