"""Monday's report in sentences, each figure beside the week before and what is normal."""

from datetime import tzinfo

from servicedesk.desk.reports.spelling import UNKNOWN, number, percent, span
from servicedesk.desk.reports.words import cause_name, clock_name, code_name
from servicedesk.domain.reports.figures import rounded
from servicedesk.domain.reports.monday import Breach, Figure, Request, TopCause
from servicedesk.domain.reports.tables import Form
from servicedesk.i18n import _, ngettext


def told(figure: Figure) -> str:
    """A figure alone."""
    return UNKNOWN if figure.now is None else number(figure.now, figure.form)


def whole(figure: Figure) -> int:
    """The number a sentence agrees with."""
    return int(rounded(figure.now or 0))


def beside(figure: Figure) -> str:
    """``+12 % on the week before, above the normal 80 to 100``."""
    compared = _compared(figure)
    if figure.normal is None:
        return compared
    texts = {
        "below": _("{compared}, below the normal {normal}"),
        "within": _("{compared}, within the normal {normal}"),
        "above": _("{compared}, above the normal {normal}"),
        None: _("{compared}; normal is {normal}"),
    }
    low, high = (number(edge, figure.form) for edge in (figure.normal.low, figure.normal.high))
    normal = low if low == high else _("{low} to {high}").format(low=low, high=high)
    return texts[figure.place].format(compared=compared, normal=normal)


def _compared(figure: Figure) -> str:
    """Against the week before."""
    change = changed(figure)
    if not change:
        return _("no week to compare with")
    if figure.now == figure.before:
        return _("as in the week before")
    return _("{change} on the week before").format(change=change)


def changed(figure: Figure) -> str:
    """``+12 %``, ``-1.3 points``, ``+4``, ``+15m``; empty where the week before has no such figure."""
    if figure.now is None or figure.before is None:
        return ""
    change = figure.change
    if figure.form is Form.SHARE:
        return _("{points} points").format(points=percent(change or 0, 1, signed=True))
    if figure.form is Form.SPAN and change is None:
        return f"+{number(figure.now - figure.before, figure.form)}"
    if figure.code == "growth" or change is None:
        return f"{rounded(figure.now - figure.before):+,}"
    return f"{percent(change, signed=True)} %"


def volume(opened: Figure, reopened: Figure, resolved: Figure) -> str:
    parts = (
        (opened, ngettext("{n} ticket came in ({beside})", "{n} tickets came in ({beside})", whole(opened))),
        (reopened, ngettext("{n} came back ({beside})", "{n} came back ({beside})", whole(reopened))),
        (resolved, ngettext("{n} was resolved ({beside})", "{n} were resolved ({beside})", whole(resolved))),
    )
    came, back, done = (text.format(n=told(figure), beside=beside(figure)) for figure, text in parts)
    return _("{came}, {back}, {resolved}.").format(came=came, back=back, resolved=done)


def met(decided: Figure, kept: Figure) -> str:
    if kept.now is None:
        return _("No clock that started in the week is decided yet, so there is no share of those met in time.")
    text = ngettext(
        "Of the {n} clock that started in the week and is decided, {share} was met in time ({beside}).",
        "Of the {n} clocks that started in the week and are decided, {share} were met in time ({beside}).",
        whole(decided),
    )
    return text.format(n=told(decided), share=told(kept), beside=beside(kept))


def speed(p50: Figure, p90: Figure) -> str:
    if p50.now is None or p90.now is None:
        return _("Nobody waited for a first response, so there is no time to tell.")
    text = _(
        "Half of those who wrote had a first response within {half} of working time ({half_beside}), nine of ten "
        "within {most} ({most_beside})."
    )
    return text.format(half=told(p50), half_beside=beside(p50), most=told(p90), most_beside=beside(p90))


def breaches(broken: Figure, open_still: int) -> str:
    text = ngettext(
        "{number} clock passed its due time in the week, whenever it started ({beside}); of these still running: "
        "{open}.",
        "{number} clocks passed their due time in the week, whenever they started ({beside}); of these still running: "
        "{open}.",
        whole(broken),
    )
    return text.format(number=told(broken), beside=beside(broken), open=f"{open_still:,}")


def backlog(growth: Figure, still_open: int, snoozed: int, overdue: int) -> str:
    size = abs(whole(growth))
    left = ngettext(
        "The week left {growth} ticket more than it finished ({beside})",
        "The week left {growth} tickets more than it finished ({beside})",
        size,
    )
    if growth.now is not None and growth.now < 0:
        left = ngettext(
            "The week finished {growth} ticket more than came ({beside})",
            "The week finished {growth} tickets more than came ({beside})",
            size,
        )
    text = _("{left}; now {open} open, overdue: {overdue}.")
    if snoozed:
        text = _("{left}; now {open} open, {snoozed} of them snoozed; overdue: {overdue}.")
    return text.format(
        left=left.format(growth=f"{size:,}", beside=beside(growth)),
        open=f"{still_open:,}",
        snoozed=f"{snoozed:,}",
        overdue=f"{overdue:,}",
    )


def cause(top: TopCause) -> str:
    text = _("Most often “{cause}”: {number} of {of} reviewed breaches, {most} of them of the clock “{clock}”.")
    if not top.reviewed:
        text = _(
            "Most often “{cause}”: {number} of {of} breaches, {most} of them of the clock “{clock}”; nobody reviewed "
            "any, so this is what holder and status tell."
        )
    clock, most = top.clock
    return text.format(
        cause=cause_name(top.cause), number=len(top.breaches), of=top.of, most=most, clock=clock_name(clock).text
    )


def example(one: Breach, zone: tzinfo) -> str:
    text = _("#{ticket} {subject}: {kind}, {clock} due {due}, {late} late, with {holder}")
    return text.format(
        ticket=one.ticket,
        subject=one.subject,
        kind=code_name(one.kind).text,
        clock=clock_name(one.clock).text,
        due=one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        late=span(one.late),
        holder=one.holder or _("nobody"),
    )


def asking(found: Request) -> str:
    match found.code:
        case "breaches":
            text = _("Please decide what we change: “{cause}” stood behind {number} of {of} breaches.")
        case "volume" if found.days:
            text = ngettext(
                "Please plan {days} day of an agent's work more; tickets beyond the usual: {number}.",
                "Please plan {days} days of an agent's work more; tickets beyond the usual: {number}.",
                found.days,
            )
        case "volume":
            text = _("Please plan more hands; tickets beyond the usual: {number}.")
        case "backlog" if found.days:
            text = ngettext(
                "Please give us {days} day of an agent's work more; tickets the week left over: {number}.",
                "Please give us {days} days of an agent's work more; tickets the week left over: {number}.",
                found.days,
            )
        case "backlog":
            text = _("Please give us more hands; tickets the week left over: {number}.")
        case _:
            return _("Nothing this week: please keep the staff as it is.")
    return text.format(days=found.days, number=f"{found.number:,}", of=f"{found.of:,}", cause=cause_name(found.cause))
