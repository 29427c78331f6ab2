"""The tables and the document of Monday's report."""

from collections.abc import Iterable, Sequence

from servicedesk.desk.reports.views import Asking, CauseLine, Example, Sentence
from servicedesk.desk.reports.words import cause_name, clock_name, code_name
from servicedesk.domain.reports.figures import LEAST_WEEKS
from servicedesk.domain.reports.monday import LEAST_TICKETS, WEEKS, Breach, Figure
from servicedesk.domain.reports.tables import Cell, Column, Document, Form, Measured, Named, Section, Table
from servicedesk.i18n import _


def figure_table(found: Iterable[Figure]) -> Table:
    """The figures of the sentences, beside the week before and what is normal."""
    rows = [_figure_row(figure) for figure in found]
    columns = (
        Column("figure", _("figure"), Form.TEXT),
        Column("week", _("week"), Form.MIXED),
        Column("before", _("week before"), Form.MIXED),
        Column("low", _("normal from"), Form.MIXED),
        Column("median", _("usual"), Form.MIXED),
        Column("high", _("normal to"), Form.MIXED),
    )
    counted = _(
        "Normal: the median of the {weeks} weeks before, and twice the median distance from it to either side; of the "
        "weeks with at least {tickets} tickets opened, and only where there are at least {least} of them. Left over: "
        "opened and reopened less resolved. Times are working time."
    ).format(weeks=WEEKS, tickets=LEAST_TICKETS, least=LEAST_WEEKS)
    return Table("figures", _("Figures"), columns, tuple(rows), counted)


def _figure_row(figure: Figure) -> tuple[Cell, ...]:
    normal = figure.normal
    edges = (None, None, None) if normal is None else (normal.low, normal.median, normal.high)
    return (
        Named(figure.code, _figure_name(figure.code)),
        *(_measured(value, figure.form) for value in (figure.now, figure.before, *edges)),
    )


def _measured(value: float | None, form: Form) -> Cell:
    return None if value is None else Measured(value, form)


def _figure_name(code: str) -> str:
    names = {
        "opened": _("tickets opened"),
        "reopened": _("tickets reopened"),
        "resolved": _("tickets resolved"),
        "growth": _("left over: came less finished"),
        "decided": _("clocks started in the week and decided"),
        "kept": _("of these met in time"),
        "first_p50": _("first response, half within"),
        "first_p90": _("first response, nine of ten within"),
        "breaches": _("clocks past their due time in the week"),
    }
    return names[code]


def breach_table(broken: Sequence[Breach]) -> Table:
    """The breaches of the week, one a row."""
    rows = [
        (
            one.ticket,
            code_name(one.kind),
            clock_name(one.clock),
            one.at,
            one.late,
            Named(one.holder or "none", one.holder or _("nobody")),
            None if one.cause is None else Named(one.cause, cause_name(one.cause)),
            one.subject,
        )
        for one in broken
    ]
    columns = (
        Column("ticket", _("ticket"), Form.TICKET),
        Column("kind", _("kind"), Form.TEXT),
        Column("clock", _("clock"), Form.TEXT),
        Column("breached_at", _("due"), Form.INSTANT),
        Column("late_s", _("late"), Form.SPAN),
        Column("holder", _("holder"), Form.TEXT),
        Column("cause", _("cause"), Form.TEXT),
        Column("subject", _("subject"), Form.TEXT),
    )
    counted = _(
        "Clocks that passed their due time in the week. Late: working time past it, so far where the clock still runs. "
        "Holder: who had the ticket then, or whom a review found. Cause: what a review found."
    )
    return Table("breaches", _("Breaches"), columns, tuple(rows), counted, _("no clock was breached"))


def document(
    title: str,
    sentences: Sequence[Sentence],
    cause: CauseLine | None,
    examples: Sequence[Example],
    asking: Asking,
    tables: Sequence[Table],
    times: str,
) -> Document:
    """What is handed on: the sentences first, the tables behind."""
    told = tuple(sentence.text for sentence in sentences)
    sections = [
        *([Section(_("Top cause"), (cause.text,))] if cause is not None else []),
        *([Section(_("Examples"), tuple(example.text for example in examples))] if examples else []),
        Section(_("Request"), (asking.text,)),
        *(Section(table.title, (), table) for table in tables),
    ]
    return Document(title, (*told, times), tuple(sections))
