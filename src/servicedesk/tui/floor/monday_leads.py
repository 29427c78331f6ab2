"""Where the figures of Monday's report lead, sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from servicedesk.domain.tickets import LIVE, Status
from servicedesk.i18n import _
from servicedesk.tui.floor.leads import Lead, Listing, in_order, named, promises_hint, tickets_hint, times_hint
from servicedesk.tui.wording.ledger_words import worked

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.floor.views import Promised
    from servicedesk.desk.reports.views import MondayView, Sentence
    from servicedesk.domain.reports.periods import Period

OPEN: Final = f"status:{','.join(str(status) for status in Status if status in LIVE)}"
"""Whatever isn't done, the snoozed too."""


def sentence_leads(view: MondayView, sentence: Sentence) -> tuple[Lead, ...]:
    """What a sentence counts; the tickets or the filter it names itself where its figures are of nothing else."""
    period = view.period
    found = {figure.code: figure.now for figure in sentence.figures}
    match sentence.code:
        case "volume":
            return _volume(period, {code: int(now or 0) for code, now in found.items()})
        case "promises":
            decided = int(found.get("decided") or 0)
            kept = round(decided * (found.get("kept") or 0))
            return _promises(period, kept, decided - kept)
        case "speed":
            return (Lead(_("waited for a first answer, the longest first"), read=_first_answers(period)),)
        case "backlog":
            return (
                Lead(_("not done, the snoozed too"), filter=OPEN),
                Lead(_("in the queue"), filter=sentence.filter or "is:live"),
                Lead(_("snoozed"), filter="is:snoozed"),
                Lead(_("overdue"), filter="is:overdue"),
            )
    if sentence.filter is not None:
        return (Lead(sentence.text, filter=sentence.filter),)
    return (tickets_lead(sentence.text, sentence.tickets),) if sentence.tickets else ()


def asking_leads(view: MondayView) -> tuple[Lead, ...]:
    """What the request rests on: the breaches of the top cause, what came in, or what is left."""
    about = {"breaches": "breaches", "volume": "volume", "backlog": "backlog"}.get(view.asking.request.code)
    if about == "breaches" and view.cause is not None:
        return (tickets_lead(view.cause.text, view.cause.tickets),)
    sentence = next((one for one in view.sentences if one.code == about), None)
    return () if sentence is None else sentence_leads(view, sentence)


def tickets_lead(title: str, tickets: tuple[int, ...]) -> Lead:
    """Tickets by their numbers."""
    return Lead(title, len(tickets), tickets_hint(len(tickets)), read=named(lambda _desk: tickets))


def _volume(period: Period, counts: dict[str, int]) -> tuple[Lead, ...]:
    def moved(what: str) -> Callable[[Desk], Sequence[int]]:
        return lambda desk: desk.floor.behind.moved(what, period.since, period.until)

    came, back, done = (counts.get(code, 0) for code in ("opened", "reopened", "resolved"))
    opened = named(lambda desk: desk.floor.behind.opened(period.since, period.until))
    return (
        Lead(_("came in"), came, tickets_hint(came), read=opened),
        Lead(_("came back"), back, times_hint(back), read=named(moved("reopened"))),
        Lead(_("resolved"), done, times_hint(done), read=named(moved("resolved"))),
    )


def _promises(period: Period, kept: int, missed: int) -> tuple[Lead, ...]:
    def became(which: Callable[[Promised], Sequence[int]]) -> Callable[[Desk], Sequence[int]]:
        return lambda desk: which(desk.floor.behind.promised(period.since, period.until))

    return (
        Lead(_("missed"), missed, promises_hint(missed), read=named(became(lambda found: found.missed))),
        Lead(_("met in time"), kept, promises_hint(kept), read=named(became(lambda found: found.kept))),
    )


def _first_answers(period: Period) -> Callable[[Desk], Listing]:
    def read(desk: Desk) -> Listing:
        found = desk.floor.behind.first_answers(period.since, period.until)
        ids = [one.ticket for one in found]
        # The list is by the longest wait; a ticket has one first answer.
        waited: dict[int, timedelta] = {one.ticket: one.waited for one in found}
        return Listing(in_order(desk.many.rows(ids), ids), {ticket: worked(span) for ticket, span in waited.items()})

    return read
